"""Reading amounts that people type: as the reader's locale means them, refused in words where there is doubt. Pure.

What it never does is guess: each text has one meaning or a reason. `docs/money.md` has the rules as a table.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.numbers import get_decimal_symbol, get_group_symbol

from tripsplit.currencies import (
    CURRENCIES,
    MAX_MINOR,
    currency_name,
    currency_pattern,
    exponent,
    known_locale,
    symbol,
)

_LONGEST = 60
_RATE_DECIMALS = 60  # as many as fit
_DIGITS = "0123456789"
_SIGNS = "-+\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{SMALL HYPHEN-MINUS}±"
# What people and keyboards use to set groups of three apart; each is read as the plain one of its kind.
_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_PLAIN = str.maketrans({**dict.fromkeys(_SPACES, " "), "\N{RIGHT SINGLE QUOTATION MARK}": "'"})
_GROUP = 3  # digits between two group signs, and what makes a single separator doubtful
_NUMBER = re.compile(r"([^0-9]*)([0-9](?:[0-9.,' ]*[0-9])?)([^0-9]*)")
_WEIGHT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")


class DoubtfulAmount(ValueError):
    """The text is not certainly one amount. `reason` is a kind sentence for the person who typed it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, and what: the currency and the habits of the locale, with plain group signs."""

    currency: str
    locale: str
    decimals: int
    point: str
    group: str
    two_by_two: bool
    in_calculation: bool = False
    is_rate: bool = False

    def spell(self, whole: str, fraction: str) -> str:
        """Write an amount, for a sentence, as this reader may type it: no groups, and only the currency's decimals."""
        fraction = fraction[: self.decimals]
        return f"{whole}{self.point}{fraction}" if fraction else whole

    def spell_small(self, whole: str, fraction: str) -> str:
        """Write the small reading of a doubtful number; in a calculation no decimal is lost, and a fourth ends the doubt."""
        return f"{whole}{self.point}{fraction}0" if self.in_calculation else self.spell(whole, fraction)

    @property
    def example(self) -> str:
        return self.spell("1", "25") if self.is_rate else self.spell("12", "500")

    @property
    def noun(self) -> str:
        return "rate" if self.is_rate else "amount"

    @property
    def one(self) -> str:
        return "a rate" if self.is_rate else "an amount"


@lru_cache(maxsize=512)
def _reader(currency: str, locale: str) -> _Reader:
    known = known_locale(locale)
    return _Reader(
        currency=currency,
        locale=locale,
        decimals=exponent(currency),
        point=get_decimal_symbol(known),
        group=get_group_symbol(known).translate(_PLAIN),
        two_by_two="#,##,##0" in currency_pattern(currency, locale),
    )


def parse_amount(text: str, *, currency: str, locale: str) -> int:
    """Read `text` as an amount above zero and return minor units of `currency`, at most `MAX_MINOR`.

    `locale` (a Babel identifier) says which sign is the decimal one and whether groups may be the Indian 2-2-3. The
    currency's own sign or code may stand before or after. Raises `DoubtfulAmount` with a sentence for the person, and
    `UnknownCurrency`.
    """
    reader = _reader(currency, locale)
    whole, fraction = _read(_number_in(text, reader), reader)
    if len(fraction) > reader.decimals:
        raise DoubtfulAmount(_too_many_decimals(whole, fraction, reader))
    return in_range(int(whole + fraction.ljust(reader.decimals, "0")), currency=currency)


def in_range(minor: int, *, currency: str) -> int:
    """Return `minor` units of `currency` if they can be an amount: above zero, at most `MAX_MINOR`.

    Raises `DoubtfulAmount` with a sentence for the person, and `UnknownCurrency`.
    """
    if minor <= 0:
        raise DoubtfulAmount("Enter an amount above zero.")
    if minor > MAX_MINOR:
        largest = f"{MAX_MINOR // 10 ** exponent(currency):,}".replace(
            ",", "\N{NARROW NO-BREAK SPACE}"
        )  # no locale reads it as a decimal
        raise DoubtfulAmount(f"That is too much for one amount. The most is {largest} {currency}.")
    return minor


def parse_number(text: str, *, currency: str, locale: str) -> Fraction:
    """Read one number of a calculation: as `parse_amount` does, but with any count of decimals, and zero too.

    A factor such as 1.0825 has more decimals than the currency. Where three of them could be a group, the reason shows
    a fourth. Raises `DoubtfulAmount` with a sentence for the person, and `UnknownCurrency`.
    """
    reader = _reader(currency, locale)
    whole, fraction = _read(_number_in(text, reader), replace(reader, in_calculation=True))
    return Fraction(int(whole + fraction), 10 ** len(fraction))


def parse_rate(text: str, *, currency: str, locale: str) -> Decimal:
    """Read a rate, in units of `currency`. Zero is read too, and as many digits as there are: callers check.

    As `parse_amount` does, but three digits after the reader's decimal sign are decimals, and after a group sign
    doubtful: a rate has three decimals far more often than an amount has thousands. Raises `DoubtfulAmount` with a sentence for the
    person, and `UnknownCurrency`.
    """
    reader = replace(_reader(currency, locale), decimals=_RATE_DECIMALS, is_rate=True)
    whole, fraction = _read(_number_in(text, reader), reader)
    return Decimal(f"{whole}.{fraction}")


