"""The invitation's token: made from the secret key, unguessable, and nowhere stored or logged."""

import logging
import re

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trips.invitations import find_invitation, invitation_for, rotate_invitation, token_of
from trips.models import Invitation


@pytest.fixture
def invitation(trip, zoe):
    return invitation_for(trip=trip, by=zoe)


def test_the_token_finds_its_invitation(invitation):
    assert find_invitation(token_of(invitation)) == invitation


def test_the_token_is_the_ref_and_a_full_hmac_in_letters_that_fit_a_link(invitation):
    token = token_of(invitation)

    assert token.startswith(invitation.ref)
    assert re.fullmatch(r"[A-Za-z0-9_-]{53}", token)


def test_nothing_that_is_stored_holds_the_token(invitation):
    secret = token_of(invitation)[len(invitation.ref) :]

    assert not [value for value in Invitation.objects.values().get().values() if secret in str(value)]


def test_another_secret_key_makes_another_token(invitation):
    token = token_of(invitation)

    with override_settings(SECRET_KEY="another"):
        assert token_of(invitation) != token
        assert find_invitation(token) is None


def test_the_token_of_one_trip_opens_no_other(invitation, stranger):
    other = invitation_for(trip=stranger.trip, by=stranger)
    mixed = other.ref + token_of(invitation)[len(invitation.ref) :]

    assert find_invitation(mixed) is None


def test_a_rotated_token_is_gone_for_good(trip, zoe, invitation):
    tokens = {token_of(invitation)}
    for _ in range(3):
        tokens.add(token_of(rotate_invitation(trip=trip, by=zoe)))

    assert len(tokens) == 4
    assert [find_invitation(token) for token in tokens].count(None) == 3


def test_a_trip_has_one_link_however_often_it_is_asked_for(trip, zoe, invitation):
    assert invitation_for(trip=trip, by=zoe) == rotate_invitation(trip=trip, by=zoe) == invitation
    assert trip.invitations.count() == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_altered_token_finds_anything(invitation, data):
    token = token_of(invitation)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(exclude_characters=token[place], codec="utf-8", exclude_categories=["Cs"]))
    altered = data.draw(
        st.sampled_from([token[:place] + letter + token[place + 1 :], token[:place], token + letter, letter + token])
    )

    # Base64's last letter carries two bits that mean nothing: even those are compared.
    assert find_invitation(altered) is None


def test_no_log_line_holds_the_token(client, client_of, invitation, zoe, trip, kenji):
    token, lines = token_of(invitation), []
    handler = logging.Handler()
    formatter = logging.getLogger().handlers[0].formatter
    handler.emit = lambda record: lines.append(formatter.format(record))
    logging.getLogger().addHandler(handler)
    try:
        client.get(f"/join/{token}/")
        client.get(f"/join/{token}x/")
        client.post(f"/join/{token}/", {"participant": kenji.ref})
        client.get(f"/accounts/login/?next=/join/{token}/")
        client_of(zoe).get(f"/trips/{trip.slug}/people/")
    finally:
        logging.getLogger().removeHandler(handler)

    assert any("/join/" in line for line in lines)
    assert not [line for line in lines if token[10:] in line or zoe.user.email in line]
