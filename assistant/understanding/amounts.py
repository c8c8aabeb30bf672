"""Amounts that bound an expense ("over 50", "zwischen 10 und 20 Euro", "de 15 €"), and the currencies that a question names. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.plans import Amounts
from assistant.understanding.tagging import NUMBER, Chunk
from assistant.world import World
from tripsplit.currencies import MAX_MINOR, exponent

_NUMBER = re.compile(r"\d+(?:[.,'’]\d+)*")
_PAIR = re.compile(r"(\d+)-(\d+)")
_GROUP = 3
# What a word for several currencies means where the trip does not tell: the one most travelled with.
FAMILIES = {
    "dollar": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"),
    "pound": ("GBP", "EGP"),
    "yen": ("JPY", "CNY"),
    "franc": ("CHF", "XOF", "XAF", "XPF"),
    "krone": ("SEK", "NOK", "DKK", "CZK", "ISK"),
    "rupee": ("INR", "LKR", "NPR", "IDR", "MUR"),
    "peso": ("MXN", "ARS", "CLP", "COP", "PHP", "UYU", "DOP"),
    "dirham": ("MAD", "AED"),
    "balle": ("EUR", "CHF"),
    "pau": ("EUR", "BRL"),
}
_COMPARED = {
    "over": "over",
    "under": "under",
    "atleast": "atleast",
    "atmost": "atmost",
    "since": "atleast",
    "until": "atmost",
}
_MOST_WITHOUT_CURRENCY = {"over", "under", "atleast", "atmost"}


@dataclass(frozen=True, slots=True)
class Bound:
    """An amount's bounds in each currency that may be meant."""

    choices: tuple[Amounts, ...]


def currencies_meant(value: str, world: World) -> tuple[str, ...]:
    """The codes that a word may stand for: those of the trip, else the best known one."""
    if value == "foreign":
        return tuple(code for code in world.currencies if code != world.currency)
    family = FAMILIES.get(value)
    if family is None:
        return (value,)
    used = tuple(code for code in family if code in world.currencies or code == world.currency)
    return used or family[:1]


def number_of(text: str, language: str) -> Decimal | None:
    """The number as the language writes it; None where "1.000" may be one or a thousand."""
    if not _NUMBER.fullmatch(text):
        return None
    plain = text.replace("'", "").replace("’", "")
    separators = [char for char in plain if char in ".,"]
    if not separators:
        return Decimal(plain)
    last = separators[-1]
    if len(set(separators)) == 2:  # noqa: PLR2004
        other = "." if last == "," else ","
        return Decimal(plain.replace(other, "").replace(last, ".")) if separators.count(last) == 1 else None
    tail = plain.rsplit(last, 1)[1]
    if len(tail) == _GROUP:
        groups = "," if language == "en" else "."
        return Decimal(plain.replace(last, "")) if last == groups or len(separators) > 1 else None
    return Decimal(plain.replace(last, ".")) if len(separators) == 1 else None


def read_amounts(chunks: Sequence[Chunk], world: World, language: str) -> tuple[list[Chunk], dict[int, Bound]]:
    """The chunks with those about amounts joined, and by the place of their first word what they mean."""
    reader = _Reader(list(chunks), world, language)
    left: list[Chunk] = []
    found: dict[int, Bound] = {}
    place = 0
    while place < len(chunks):
        read = reader.between(place) or reader.compared(place) or reader.exactly(place)
        if read is None:
            left.append(chunks[place])
            place += 1
            continue
        end, bound = read
        taken = chunks[place:end]
        left.append(Chunk("amount", "", taken[0].start, taken[-1].end, " ".join(chunk.text for chunk in taken)))
        found[taken[0].start] = bound
        place = end
    return left, found


@dataclass(frozen=True, slots=True)
class _Amount:
    end: int
    number: Decimal
    currencies: tuple[str, ...]  # none said: empty