def parse_weight(text: str) -> str:
    """Read how many shares somebody has ("2", "1.5" or "1,5") and return it canonically, without trailing zeros.

    At most two decimals, so neither sign can be taken for a group sign and no locale is needed. "0" is a weight.
    Raises `DoubtfulAmount`.
    """
    match = _WEIGHT.fullmatch(text.strip())
    if not match:
        raise DoubtfulAmount("Enter a number of shares such as 1 or 1.5, with two decimals at most.")
    whole, fraction = str(int(match[1])), (match[2] or "").rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _number_in(text: str, reader: _Reader) -> str:
    """Return what stands from the first digit to the last, with plain group signs; refuse what cannot be an amount."""
    text = text.translate(_PLAIN).strip()
    if not text:
        raise DoubtfulAmount(f"Enter {reader.one}, such as {reader.example}.")
    if len(text) > _LONGEST:
        raise DoubtfulAmount(f"That is too long for {reader.one}.")
    if any(char.isnumeric() and char not in _DIGITS for char in text):
        raise DoubtfulAmount(f"Write the {reader.noun} with the digits 0 to 9, such as {reader.example}.")
    match = _NUMBER.fullmatch(text)
    if not match:
        raise _unreadable(reader)
    before, number, after = match.groups()
    _check_sign(before, after, reader)
    for marker in (before.strip(), after.strip()):
        _check_marker(marker, reader)
    return number


def _check_sign(before: str, after: str, reader: _Reader) -> None:
    if any(sign in before + after for sign in _SIGNS):
        raise DoubtfulAmount(f"Enter {reader.one} above zero, without a plus or minus sign.")


def _check_marker(marker: str, reader: _Reader) -> None:
    """Accept what stands beside the number if it names the amount's own currency, or if there is nothing."""
    if not marker:
        return
    if marker.strip(".,' ") == "":
        raise DoubtfulAmount(f"Write digits on both sides of the decimal sign, such as {reader.example}.")
    named = _currency_named(marker, reader)
    if named == reader.currency:
        return
    if named is None:
        raise _unreadable(reader)
    name = currency_name(reader.currency, "en")
    raise DoubtfulAmount(
        f"“{marker}” stands for {currency_name(named, 'en')}, but this {reader.noun} is in {name} ({reader.currency}). "
        "Change the currency, or leave the sign out."
    )


def _currency_named(marker: str, reader: _Reader) -> str | None:
    folded = _fold(marker)
    if folded == _fold(symbol(reader.currency, reader.locale)):
        return reader.currency
    return _markers(reader.locale).get(folded)


def _fold(marker: str) -> str:
    """Make the forms of one sign equal: "eur" and "EUR", "kr." and "kr", the full-width yen sign and the usual one."""
    return unicodedata.normalize("NFKC", marker).casefold().rstrip(".")


@lru_cache(maxsize=64)
def _markers(locale: str) -> dict[str, str]:
    """Map each code and sign to its currency; what a sign means to this reader goes before what it means in English."""
    in_english = {_fold(symbol(code, "en")): code for code in CURRENCIES}
    in_locale = {_fold(symbol(code, locale)): code for code in CURRENCIES}
    return in_english | in_locale | {code.casefold(): code for code in CURRENCIES}


def _read(number: str, reader: _Reader) -> tuple[str, str]:
    """Return the digits before and after the decimal sign."""
    separators = re.sub("[0-9]", "", number)
    if not separators:
        return number, ""
    first, last = separators[0], separators[-1]
    if len(separators) == 1:
        return _read_single(number, last, reader)
    if set(separators) == {first}:
        return _ungroup(number, first, reader), ""
    if last not in ".,":
        raise _unreadable(reader)
    head, _, fraction = number.rpartition(last)
    return _ungroup(head, first, reader), fraction


def _read_single(number: str, separator: str, reader: _Reader) -> tuple[str, str]:
    """Read a number with one separator: three digits after it may be a group, any other count of them cannot."""
    whole, fraction = number.split(separator)
    if separator not in ".,":
        return _ungroup(number, separator, reader), ""
    if len(fraction) != _GROUP:
        return whole, fraction
    if separator == reader.group and not reader.is_rate:
        return _ungroup(number, separator, reader), ""
    if separator == reader.point and reader.decimals >= _GROUP:
        return whole, fraction
    if not _is_grouped(number, separator, reader):
        return whole, fraction
    raise DoubtfulAmount(
        f"“{number}” can be read in two ways. Write {whole + fraction} for the large {reader.noun}, "
        f"or {reader.spell_small(whole, fraction)} for the small one."
    )


def _ungroup(number: str, separator: str, reader: _Reader) -> str:
    if not _is_grouped(number, separator, reader):
        raise _unreadable(reader)
    return number.replace(separator, "")


def _is_grouped(number: str, separator: str, reader: _Reader) -> bool:
    mark = re.escape(separator)
    if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+", number):
        return True
    indian = reader.two_by_two and separator == reader.group
    return indian and bool(re.fullmatch(rf"[1-9][0-9]?(?:{mark}[0-9]{{2}})*{mark}[0-9]{{3}}", number))


def _too_many_decimals(whole: str, fraction: str, reader: _Reader) -> str:
    name = currency_name(reader.currency, "en")
    if reader.decimals == 0:
        return f"{name} ({reader.currency}) has no decimals. Write a whole amount, such as {whole}."
    spelled = reader.spell(whole, fraction)
    return f"{name} ({reader.currency}) has {reader.decimals} decimals at most. Write it like {spelled}."


def _unreadable(reader: _Reader) -> DoubtfulAmount:
    return DoubtfulAmount(f"This cannot be read as one {reader.noun}. Write it like {reader.example}.")
