"""/trips/: every trip a boarding pass, with one's own position on its stub."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.trips.recurring import queries
from trips.services import TripDraft, archive_trip, create_trip, delete_trip

URL = "/trips/"


@pytest.fixture
def user(db):
    return UserFactory(name="Zoë")


def make(user, name, **facts):
    return create_trip(by=user, my_name="Zoë", draft=TripDraft(name=name, currency="EUR", **facts), names=["David"])


def test_each_trip_shows_its_name_and_the_readers_position(client_of, trip, zoe, david):
    type(zoe).objects.filter(pk=zoe.pk).update(paid=12_450)

    page = client_of(zoe).get(URL).content.decode()

    assert "Lisbon" in page
    assert "you get back" in page
    assert "€124.50" in page


def test_past_and_archived_trips_stand_apart(client_of, user):
    last_year = date(timezone.now().year - 1, 5, 1)
    make(user, "Next")
    make(user, "Over", start_date=last_year, end_date=last_year + timedelta(days=3))
    closed = make(user, "Closed")
    archive_trip(trip=closed, by=closed.me)

    context = client_of(user).get(URL).context

    assert [[trip.name for trip in context[group]] for group in ("trips", "past", "archived")] == [
        ["Next"],
        ["Over"],
        ["Closed"],
    ]


def test_whoever_has_no_trip_is_told_what_to_do_next(client_of, user):
    assert "Where are you going?" in client_of(user).get(URL).content.decode()


def test_trips_of_other_people_are_not_there(client_of, zoe, stranger):
    page = client_of(zoe).get(URL).content.decode()

    assert "Elsewhere" not in page


def test_a_trip_that_one_was_taken_off_is_not_there(client_of, david):
    david.deactivated_at = timezone.now()
    david.save()

    assert client_of(david).get(URL).context["trips"] == []


def test_a_deleted_trip_waits_for_its_owner_only(client_of, trip, zoe, david):
    delete_trip(trip=trip, by=zoe, typed_name="Lisbon")

    assert "Bring back" in client_of(zoe).get(URL).content.decode()
    assert "Lisbon" not in client_of(david).get(URL).content.decode()


def test_a_visitor_logs_in_first(client, db):
    assert client.get(URL)["Location"] == "/accounts/login/?next=/trips/"


def test_it_only_reads(client_of, zoe):
    assert client_of(zoe).post(URL).status_code == 405


def test_htmx_gets_the_fragment(client_of, zoe, htmx):
    content = client_of(zoe).get(URL, headers=htmx("trip-list")).content

    assert content.lstrip().startswith(b'<div class="stack loose" id="trip-list"')


def test_the_number_of_queries_does_not_grow_with_the_trips(client_of, user):
    client = client_of(user)
    make(user, "First")
    before = queries(lambda: client.get(URL))
    for number in range(8):
        trip = TripFactory(name=f"Trip {number}")
        ParticipantFactory(trip=trip, user=user, role="owner")
        ParticipantFactory.create_batch(5, trip=trip)

    assert queries(lambda: client.get(URL)) == before
