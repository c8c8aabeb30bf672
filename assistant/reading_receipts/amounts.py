"""Amounts as receipts print them: which sign is the decimal one, the whole receipt tells. Minor units, by way of exact fractions. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tripsplit.currencies import MAX_MINOR, exponent
from tripsplit.parsing import DoubtfulAmount, parse_number

_LONGEST = 40
_PRINTED = re.compile(r"([^0-9]*)([0-9](?:[0-9.,' ]*[0-9])?)([^0-9]*)")
_MINUS = "-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}"
_PLAIN = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'", **dict.fromkeys(_MINUS, "-")})
_NO_CENTS = re.compile(r"[.,]-{1,2}")  # "45.-"
_BESIDE = " .,*()-+=:"
_GROUP = 3
_LOCALES = {".": "en", ",": "de"}  # one that writes decimals so


@dataclass(frozen=True, slots=True)
class _Printed:
    number: str
    is_negative: bool


def printed(value: Any) -> str:
    """What a model gave as an amount: the text that is printed. A whole number is taken for its text; nothing else is one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip() if not isinstance(value, int) or abs(value) <= MAX_MINOR else ""


class Amounts:
    """Reads the amounts of one receipt. `texts` are all that stand on it."""

    def __init__(self, texts: Iterable[str], currency: str) -> None:
        self.currency, self.decimals = currency, exponent(currency)
        self.locale = _LOCALES[self._decimal_sign(texts)]

    def read(self, text: str) -> int | None:
        """Minor units, below zero with a minus; None where it is not certainly one amount of this currency."""
        found = _take_apart(text)
        if found is None:
            return None
        try:
            number = parse_number(found.number, currency=self.currency, locale=self.locale)
        except DoubtfulAmount:
            return None
        minor = number * 10**self.decimals
        if minor.denominator != 1 or minor > MAX_MINOR:
            return None
        return -int(minor) if found.is_negative else int(minor)

    def _decimal_sign(self, texts: Iterable[str]) -> str:
        votes: Counter[str] = Counter()
        for found in map(_take_apart, texts):
            signs = re.findall("[.,]", found.number) if found else []
            if not found or not signs:
                continue
            last = signs[-1]
            tail = len(found.number.rpartition(last)[2])
            is_group = signs.count(last) > 1 or (tail == _GROUP and self.decimals != _GROUP and len(set(signs)) == 1)
            votes[_other(last) if is_group else last] += 1
        return "," if votes[","] > votes["."] else "."


def _other(sign: str) -> str:
    return "." if sign == "," else ","


def _take_apart(text: str) -> _Printed | None:
    """The number, and whether a minus stands before or behind it, or brackets round it. A currency or a letter beside it is let be."""
    plain = " ".join(unicodedata.normalize("NFKC", text[: _LONGEST + 1]).translate(_PLAIN).split())
    match = _PRINTED.fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is None:
        return None
    before, number, after = match[1].strip(), match[2], match[3].strip()
    if before.endswith((".", ",")) or not all(map(_may_stand_beside, before + after)):
        return None
    no_cents = _NO_CENTS.match(after)
    minus = "-" in before or (not no_cents and after.startswith("-")) or ("(" in before and ")" in after)
    return _Printed(number, is_negative=minus)


def _may_stand_beside(char: str) -> bool:
    return char.isalpha() or unicodedata.category(char) == "Sc" or char in _BESIDE
