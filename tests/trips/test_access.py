"""The only door to a trip, and the list of one's own."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from trips.access import get_trip, trips_of


@pytest.fixture
def knock(trip):
    def make(person, may="view", slug=None):
        request = RequestFactory().get("/")
        request.user = getattr(person, "user", person)
        return get_trip(request, slug or trip.slug, may=may)

    return make


def allowed(knock, person, may):
    try:
        return knock(person, may).me == person
    except PermissionDenied:
        return False


def test_each_role_may_what_it_may(knock, zoe, david, emily, guest):
    rights = {
        person.name: [may for may in ("view", "edit", "own") if allowed(knock, person, may)]
        for person in (zoe, david, emily, guest)
    }

    assert rights == {
        "Zoë": ["view", "edit", "own"],
        "David": ["view", "edit"],
        "Emily": ["view"],
        "Gül": ["view", "edit"],
    }


def test_strangers_visitors_and_nobody_in_particular_learn_nothing(knock, zoe, stranger):
    for person in (stranger, AnonymousUser()):
        for may in ("view", "edit", "own"):
            with pytest.raises(Http404):
                knock(person, may)


@pytest.mark.parametrize("end", ["deactivated", "deleted", "blocked"])
def test_the_door_closes(knock, trip, zoe, end):
    if end == "deactivated":
        type(zoe).objects.update(deactivated_at=timezone.now())
    elif end == "deleted":
        type(trip).objects.update(deleted_at=timezone.now())
    else:
        zoe.user.is_active = False

    with pytest.raises(Http404):
        knock(zoe)


def test_the_door_costs_one_query(knock, zoe, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert knock(zoe).me.trip.name == "Lisbon"


def test_ones_trips_come_with_people_and_position_in_two_queries(trip, friends, zoe, django_assert_num_queries):
    type(zoe).objects.filter(pk=zoe.pk).update(paid=500)

    with django_assert_num_queries(2):
        mine = trips_of(zoe.user)
        facts = [(each.me.net.minor, [person.name for person in each.active_people], each.total.minor) for each in mine]

    assert facts == [(500, ["Zoë", "David", "Emily", "Kenji"], 0)]
