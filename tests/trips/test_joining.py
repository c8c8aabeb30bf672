"""Of two who claim one name at the same moment, one gets it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.factories import ParticipantFactory, TripFactory, UserFactory
from trips.errors import AlreadyInTrip, CannotBeClaimed, InvitationClosed, NameIsTaken, TripIsClosed
from trips.invitations import invitation_for, rotate_invitation
from trips.joining import claim_participant, join_as_new
from trips.models import Invitation
from trips.services import archive_trip


@pytest.fixture
def invitation(trip, zoe):
    return invitation_for(trip=trip, by=zoe)


def test_the_second_claim_of_a_name_is_refused(invitation, kenji):
    first, second = UserFactory.create_batch(2)
    claim_participant(invitation=invitation, user=first, ref=kenji.ref)

    with pytest.raises(CannotBeClaimed, match="Kenji is taken"):
        claim_participant(invitation=invitation, user=second, ref=kenji.ref)
    kenji.refresh_from_db()
    assert kenji.user == first


def test_one_user_takes_part_once(invitation, kenji):
    user = UserFactory()
    claim_participant(invitation=invitation, user=user, ref=kenji.ref)

    with pytest.raises(AlreadyInTrip):
        join_as_new(invitation=invitation, user=user, name="Somebody else")


def test_a_link_that_was_rotated_a_moment_ago_is_refused(trip, zoe, invitation, kenji):
    held = Invitation.objects.select_related("trip").get()
    rotate_invitation(trip=trip, by=zoe)

    with pytest.raises(InvitationClosed):
        claim_participant(invitation=held, user=UserFactory(), ref=kenji.ref)


def test_a_link_for_viewers_makes_viewers_only(trip, invitation, kenji):
    trip.invitations.update(role="viewer")

    claimed = claim_participant(invitation=invitation, user=UserFactory(), ref=kenji.ref)
    new = join_as_new(invitation=invitation, user=UserFactory(), name="Mei")

    assert (claimed.role, new.role) == ("viewer", "viewer")


def test_a_promised_ref_is_kept_and_one_that_is_taken_is_replaced(invitation, kenji):
    first = join_as_new(invitation=invitation, user=UserFactory(), name="Mei", ref="promised01")
    second = join_as_new(invitation=invitation, user=UserFactory(), name="Bo", ref="promised01")

    assert first.ref == "promised01"
    assert second.ref not in {first.ref, "", kenji.ref}


def test_nobody_new_joins_an_archived_trip(trip, zoe, invitation):
    archive_trip(trip=trip, by=zoe)

    with pytest.raises(TripIsClosed):
        join_as_new(invitation=invitation, user=UserFactory(), name="Mei")


def at_once(*calls):
    """Run the calls in threads that start together; what each returned or raised."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=10)
            return call()
        except Exception as fault:  # noqa: BLE001 - the tests look at what it was
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def crowd(transactional_db):
    trip = TripFactory()
    owner = ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(), role="owner")
    person = ParticipantFactory(trip=trip, name="Kenji")
    invitation_for(trip=trip, by=owner)
    return person, UserFactory.create_batch(4)


def held():
    return Invitation.objects.select_related("trip").get()


@pytest.mark.slow
def test_of_four_who_claim_one_name_at_once_one_gets_it(crowd):
    person, users = crowd

    answers = at_once(
        *(lambda user=user: claim_participant(invitation=held(), user=user, ref=person.ref) for user in users)
    )

    person.refresh_from_db()
    assert sorted(type(answer).__name__ for answer in answers) == ["CannotBeClaimed"] * 3 + ["Participant"]
    assert person.user in users


@pytest.mark.slow
def test_of_four_who_bring_one_name_at_once_one_keeps_it(crowd):
    person, users = crowd

    answers = at_once(*(lambda user=user: join_as_new(invitation=held(), user=user, name="Mei") for user in users))

    assert sum(isinstance(answer, NameIsTaken) for answer in answers) == 3
    assert person.trip.participants.filter(name="Mei").count() == 1


@pytest.mark.slow
def test_one_user_who_joins_twice_at_once_takes_part_once(crowd):
    person, users = crowd

    answers = at_once(
        lambda: claim_participant(invitation=held(), user=users[0], ref=person.ref),
        lambda: join_as_new(invitation=held(), user=users[0], name="Mei"),
    )

    assert sum(isinstance(answer, AlreadyInTrip) for answer in answers) == 1
    assert person.trip.participants.filter(user=users[0]).count() == 1
