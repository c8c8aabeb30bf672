"""Every change counts the trip's revision up and is written down; a closed trip does not change; history is never rewritten."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from trips.errors import TripIsClosed
from trips.history import begin_change, differences, log_activity
from trips.models import Revision, Trip
from trips.people import add_participants
from trips.services import archive_trip, delete_trip, restore_trip, unarchive_trip


def test_each_change_counts_the_revision_up_by_one(trip, zoe):
    for name in ("Bo", "Mei", "Gül"):
        add_participants(trip=trip, by=zoe, names=[name])

    assert (trip.revision, Trip.objects.get().revision) == (3, 3)


@pytest.mark.parametrize("closed", ["archived_at", "locked_at", "deleted_at"])
def test_a_closed_trip_does_not_change(trip, closed):
    Trip.objects.update(**{closed: timezone.now()})

    with pytest.raises(TripIsClosed):
        begin_change(trip)
    assert Trip.objects.get().revision == 0


def test_closing_opening_deleting_and_bringing_back_are_changes_too(trip, zoe):
    archive_trip(trip=trip, by=zoe)
    unarchive_trip(trip=trip, by=zoe)
    delete_trip(trip=trip, by=zoe, typed_name="Lisbon")
    restore_trip(trip=trip, by=zoe)

    assert Trip.objects.get().revision == 4
    verbs = list(trip.activities.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["archived", "unarchived", "deleted", "restored"]


def test_differences_name_what_changed_what_came_and_what_went():
    assert differences({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "5", "d": "4"}) == [
        {"field": "b", "before": "2", "after": "5"},
        {"field": "d", "before": "", "after": "4"},
        {"field": "c", "before": "3", "after": ""},
    ]


def test_a_long_label_is_cut_and_nothing_fails(trip, zoe):
    log_activity(trip=trip, by=zoe, verb="edited", subject="expense", label="x" * 1000)

    trip.activities.get().full_clean()


def test_the_database_refuses_to_rewrite_history(trip, zoe):
    revision = Revision.objects.create(
        trip=trip, kind="expense", ref="x", version=1, verb="recorded", snapshot={"a": 1}
    )

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE trips_revision SET snapshot = %s WHERE id = %s", ['{"a": 2}', revision.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.update(verb="edited")
    revision.refresh_from_db()
    assert revision.snapshot == {"a": 1}


def test_a_version_has_one_revision(trip):
    facts = {"trip": trip, "kind": "expense", "ref": "x", "version": 1, "verb": "recorded", "snapshot": {}}
    Revision.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(**facts)
