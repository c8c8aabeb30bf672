"""Two versions of one thing, for a reader whom somebody was quicker than: both are shown, and either can be kept.

A view that catches RowChanged answers with `conflict_page`. Nothing of the reader's is lost: the page holds what they typed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from trips.history import Shown
from trips.models import Activity, Participant, Revision, Trip
from tripsplit.htmx import AppRequest, over_the_page

PART, PAGE = "includes/conflict.html", "trips/conflict.html"
MOST_DIGITS = 9


@dataclass(frozen=True)
class Compared:
    """One fact on two sides: before and after, or theirs and mine."""

    fact: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


class Gone(NamedTuple):
    """The words for it: "deleted in the meantime", "David deleted this"."""

    how: str
    did: str


@dataclass(frozen=True)
class Conflict:
    """The saved version of a thing beside the reader's own.

    `target` is the DOM id of the form that it takes the place of, `save_url` where the form goes, `keep_url` the page of what is saved,
    `version` the one that the reader's own would replace. `gone` says how the thing went away in the meantime.
    """

    target: str
    facts: Sequence[Compared]
    theirs: Activity | Revision | None
    me: Participant
    version: int
    save_url: str
    keep_url: str
    typed: Sequence[tuple[str, str]]
    gone: Gone | None = None
    files: bool = False
    heads_the_page: bool = False

    @property
    def mine_too(self) -> bool:
        """Whether the reader was quicker than themselves, on another device."""
        return self.theirs is not None and self.theirs.actor_id == self.me.pk

    @property
    def their_title(self) -> str:
        if self.gone:
            return f"Before it was {self.gone.how}"
        if self.mine_too:
            return "Your other version"
        actor = self.theirs.actor if self.theirs else None
        return f"{actor.name if actor else 'Somebody else'}’s version"


def conflict_page(
    request: AppRequest, trip: Trip, conflict: Conflict, *, tab: str = "", template: str = PAGE
) -> HttpResponse:
    """409 with both versions: in place of the form under htmx, else, and for a form that swaps nothing, in place of the page."""
    context = {"trip": trip, "tab": tab, "conflict": conflict}
    if request.htmx and request.htmx.target == conflict.target:
        return render(request, PART, context, status=409)
    return over_the_page(render(request, template, context, status=409))


def compared(saved: Mapping[str, Shown], mine: Mapping[str, Shown]) -> list[Compared]:
    """Facts as the feed shows them (texts, no amounts), side by side."""
    return [Compared(fact, str(saved[fact]), str(mine.get(fact, saved[fact]))) for fact in saved]


def last_change(trip: Trip, subject: str, *, ref: str = "") -> Activity | None:
    """Who made the thing what it is now, and when."""
    changes = trip.activities.filter(subject=subject, ref=ref)
    return changes.select_related("actor").order_by("-pk").first()


def typed_in(request: AppRequest, names: Collection[str]) -> list[tuple[str, str]]:
    """What the reader sent in these fields, to be sent once more."""
    return [(name, str(value)) for name, values in request.POST.lists() if name in names for value in values]


def version_of(request: AppRequest) -> int:
    """The version that the reader has seen, from the form or from an Undo's address; 0 where it says nothing."""
    text = request.POST.get("version") or request.GET.get("version") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
