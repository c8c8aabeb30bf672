"""…/people/: who travels, what they count for, who has joined, and the link that invites."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.trips.recurring import assert_does_not_grow
from trips.invitations import invitation_for, revoke_invitation, token_of
from trips.services import archive_trip


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/people/"


@pytest.fixture
def invitation(trip, zoe):
    return invitation_for(trip=trip, by=zoe)


def section(response):
    return response.content.decode().split('<div class="section"')[1]


def test_everybody_is_there_with_role_weight_and_position(client_of, trip, friends, zoe, kenji, url):
    type(kenji).objects.filter(pk=kenji.pk).update(weight="1.5", owed=1200)

    page = section(client_of(zoe, accept_language="de").get(url))

    assert all(name in page for name in ("Zoë", "David", "Emily", "Kenji"))
    assert "counts as 1,5" in page
    assert "12,00" in page
    assert page.count("not joined yet") == 1


def test_editors_see_the_public_link_and_its_picture(client_of, david, invitation, url, settings):
    settings.PUBLIC_BASE_URL = "https://trips.example.org"
    page = section(client_of(david).get(url))

    assert f"https://trips.example.org/join/{token_of(invitation)}/" in page
    assert "<svg" in page.split('class="qr"')[1]
    assert "style=" not in page


def test_a_viewer_sees_people_and_no_link_and_no_form(client_of, emily, david, invitation, url):
    page = section(client_of(emily).get(url))

    assert "David" in page
    assert "/join/" not in page
    assert "<form" not in page


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_link_that_opens_nothing_is_not_shown(client_of, trip, zoe, invitation, url, end):
    if end == "expired":
        trip.invitations.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        revoke_invitation(trip=trip, by=zoe)

    page = section(client_of(zoe).get(url))

    assert "/join/" not in page
    assert {"expired": "has expired", "revoked": "was withdrawn"}[end] in page


def test_looking_makes_no_link(client_of, trip, zoe, url):
    assert "Make a link" in section(client_of(zoe).get(url))
    assert not trip.invitations.exists()


def test_who_was_taken_off_stands_apart_with_what_they_owe(client_of, zoe, kenji, url):
    type(kenji).objects.filter(pk=kenji.pk).update(deactivated_at=timezone.now(), owed=500)

    former = section(client_of(zoe).get(url)).split("No longer taking part")[1]

    assert "Kenji" in former
    assert "€5.00" in former


def test_an_archived_trip_shows_people_and_offers_no_change(client_of, trip, zoe, kenji, invitation, url):
    archive_trip(trip=trip, by=zoe)

    assert "<form" not in section(client_of(zoe).get(url))


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_whoever_was_taken_off_sees_nothing(client_of, david, url):
    type(david).objects.filter(pk=david.pk).update(deactivated_at=timezone.now())

    assert client_of(david).get(url).status_code == 404


def test_it_only_reads(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_the_fragment(client_of, zoe, url, htmx):
    content = client_of(zoe).get(url, headers=htmx("participant-list")).content.decode()

    assert content.lstrip().startswith('<section class="stack tight" id="participant-list"')
    assert "<html" not in content


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)
