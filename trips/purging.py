"""What is forgotten for good, and when: trips a month after they were deleted, and what forms, sessions and log-ins leave behind."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from graphlib import TopologicalSorter
from importlib import import_module

from axes.models import AccessAttempt
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from trips.models import SubmitKey, Trip

DAYS_KEPT = 30
KEEP_DELETED_TRIPS = timedelta(days=DAYS_KEPT)
KEEP_SUBMIT_KEYS = timedelta(hours=48)
KEEP_ATTEMPTS = timedelta(days=1)

Model = type[models.Model]


def purge_deleted_trips(*, now: datetime | None = None) -> int:
    """Remove every row of the trips that were deleted more than DAYS_KEPT days ago, a transaction each; how many trips it were."""
    trips = Trip.objects.filter(deleted_at__lt=(now or timezone.now()) - KEEP_DELETED_TRIPS)
    return sum(_purge(primary_key) for primary_key in trips.values_list("pk", flat=True))


@transaction.atomic
def _purge(primary_key: int) -> int:
    # Taken for writing, and looked at again: somebody may have brought the trip back a moment ago.
    if not Trip.objects.select_for_update().filter(pk=primary_key).exclude(deleted_at=None).exists():
        return 0
    for model, path in rows_of_a_trip():
        model._meta.base_manager.filter(**{path: primary_key}).delete()
    Trip.objects.filter(pk=primary_key).delete()
    return 1


def rows_of_a_trip() -> Iterator[tuple[Model, str]]:
    """Every model whose rows hang on a trip, with the look-up that leads to it, those that nothing hangs on any more first.

    Read from the foreign keys, because most of these models live in packages above this one.
    """
    paths: dict[Model, str] = {Trip: ""}
    parents: dict[Model, set[Model]] = {}
    waiting: list[Model] = [Trip]
    while waiting:
        parent = waiting.pop(0)
        for key in _keys_to(parent):
            parents.setdefault(key.model, set()).add(parent)
            if key.model not in paths:
                paths[key.model] = "__".join(filter(None, [key.name, paths[parent]]))
                waiting.append(key.model)
    children_first = reversed([*TopologicalSorter(parents).static_order()])
    return ((model, paths[model]) for model in children_first if model is not Trip)


def _keys_to(parent: Model) -> "list[models.ForeignKey[models.Model, models.Model]]":
    """The foreign keys by which other rows hang on `parent`'s; one that lets go by itself (SET_NULL) does not count.

    Those with no name for the way back (related_name="+") hold on just as well.
    """
    return [
        relation.field
        for relation in parent._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete in {models.PROTECT, models.CASCADE}
    ]


def forget_submit_keys(*, now: datetime | None = None) -> int:
    """Remove the keys of forms that nobody sends a second time any more; how many."""
    return SubmitKey.objects.filter(created_at__lt=(now or timezone.now()) - KEEP_SUBMIT_KEYS).delete()[0]


def forget_expired_sessions() -> None:
    """Remove the sessions that nobody is signed in by any more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def forget_failed_logins(*, now: datetime | None = None) -> int:
    """Remove the counts of failed log-ins (they hold addresses) long after they have stopped to count; how many."""
    old: int = AccessAttempt.objects.filter(attempt_time__lt=(now or timezone.now()) - KEEP_ATTEMPTS).delete()[0]
    return old
