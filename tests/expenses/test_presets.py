"""Splits that a trip keeps by name: what can be kept, by whom, and that forgetting one changes no expense."""

import pytest

from expenses import presets
from expenses.models import Preset
from expenses.presets import CannotBeKept, TooManyPresets, delete_preset, presets_of, save_preset
from expenses.splitting import SplitLine
from trips.errors import NotOfThisTrip, TripIsClosed
from trips.models import Activity


def keep(trip, by, people, *, name="By room", method="shares", value="2"):
    return save_preset(
        trip=trip, by=by, name=name, method=method, lines=[SplitLine(person.ref, value) for person in people]
    )


def test_a_split_is_kept_as_the_archive_writes_its_lines(trip, zoe, david):
    preset = keep(trip, zoe, [zoe, david])
    assert preset.lines == [{"participant": zoe.ref, "value": "2"}, {"participant": david.ref, "value": "2"}]
    assert keep(trip, zoe, [zoe], name="Me", method="equal").lines == [{"participant": zoe.ref, "value": None}]


def test_the_same_name_again_replaces_it(trip, zoe, david):
    first = keep(trip, zoe, [zoe, david])
    second = keep(trip, david, [zoe], method="percent", value="100")
    assert (first.pk, Preset.objects.get().method) == (second.pk, "percent")


@pytest.mark.parametrize("method", ["exact", "adjustment", "itemised"])
def test_what_is_about_one_bill_is_not_kept(trip, zoe, method):
    with pytest.raises(CannotBeKept):
        keep(trip, zoe, [zoe], method=method)


def test_people_of_another_trip_and_those_who_left_are_refused(trip, zoe, david, stranger):
    david.deactivated_at = trip.created_at
    david.save()
    for person in (david, stranger):
        with pytest.raises(NotOfThisTrip):
            keep(trip, zoe, [zoe, person])
    assert not Preset.objects.exists()


def test_there_is_a_limit_but_not_for_replacing(trip, zoe, monkeypatch):
    monkeypatch.setattr(presets, "MOST_PRESETS", 1)
    keep(trip, zoe, [zoe])
    with pytest.raises(TooManyPresets):
        keep(trip, zoe, [zoe], name="Another")
    keep(trip, zoe, [zoe], value="3")


def test_a_closed_trip_keeps_and_forgets_nothing(trip, zoe):
    preset = keep(trip, zoe, [zoe])
    trip.archived_at = trip.created_at
    trip.save()
    with pytest.raises(TripIsClosed):
        keep(trip, zoe, [zoe], name="Late")
    with pytest.raises(TripIsClosed):
        delete_preset(preset=preset, by=zoe)
    assert Preset.objects.count() == 1


def test_one_that_names_somebody_who_left_is_not_offered(trip, zoe, david):
    keep(trip, zoe, [zoe, david])
    mine = keep(trip, zoe, [zoe], name="Me")
    david.deactivated_at = trip.created_at
    david.save()
    assert [ref for ref, _ in presets_of(trip)] == [mine.ref]


def test_the_feed_tells_of_it_once(trip, zoe):
    preset = keep(trip, zoe, [zoe])
    delete_preset(preset=preset, by=zoe)
    delete_preset(preset=preset, by=zoe)
    said = Activity.objects.filter(trip=trip, subject="preset").order_by("pk").values_list("verb", "label")
    assert list(said) == [("kept", "By room"), ("forgot", "By room")]
