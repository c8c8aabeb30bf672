"""Money in templates: plain text for the reader's locale (it fits an attribute, too); the template brings the class."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from tripsplit.locale import current_locale
from tripsplit.money import Money, format_compact, format_money

register = template.Library()


@lru_cache(maxsize=4096)  # a list has a hundred amounts, and each would be escaped anew
def _written(minor: int, currency: str, locale: str) -> SafeString:
    return escape(format_money(Money(minor, currency), locale=locale))


@register.filter
def money(amount: Money | None) -> str:
    """€124.50, with a minus (U+2212) where it is negative; nothing where there is no amount."""
    return "" if amount is None else _written(amount.minor, amount.currency, current_locale())


@register.filter
def compact(amount: Money) -> str:
    """5K for a round amount on a scale, which says its currency elsewhere."""
    return format_compact(amount, locale=current_locale())


@register.filter
def signed(amount: Money | None) -> str:
    """+€124.50 or −€124.50: for positions, where the sign is part of the meaning."""
    return "" if amount is None else format_money(amount, locale=current_locale(), sign="always" if amount else "auto")


@register.filter
def held(amount: Money | None, person: Any) -> Money | None:
    """An amount as the page of `person` counts it: a kitty's goes up by what is paid in, though by the ledger it owes that."""
    return -amount if amount is not None and person.is_kitty else amount


@register.filter
def unsigned(amount: Money | None) -> str:
    """€124.50 whatever the sign: beside a word that carries it ("you owe")."""
    return "" if amount is None else format_money(amount, locale=current_locale(), sign="never")


@register.filter
def number(value: Decimal) -> str:
    """A plain number, such as a weight: 1.5, or 1,5 where the reader writes it so."""
    return format_decimal(value, locale=current_locale())


@register.filter
def side(net: Money) -> str:
    """The class and the column of a position: owed (others owe them), owes, or square."""
    if not net:
        return "square"
    return "owed" if net.minor > 0 else "owes"


@register.simple_tag
def position_words(net: Money, name: str = "", *, other: bool = False) -> str:
    """The words before the amount: "you get back" for the reader, "Zoë gets back", "gets back" beside a written name."""
    if not net:
        return f"{name} is all square" if name else "all square"
    verbs = {"owed": ("get back", "gets back"), "owes": ("owe", "owes")}[side(net)]
    return f"{name} {verbs[1]}".strip() if name or other else f"you {verbs[0]}"


@register.filter
def shown(value: str | dict[str, Any]) -> str:
    """One side of a change in the feed: a text as it is, an amount in the reader's language."""
    return money(Money(**value)) if isinstance(value, dict) else value