class _Reader:
    def __init__(self, chunks: list[Chunk], world: World, language: str) -> None:
        self.chunks, self.world, self.language = chunks, world, language

    def tag(self, place: int) -> str:
        return self.chunks[place].tag if 0 <= place < len(self.chunks) else ""

    def skip(self, place: int, *tags: str) -> int:
        while self.tag(place) in tags:
            place += 1
        return place

    def amount(self, place: int) -> _Amount | None:
        currencies: tuple[str, ...] = ()
        if self.tag(place) == "cur":
            currencies, place = currencies_meant(self.chunks[place].value, self.world), place + 1
        if self.tag(place) not in {NUMBER, "num"} or (
            self.tag(place) == NUMBER and self.chunks[place].ordinal and self.tag(place + 1)
        ):
            return None
        value = self.chunks[place].value
        number = Decimal(value) if self.tag(place) == "num" else number_of(value, self.language)
        if number is None:
            return None
        if not currencies and self.tag(place + 1) == "cur":
            currencies, place = currencies_meant(self.chunks[place + 1].value, self.world), place + 1
        return _Amount(place + 1, number, currencies)

    def between(self, place: int) -> tuple[int, Bound] | None:
        """ "Between 10 and 20", "from 10 to 20 euros", "10-20 €"."""
        if (
            self.tag(place) == NUMBER
            and (pair := _PAIR.fullmatch(self.chunks[place].value))
            and self.tag(place + 1) == "cur"
        ):
            codes = currencies_meant(self.chunks[place + 1].value, self.world)
            return self._made(place + 2, Decimal(pair[1]), Decimal(pair[2]), codes)
        opened = self.tag(place) in {"between", "of", "from", "by", "since"}
        first = self.amount(place + 1) if opened else None
        if first is None or self.tag(first.end) not in {"and", "until", "to", "dash"}:
            return None
        second = self.amount(self.skip(first.end + 1, "to"))
        if second is None or not (self.tag(place) == "between" or second.currencies or first.currencies):
            return None
        return self._made(second.end, first.number, second.number, second.currencies or first.currencies)

    def compared(self, place: int) -> tuple[int, Bound] | None:
        how = _COMPARED.get(self.tag(place))
        read = self.amount(self.skip(place + 1, "the", "of")) if how else None
        if read is None or how is None:
            return None
        if not read.currencies and (
            self.tag(place) not in _MOST_WITHOUT_CURRENCY
            or self.tag(read.end) in {"dayunit", "person", "weekunit", "expense", "monthunit", "percent", "month"}
        ):
            return None
        least = read.number if how in {"over", "atleast"} else None
        most = read.number if how in {"under", "atmost"} else None
        return self._made(read.end, least, most, read.currencies, strictly=how in {"over", "under"})

    def exactly(self, place: int) -> tuple[int, Bound] | None:
        read = self.amount(place)
        if read is None or not read.currencies:
            return None
        if self.tag(read.end) == "andup":
            return self._made(read.end + 1, read.number, None, read.currencies)
        if self.tag(read.end) == "or" and self.tag(read.end + 1) in {"more", "less"}:
            up = self.tag(read.end + 1) == "more"
            return self._made(read.end + 2, read.number if up else None, None if up else read.number, read.currencies)
        return self._made(read.end, read.number, read.number, read.currencies)

    def _made(
        self, end: int, least: Decimal | None, most: Decimal | None, codes: tuple[str, ...], *, strictly: bool = False
    ) -> tuple[int, Bound] | None:
        choices: list[Amounts] = []
        for code in codes or (self.world.currency,):
            low, high = _minor(least, code), _minor(most, code)
            if (low, high) == (None, None) or (low is not None and high is not None and low > high):
                return None
            step = 1 if strictly else 0
            choices.append(
                Amounts(
                    currency=code,
                    least=None if low is None else low + step,
                    most=None if high is None else max(high - step, 0),
                )
            )
        return end, Bound(tuple(choices))


def _minor(number: Decimal | None, code: str) -> int | None:
    if number is None or number > MAX_MINOR:
        return None
    scaled = number * 10 ** exponent(code)
    return int(scaled) if scaled == scaled.to_integral_value() and scaled < MAX_MINOR else None
