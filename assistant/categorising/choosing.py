"""The categories that are offered beside a description, and which of them is chosen already. Pure, but for the names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.categorising.suggesting import Suggestion
from expenses.models import Category


@dataclass(frozen=True)
class Choice:
    """One chip: a category and whether it is chosen."""

    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Offer:
    """What stands beside the description: the chips, what was suggested, and whether that was chosen for the reader to see."""

    choices: Sequence[Choice] = ()
    suggested: str = ""
    preselected: str = ""


def chosen_by_hand(said: Mapping[str, str]) -> str:
    """The category that a person chose in the form; empty where it has none, or the one that was chosen for them."""
    chosen = said.get("category", "")
    return chosen if chosen in Category.values and chosen != said.get("preselected", "") else ""


def has_declined(said: Mapping[str, str]) -> bool:
    """Whether one was chosen for them, and they want none."""
    return bool(said.get("preselected")) and said.get("category", "") not in Category.values


def offer(found: Suggestion, said: Mapping[str, str]) -> Offer:
    """`said` is what the form says until now. What a person has chosen stays chosen; a sure suggestion is chosen where nobody has."""
    by_hand, declined = chosen_by_hand(said), has_declined(said)
    preselected = found.first if found.is_sure and not by_hand and not declined else ""
    chosen = by_hand or preselected
    keys = list(dict.fromkeys([*found.keys, *([chosen] if chosen else [])]))
    choices = [Choice(key, Category(key).label, key == chosen) for key in keys]
    return Offer(choices, found.first, said["preselected"] if declined else preselected)
