"""The reader's locale, for numbers: negotiated from Accept-Language per request, English where nobody asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from babel import Locale, negotiate_locale
from babel.localedata import locale_identifiers

DEFAULT_LOCALE = "en"
MAX_HEADER = 500  # characters of Accept-Language that are read at all

_current: ContextVar[str] = ContextVar("reader_locale", default=DEFAULT_LOCALE)


def current_locale() -> str:
    """The reader's locale as a Babel identifier, such as `de_CH`."""
    return _current.get()


@contextmanager
def reading_as(locale: str) -> Iterator[None]:
    """Format and parse numbers as `locale` does, until the block ends."""
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


@lru_cache(maxsize=512)
def negotiate(accept_language: str) -> str:
    """The best Babel locale for an Accept-Language header, such as `de-CH,de;q=0.9`; DEFAULT_LOCALE where none fits.

    Locales that write numbers in other digits than 0-9 fall back to English ones, as the forms read only those.
    """
    wanted = sorted(_weighted(accept_language[:MAX_HEADER]), key=lambda item: -item[1])
    known = _known_locales()
    found = negotiate_locale([tag.replace("-", "_") for tag, weight in wanted if weight > 0], known)
    return found if found and Locale.parse(found).default_numbering_system == "latn" else DEFAULT_LOCALE


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if tag and tag != "*":
            yield tag.strip(), weight


@lru_cache(maxsize=1)
def _known_locales() -> list[str]:
    return locale_identifiers()
