"""A description's likely categories, best first: what was chosen before, what the words say, what they are like."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.categorising.recalling import Past, recall, telling
from assistant.categorising.voting import vote
from expenses.models import Category

MOST = 3
LIKELIEST = (Category.FOOD.value, Category.ACTIVITIES.value)  # of a name that nobody knows: a place to eat or a sight
SURE = 0.4  # the margin from which on the words say it by themselves

How = Literal["before", "words", "like", "model", ""]
Likeness = Callable[[str], Sequence[str]]

# What a description of this category was rather, where the first guess was wrong: the second and third choice, if the words have none.
NEXT = {
    Category.FOOD: (Category.GROCERIES, Category.ACTIVITIES),
    Category.GROCERIES: (Category.FOOD, Category.SHOPPING),
    Category.TRANSPORT: (Category.ACTIVITIES, Category.FEES),
    Category.ACCOMMODATION: (Category.FEES, Category.OTHER),
    Category.ACTIVITIES: (Category.FOOD, Category.TRANSPORT),
    Category.SHOPPING: (Category.GROCERIES, Category.OTHER),
    Category.FEES: (Category.TRANSPORT, Category.OTHER),
    Category.HEALTH: (Category.SHOPPING, Category.OTHER),
    Category.COMMUNICATION: (Category.SHOPPING, Category.FEES),
    Category.OTHER: (Category.SHOPPING, Category.FEES),
}


@dataclass(frozen=True)
class Suggestion:
    """Up to three categories, best first; none: it abstains."""

    keys: Sequence[str] = ()
    how: How = ""
    is_sure: bool = False

    def __bool__(self) -> bool:
        return bool(self.keys)

    @property
    def first(self) -> str:
        return self.keys[0] if self.keys else ""


def suggest(description: str, past: Iterable[Past] = (), *, likeness: Likeness | None = None) -> Suggestion:
    """`likeness` is asked only where nothing else knows the words."""
    if not telling(description):
        return Suggestion()
    votes = vote(description)
    ranked, clear = votes.ranked(), votes.margin >= SURE
    if before := recall(description, past, clear=bool(ranked)):
        return Suggestion(three([before, *ranked]), "before", is_sure=True)
    if ranked:
        return Suggestion(three(ranked), "words", is_sure=clear)
    if likeness and (alike := likeness(description)):
        return Suggestion(three([alike[0], *LIKELIEST]), "like")
    return Suggestion()


def three(ranked: Sequence[str]) -> list[str]:
    """The best of them, filled up with what is near the first."""
    known = list(dict.fromkeys(ranked))
    further = [key.value for key in NEXT[Category(known[0])]]
    return list(dict.fromkeys([*known, *further]))[:MOST]
