"""What a trip's form offers: currencies, those of travellers first; time zones; pictures. And which of them a reader most likely means."""

from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import get_territory_currencies

from tripsplit.currencies import CURRENCIES, currency_name

Group = tuple[str, list[tuple[str, str]]]

OFTEN_USED = (
    "EUR", "USD", "GBP", "CHF", "JPY", "AUD", "CAD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "MXN", "BRL", "INR",
    "THB", "IDR", "VND", "CNY", "KRW", "SGD", "NZD", "ZAR", "MAD", "EGP", "AED", "ISK",
)  # fmt: skip
EMOJI = ("🌊", "🏖️", "🏔️", "⛷️", "🏕️", "🏙️", "🗼", "🏛️", "🚗", "🚆", "⛵", "✈️", "🎒", "🎉", "🏡")
DEFAULT_CURRENCY = "EUR"
DEFAULT_ZONE = "UTC"
OTHER_ZONES = "Other"
AREAS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


@lru_cache(maxsize=1)
def currency_choices() -> list[Group]:
    """Code and name of every currency, in two groups."""
    by_name = sorted(CURRENCIES, key=lambda code: currency_name(code, "en"))
    return [
        ("Often used on trips", [_currency(code) for code in OFTEN_USED]),
        ("All others", [_currency(code) for code in by_name if code not in OFTEN_USED]),
    ]


def _currency(code: str) -> tuple[str, str]:
    return code, f"{currency_name(code, 'en')} ({code})"


def likely_currency(locale: str) -> str:
    """The currency that is paid with where the reader's locale says that they live; the euro where it does not say."""
    territory = Locale.parse(locale).territory
    used = get_territory_currencies(territory) if territory else []
    return next((code for code in used if code in CURRENCIES), DEFAULT_CURRENCY)


@lru_cache(maxsize=1)
def time_zone_choices() -> list[Group]:
    """Every place that names a time zone, by continent."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        area, _, place = zone.partition("/")
        if place and area in AREAS:
            groups.setdefault(area, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return [(OTHER_ZONES, [(DEFAULT_ZONE, DEFAULT_ZONE)]), *groups.items()]


def emoji_choices(present: str = "") -> list[tuple[str, str]]:
    """Pictures for a trip, none included; `present` is the one that it has, which an import may have brought."""
    return [("", "None"), *((emoji, emoji) for emoji in dict.fromkeys([*EMOJI, present]) if emoji)]


def with_present(groups: Iterable[Group], present: str) -> list[Group]:
    """The groups, with the value that is there now even where they lack it: saving a form must not lose it."""
    known = list(groups)
    if not present or any(present == value for _, choices in known for value, _ in choices):
        return known
    return [(OTHER_ZONES, [(present, present)]), *known]
