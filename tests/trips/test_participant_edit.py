"""…/people/<ref>/: a name, a weight, and for owners the role."""

from decimal import Decimal

import pytest

from tests.trips.recurring import assert_does_not_grow
from trips.models import Participant


@pytest.fixture
def url(trip, david):
    return f"/trips/{trip.slug}/people/{david.ref}/"


def said(**more):
    return {"name": "David", "weight": "1", "role": "editor", "version": "1", **more}


def test_an_owner_changes_name_weight_and_role(client_of, zoe, david, url):
    assert client_of(zoe).post(url, said(name="Dave", weight="2,5", role="viewer")).status_code == 303

    david.refresh_from_db()
    assert (david.name, david.weight, david.role) == ("Dave", Decimal("2.5"), "viewer")


def test_the_change_is_written_down_with_before_and_after(client_of, trip, zoe, david, url):
    client_of(zoe).post(url, said(weight="3", role="owner"))

    assert trip.activities.get().changes == [
        {"field": "Weight", "before": "1", "after": "3"},
        {"field": "Role", "before": "Editor", "after": "Owner"},
    ]


def test_an_editor_changes_names_and_never_roles(client_of, trip, zoe, david, emily):
    client = client_of(david)
    page = client.get(f"/trips/{trip.slug}/people/{emily.ref}/")
    client.post(f"/trips/{trip.slug}/people/{emily.ref}/", said(name="Em", role="owner"))
    client.post(f"/trips/{trip.slug}/people/{david.ref}/", said(role="owner"))

    emily.refresh_from_db()
    david.refresh_from_db()
    assert "role" not in page.context["form"].fields
    assert (emily.name, emily.role, david.role) == ("Em", "viewer", "editor")


def test_the_last_owner_stays_an_owner(client_of, trip, zoe, david):
    url = f"/trips/{trip.slug}/people/{zoe.ref}/"
    client = client_of(zoe)

    refused = client.post(url, said(name="Zoë", role="editor"))
    client.post(f"/trips/{trip.slug}/people/{david.ref}/", said(role="owner"))

    assert refused.status_code == 422
    assert "needs an owner" in refused.content.decode()
    assert client.post(url, said(name="Zoë", role="editor")).status_code == 303


def test_a_name_that_nobody_has_claimed_cannot_own_the_trip(client_of, trip, zoe, kenji):
    response = client_of(zoe).post(f"/trips/{trip.slug}/people/{kenji.ref}/", said(name="Kenji", role="owner"))

    assert response.status_code == 422
    assert "has not joined yet" in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "emily"}, "already somebody called"),
        ({"name": ""}, "required"),
        ({"weight": "-1"}, "Enter a number of shares"),
        ({"weight": "1.234"}, "Enter a number of shares"),
        ({"role": "boss"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client_of, zoe, david, emily, url, wrong, words):
    response = client_of(zoe).post(url, said(**wrong))

    david.refresh_from_db()
    assert response.status_code == 422
    assert words in response.content.decode()
    assert (david.name, david.weight, david.role) == ("David", 1, "editor")


def test_a_change_of_capitals_in_ones_own_name_is_fine(client_of, zoe, david, url):
    assert client_of(zoe).post(url, said(name="DAVID")).status_code == 303


def test_a_kitty_keeps_the_role_that_it_has(client_of, trip, zoe):
    kitty = Participant.objects.create(trip=trip, name="Kitty", kind="kitty", role="viewer")
    url = f"/trips/{trip.slug}/people/{kitty.ref}/"

    assert "role" not in client_of(zoe).get(url).context["form"].fields
    assert client_of(zoe).post(url, said(name="Jar", role="editor")).status_code == 303
    kitty.refresh_from_db()
    assert (kitty.name, kitty.role) == ("Jar", "viewer")


def test_a_viewer_may_not(client_of, emily, url):
    assert client_of(emily).get(url).status_code == 403


def test_people_of_other_trips_do_not_exist(client_of, trip, zoe, stranger, url):
    assert client_of(stranger).post(url, said()).status_code == 404
    assert client_of(zoe).get(f"/trips/{trip.slug}/people/{stranger.ref}/").status_code == 404


def test_other_methods_are_refused(client_of, zoe, url):
    assert client_of(zoe).delete(url).status_code == 405


def test_htmx_gets_the_form_back(client_of, zoe, url, htmx):
    response = client_of(zoe).post(url, said(name=""), headers=htmx("participant-form"))

    assert response.status_code == 422
    assert response.content.lstrip().startswith(b'<form class="card pad form" id="participant-form"')


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)
