"""Every change of a trip goes through here: the trip is taken for writing, its revision counts up, and what happened is written down."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, TypedDict

from django.db.models import F, Q

from trips.errors import RowChanged, TripIsClosed
from trips.ledger_row import LedgerRow
from trips.models import Activity, Invitation, Participant, Revision, Trip
from tripsplit.money import Money

LABEL_LENGTH = 320

Shown = str | dict[str, Any]  # a text, or an amount that is formatted when somebody reads it


class Change(TypedDict):
    """One field of a thing, before and after."""

    field: str
    before: Shown
    after: Shown


def shown_money(money: Money) -> Shown:
    """An amount for the feed, kept as figures: each reader sees it in their own language."""
    return {"minor": money.minor, "currency": money.currency}


def shown_day(day: date | None) -> str:
    """A day for the feed, "3 May 2026"; nothing where there is none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def begin_change(trip: Trip, *, even_closed: bool = False) -> None:
    """Count the trip's revision up, which also takes its row: until the transaction ends nobody else changes this trip.

    Call it first in every service that writes. Raises TripIsClosed for an archived, locked or deleted trip.
    """
    open_trips = Trip.objects.filter(pk=trip.pk, deleted_at=None)
    if not even_closed:
        open_trips = open_trips.filter(archived_at=None, locked_at=None)
    if not open_trips.update(revision=F("revision") + 1):
        raise TripIsClosed
    trip.revision += 1


def build_activity(
    *,
    trip: Trip,
    by: Participant | None,
    verb: str,
    subject: str,
    ref: str = "",
    label: str = "",
    changes: Iterable[Change] = (),
) -> Activity:
    """One line of the trip's feed, not saved yet. `by` is None where no participant acted (the admin, a command)."""
    return Activity(
        trip=trip, actor=by, verb=verb, subject=subject, ref=ref, label=label[:LABEL_LENGTH], changes=list(changes)
    )


def log_activity(
    *,
    trip: Trip,
    by: Participant | None,
    verb: str,
    subject: str,
    ref: str = "",
    label: str = "",
    changes: Iterable[Change] = (),
) -> Activity:
    """Add one line to the trip's feed; see build_activity."""
    activity = build_activity(trip=trip, by=by, verb=verb, subject=subject, ref=ref, label=label, changes=changes)
    activity.save()
    return activity


def differences(before: Mapping[str, Shown], after: Mapping[str, Shown]) -> list[Change]:
    """The facts that differ, in the order of `after` and then of what is gone; what is missing on a side is an empty text."""
    names = dict.fromkeys([*after, *before])
    changes = [Change(field=name, before=before.get(name, ""), after=after.get(name, "")) for name in names]
    return [change for change in changes if change["before"] != change["after"]]


def build_revision(
    row: LedgerRow, *, kind: str, verb: Revision.Verb, by: Participant | None, snapshot: Mapping[str, Any]
) -> Revision:
    """The snapshot of the row's present version, not saved yet."""
    return Revision(
        trip_id=row.trip_id, kind=kind, ref=row.ref, version=row.version, verb=verb, actor=by, snapshot=dict(snapshot)
    )


def claim_version(row: Trip | Participant | Invitation, *, version: int) -> None:
    """Claim the next version of a trip's settings, of a participant or of the link, if it still is at `version`.

    What take_version is to the ledger's rows. Raises RowChanged where somebody else was quicker.
    """
    rows = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not rows.update(version=F("version") + 1):
        raise RowChanged
    row.version = version + 1


def take_version(row: LedgerRow, *, version: int, deleted: bool = False) -> None:
    """Claim the next version of the row for this transaction, if it still is at `version` and (not) in the trash.

    Raises RowChanged where somebody else was quicker. The instance's version is the new one afterwards.
    """
    take_versions([row], versions=[version], deleted=deleted)


def take_versions(rows: Sequence[LedgerRow], *, versions: Sequence[int], deleted: bool = False) -> None:
    """Claim the next version of several rows of one kind, as take_version does: of all of them, in one statement, or of none."""
    expected: dict[int, list[int]] = defaultdict(list)
    for row, version in zip(rows, versions, strict=True):
        expected[version].append(row.pk)
    unchanged = reduce(or_, (Q(version=version, pk__in=keys) for version, keys in expected.items()))
    found = type(rows[0])._default_manager.filter(unchanged, deleted_at__isnull=not deleted)
    if found.update(version=F("version") + 1) < len(rows):
        raise RowChanged
    for row, version in zip(rows, versions, strict=True):
        row.version = version + 1
