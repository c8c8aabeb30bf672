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


def offer(found: Suggestion, said: Mapping[str, str]) -> Offer:
    """`said` is what the form says until now. What a person has chosen stays chosen; a sure suggestion is chosen where nobody has."""
    before, chosen = said.get("preselected", ""), said.get("category", "")
    chosen = chosen if chosen in Category.values else ""
    declined = bool(before) and not chosen
    by_hand = bool(chosen) and chosen != before
    preselected = found.first if found.is_sure and not by_hand and not declined else ""
    chosen = chosen if by_hand else preselected
    keys = list(dict.fromkeys([*found.keys, *([chosen] if chosen else [])]))
    choices = [Choice(key, Category(key).label, key == chosen) for key in keys]
    return Offer(choices, found.first, before if declined else preselected)
