"""What there is to ask about: a trip's people, days and currencies, as plain values. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    ref: str
    name: str
    is_me: bool = False  # who asks: "I", "my"
    active: bool = True
    is_kitty: bool = False  # a purse of the trip: pays and is paid into, but shares nothing


def mentions_nothing(_term: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class World:
    """One trip as a question sees it. `mentions`: does any expense mention a term (by words or their kin)? Cheap, not free."""

    people: tuple[Person, ...]
    currency: str
    currencies: tuple[str, ...]  # those that expenses were spent in, the trip's own first
    start: date | None  # the trip's own dates, where it has any
    end: date | None
    first: date | None  # the earliest and the latest expense or payment
    last: date | None
    today: date
    name: str = ""
    language: str = "en"  # of the reader, where the question does not tell
    mentions: Callable[[str], bool] = mentions_nothing

    @property
    def me(self) -> Person | None:
        return next((person for person in self.people if person.is_me), None)

    def called(self, ref: str) -> Person | None:
        return next((person for person in self.people if person.ref == ref), None)
