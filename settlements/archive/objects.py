"""Reading one object of a file: each value by its name and kind, with a fault where it is not what it should be. Pure.

A value that is at fault is read as some harmless other one, so that the rest of the file can be looked at, too; `is_sound` tells whether
what was read can be trusted.
"""

import datetime
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from re import Pattern
from typing import Any

from settlements.archive.faults import THE_FILE, Faults, shown
from settlements.archive.parsing import SaidTwice
from settlements.archive.vocabulary import DAY, FIRST_DAY, LAST_DAY
from tripsplit.ids import is_ref
from tripsplit.money import MAX_MINOR, canonical
from tripsplit.text import UncleanText, clean_text

REQUIRED: Any = object()
MOST_TOLD = 12  # choices; longer lists are not told
NOBODY = ""


class Object:
    """An object of the file, and where it stands there."""

    def __init__(self, value: Any, faults: Faults, where: str, *, keys: Collection[str]) -> None:
        """`keys` are all that it may have: what this version does not know it would lose, so it refuses it."""
        self.where, self.faults = where, faults
        self._before = len(faults.found)
        self._said: dict[str, Any] = {}
        if not isinstance(value, dict):
            self.faults.add(where, f"is {shown(value)}, and should be an object")
            return
        self._said = value
        if isinstance(value, SaidTwice):
            self.fault(f"says {shown(value.key)} twice")
        for key in value.keys() - keys:
            self.fault(f"has {shown(key)}, which this version of the format does not know")

    def fault(self, words: str, *keys: str | int) -> None:
        path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
        self.faults.add(f"{self.where}{path}".removeprefix(".") or THE_FILE, words)

    def is_sound(self) -> bool:
        """Whether nothing in it was wrong so far."""
        return len(self.faults.found) == self._before

    def has(self, key: str) -> bool:
        return key in self._said

    def value(self, key: str, default: Any = REQUIRED) -> Any:
        found = self._said.get(key, default)
        if found is REQUIRED:
            self.fault("is missing", key)
        return found

    def text(self, key: str, most: int, default: Any = REQUIRED, *, multiline: bool = False) -> str:
        """Text of at most so many characters, cleaned as what people type is. Without a default it may not be empty."""
        found = self.value(key, default)
        if found is REQUIRED:
            return ""
        if not isinstance(found, str):
            self.fault(f"is {shown(found)}, and should be a text", key)
            return ""
        if len(found) > most:  # before it is cleaned, which takes time
            self.fault(f"has {len(found):,} characters, and {most:,} is the most", key)
            return ""
        try:
            clean = clean_text(found, multiline=multiline)
        except UncleanText as fault:
            self.fault(fault.reason, key)
            return ""
        if not clean and default is REQUIRED:
            self.fault("is empty", key)
        return clean

    def choice(self, key: str, choices: Collection[str], default: Any = REQUIRED) -> str:
        found = self.value(key, default)
        if found is REQUIRED:
            return ""
        if not isinstance(found, str) or found not in choices:
            known = (
                f", and should be one of {', '.join(choices)}" if len(choices) <= MOST_TOLD else ", which is not known"
            )
            self.fault(f"is {shown(found)}{known}", key)
            return ""
        return found

    def ref(self, key: str) -> str:
        """A row's own public id."""
        found = self.value(key)
        if found is REQUIRED:
            return ""
        if not isinstance(found, str) or not is_ref(found):
            self.fault(f"is {shown(found)}, and should be 1 to 40 letters, digits, _ or -, and not “new”", key)
            return ""
        return found

    def minor(self, key: str, default: Any = REQUIRED, *, least: int = 0) -> int:
        """An amount in minor units: a whole number from `least` on."""
        found = self.value(key, default)
        if found is REQUIRED:
            return 0
        if type(found) is not int:  # a bool is none, either
            self.fault(f"is {shown(found)}, and should be a whole number of minor units", key)
            return 0
        if not least <= found <= MAX_MINOR:
            self.fault(f"is {found}, and should be from {least} to {MAX_MINOR}", key)
            return 0
        return found

    def truth(self, key: str, *, default: bool) -> bool:
        found = self.value(key, default)
        if not isinstance(found, bool):
            self.fault(f"is {shown(found)}, and should be true or false", key)
            return default
        return found

    def day(self, key: str, default: Any = REQUIRED) -> str:
        """A day, such as 2026-05-03."""
        found = self.value(key, default)
        day = read_day(found) if found is not REQUIRED else FIRST_DAY
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            years = f"from {FIRST_DAY.year} to {LAST_DAY.year}"
            self.fault(f"is {shown(found)}, and should be a day {years}, such as 2026-05-03", key)
            return FIRST_DAY.isoformat()
        return day.isoformat()

    def decimal(self, key: str, pattern: Pattern[str], default: Any = REQUIRED) -> str:
        """A decimal, which the file has as a text; without trailing zeros, as the archive writes them."""
        found = self.value(key, default)
        if found is REQUIRED:
            return "0"
        if not isinstance(found, str) or not pattern.fullmatch(found):
            self.fault(f"is {shown(found)}, and should be a decimal in quotes, such as “0.92”", key)
            return "0"
        return canonical(Decimal(found))

    def items(self, key: str, most: int, default: Any = REQUIRED) -> Sequence[Any]:
        """A list's values as they stand, at most so many."""
        found = self.value(key, default)
        if found is REQUIRED:
            return []
        if not isinstance(found, list):
            self.fault(f"is {shown(found)}, and should be a list", key)
            return []
        if len(found) > most:
            self.fault(f"has {len(found):,} entries, and {most:,} is the most", key)
            return []
        return found

    def objects(self, key: str, most: int, *, keys: Collection[str], default: Any = REQUIRED) -> Iterator["Object"]:
        """A list's objects, with these keys."""
        path = f"{self.where}.{key}".removeprefix(".")
        for place, value in enumerate(self.items(key, most, default)):
            yield Object(value, self.faults, f"{path}[{place}]", keys=keys)

    def object(self, key: str, *, keys: Collection[str]) -> "Object":
        value = self.value(key)
        path = f"{self.where}.{key}".removeprefix(".")
        return Object({} if value is REQUIRED else value, self.faults, path, keys=keys)

    def person(self, key: str, people: Collection[str]) -> str:
        """The ref of one of the trip's people."""
        found = self.value(key)
        if found is REQUIRED:
            return NOBODY
        if not isinstance(found, str) or found not in people:
            self.fault(f"is {shown(found)}, who is not among the participants", key)
            return NOBODY
        return found


def read_day(value: object) -> datetime.date | None:
    if isinstance(value, str) and DAY.fullmatch(value):
        with suppress(ValueError):
            return datetime.date.fromisoformat(value)
    return None
