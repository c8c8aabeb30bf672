"""Setting what a trip means to spend, and taking that back: each in the feed, and never over a version that nobody has seen."""

from django.db import transaction
from django.utils import timezone

from expenses.models import Budget, Category
from trips.errors import AmountOutOfRange, RowChanged
from trips.history import Shown, begin_change, differences, log_activity, shown_money
from trips.models import Participant, Trip
from tripsplit.money import MAX_MINOR

EVERYTHING = "all"  # the key of the budget for the whole trip, where the others have their category's
NAMES = {EVERYTHING: "The whole trip", **dict(Category.choices)}


@transaction.atomic
def set_budget(*, trip: Trip, by: Participant | None, key: str, amount: int, version: int | None = None) -> Budget:
    """Mean to spend so much (minor units of the trip's currency) on the category `key`, or on EVERYTHING.

    `version` is that of the budget which it takes the place of, 0 where there was none; None takes any one's place.
    Raises RowChanged, AmountOutOfRange and TripIsClosed. The same amount again changes nothing.
    """
    if not 0 < amount <= MAX_MINOR:
        raise AmountOutOfRange
    begin_change(trip)
    budget = _budget(trip, key) or Budget(trip=trip, category=_category(key), version=0)
    before = budget.money if budget.pk else None
    if before and before.minor == amount:
        return budget
    _check_version(budget, version)
    # The trip's revision, which never comes twice: a budget that was taken away and set anew is not what it was.
    revision = Trip.objects.values_list("revision", flat=True).get(pk=trip.pk)
    budget.amount, budget.updated_at, budget.updated_by, budget.version = amount, timezone.now(), by, revision
    budget.save()
    was = {"Budget": shown_money(before)} if before else {}
    _log(trip, by, "set", key, was, {"Budget": shown_money(budget.money)})
    return budget


@transaction.atomic
def drop_budget(*, trip: Trip, by: Participant | None, key: str, version: int | None = None) -> None:
    """Have no budget for that any more; `version` as in set_budget. Raises RowChanged and TripIsClosed; what is gone stays so."""
    begin_change(trip)
    budget = _budget(trip, key)
    if budget:
        _check_version(budget, version)
        was = {"Budget": shown_money(budget.money)}
        budget.delete()
        _log(trip, by, "dropped", key, was, {})


def _budget(trip: Trip, key: str) -> Budget | None:
    return trip.budgets.filter(category=_category(key)).first()


def _category(key: str) -> str:
    return "" if key == EVERYTHING else key


def _check_version(budget: Budget, version: int | None) -> None:
    """The trip is taken, so nobody changes the row between this look and the writing."""
    if version is not None and budget.version != version:
        raise RowChanged


def _log(
    trip: Trip, by: Participant | None, verb: str, key: str, before: dict[str, Shown], after: dict[str, Shown]
) -> None:
    changes = differences(before, after)
    log_activity(trip=trip, by=by, verb=verb, subject="budget", ref=key, label=NAMES[key], changes=changes)
