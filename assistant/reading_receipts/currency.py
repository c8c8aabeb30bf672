"""The currency that a receipt names by code, sign or word; where it names none, or several may be meant, that is a doubt. Pure."""

import unicodedata
from collections.abc import Sequence
from functools import cache

from assistant.understanding.amounts import FAMILIES
from tripsplit.currencies import CURRENCIES, currency_name, symbol

# Signs that stand for several currencies.
SHARED = {
    "$": "dollar",
    "¥": "yen",
    "kr": "krone",
    "fr": "franc",
    "rs": "rupee",
    "dollar": "dollar",
    "dollars": "dollar",
}
MORE = {
    "us$": "USD",
    "c$": "CAD",
    "euros": "EUR",
    "pound": "GBP",
    "pounds": "GBP",
    "円": "JPY",
    "元": "CNY",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
}


def currency_of(said: str, usual: str, used: Sequence[str], doubts: dict[str, str]) -> str:
    """The code that `said` means; the usual one, with a doubt, where it means none. `used` are the trip's."""
    folded = _folded(said)
    if not folded:
        doubts["currency"] = f"The receipt does not name its currency. Is it {_called(usual)}?"
        return usual
    if code := _alone().get(folded):
        return code
    family = FAMILIES.get(SHARED.get(folded, ""), ())
    known = list(dict.fromkeys(code for code in (usual, *used) if code in family))
    if not family:
        doubts["currency"] = f"“{said}” is no currency that we know. Is it {_called(usual)}?"
        return usual
    if len(known) != 1:
        doubts["currency"] = f"“{said}” may be several currencies. Is it {_called((known or list(family))[0])}?"
    return (known or list(family))[0]


@cache
def _alone() -> dict[str, str]:
    """Codes, and the signs and names that stand for one currency."""
    signs = {_folded(symbol(code, "en")): code for code in CURRENCIES}
    names = {_folded(currency_name(code, "en")): code for code in CURRENCIES}
    found = {**names, **signs, **MORE, **{_folded(code): code for code in CURRENCIES}}
    return {said: code for said, code in found.items() if said not in SHARED}


def _folded(said: str) -> str:
    return unicodedata.normalize("NFKC", said).casefold().strip(" .")


def _called(code: str) -> str:
    return f"{currency_name(code, 'en')} ({code})"
