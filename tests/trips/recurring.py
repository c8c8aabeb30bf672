"""What the tests of every view need: a trip that has grown, and the number of queries that a request takes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ParticipantFactory
from trips.history import log_activity


def grow(trip, people=20):
    """Add people, claimed by nobody, and a line in the feed for each."""
    for number in range(people):
        person = ParticipantFactory(trip=trip, name=f"Friend {number}", position=100 + number, paid=number, owed=number)
        log_activity(trip=trip, by=person, verb="added", subject="participant", ref=person.ref, label=person.name)


def queries(visit):
    """How many queries a visit takes, once everything that is cached per process is warm."""
    visit()
    with CaptureQueriesContext(connection) as captured:
        response = visit()
    assert response.status_code < 500
    return len(captured)


def assert_does_not_grow(visit, trip):
    before = queries(visit)
    grow(trip)
    assert queries(visit) == before
