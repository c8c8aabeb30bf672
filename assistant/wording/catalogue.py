"""The sentences of one language, from its file in `messages`. Pure.

A key is dotted ("total.paid.me"); a table with `one` and `other` is chosen by a number, as the language counts.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.understood import LANGUAGES
from tripsplit.currencies import known_locale

MESSAGES = Path(__file__).parent / "messages"


class Catalogue:
    """What is said in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._messages: dict[str, Any] = tomllib.loads((MESSAGES / f"{language}.toml").read_text(encoding="utf-8"))

    def text(self, key: str) -> str:
        """The message as it stands in the file. Raises KeyError, for a table too."""
        found: Any = self._messages
        for part in key.split("."):
            found = found[part]
        if not isinstance(found, str):
            raise KeyError(key)
        return found

    def say(self, key: str, /, **values: str) -> str:
        return self.text(key).format(**values)

    def count(self, key: str, number: int, /, **values: str) -> str:
        """The message for so many; {n} is the number."""
        form = known_locale(self.language).plural_form(number)
        forms = self._forms(key)
        return forms.get(form, forms["other"]).format(n=str(number), **values)

    def _forms(self, key: str) -> dict[str, str]:
        found: Any = self._messages
        for part in key.split("."):
            found = found[part]
        forms: dict[str, str] = found
        return forms


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Catalogue:
    """English where the language is not one of ours."""
    return Catalogue(language if language in LANGUAGES else "en")
