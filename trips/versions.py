"""The history of one row, version by version: who, when, what changed, what it said in full, and which versions can come back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trips.conflicts import Compared
from trips.models import Revision, Trip

SHOWN_AT_FIRST = 10
DID = {
    Revision.Verb.RECORDED: "added this",
    Revision.Verb.EDITED: "changed this",
    Revision.Verb.RESTORED: "restored this",
    Revision.Verb.REVERTED: "brought back {}",
}
CHANGING = {Revision.Verb.EDITED, Revision.Verb.REVERTED}
Facts = Callable[[Mapping[str, Any]], Mapping[str, str]]


@dataclass(frozen=True)
class Version:
    """One version in words. `facts` is all that it said; `returns` where it says something else than the present one."""

    revision: Revision
    words: str
    changes: list[Compared]
    facts: Mapping[str, str]
    returns: bool


@dataclass(frozen=True)
class History:
    """The versions of a row, the present one first, and whether there are `older` ones that are not shown."""

    versions: list[Version]
    older: bool


def load_history(
    trip: Trip, kind: str, ref: str, in_words: Facts, *, everything: bool = False, deleting: str = "deleted this"
) -> History:
    """One query. `in_words` says a snapshot's facts by their names, in the order in which a reader wants to know them.

    `deleting` is what putting a row of this kind into the trash is called.
    """
    revisions = trip.revisions.of(kind, ref)
    found = list(revisions if everything else revisions[: SHOWN_AT_FIRST + 1])
    told = [in_words(revision.snapshot) for revision in found]
    versions = []
    for place, revision in enumerate(found):
        changed = place + 1 < len(found) and revision.verb in CHANGING
        versions.append(
            Version(
                revision=revision,
                words=_did(revision, found[place + 1 :], deleting),
                changes=differing(told[place + 1], told[place]) if changed else [],
                facts=told[place],
                returns=revision.verb != Revision.Verb.DELETED and revision.snapshot != found[0].snapshot,
            )
        )
    limit = len(versions) if everything else SHOWN_AT_FIRST
    return History(versions[:limit], len(versions) > limit)


def deletions(trip: Trip, kind: str, refs: Iterable[str]) -> dict[str, Revision]:
    """Who put each of these rows into the trash for the last time, and when, by ref; without the snapshots. One query, none for no row."""
    gone = trip.revisions.filter(kind=kind, ref__in=list(refs), verb=Revision.Verb.DELETED)
    return {each.ref: each for each in gone.select_related("actor").defer("snapshot").order_by("version")}


def compare_facts(before: Mapping[str, str], after: Mapping[str, str]) -> list[Compared]:
    """Two sides, fact by fact, in the order of `after` and then of what is gone."""
    return [Compared(fact, before.get(fact, ""), after.get(fact, "")) for fact in dict.fromkeys([*after, *before])]


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[Compared]:
    return [change for change in compare_facts(before, after) if change.differs]


def _did(revision: Revision, older: Sequence[Revision], deleting: str) -> str:
    """ "changed this", "brought back version 3": the last one that said the same, where it is among those that were read."""
    same = (each.version for each in older[1:] if each.snapshot == revision.snapshot)
    number = next(same, None)
    did = DID.get(Revision.Verb(revision.verb), deleting)
    return did.format(f"version {number}" if number else "an earlier version")
