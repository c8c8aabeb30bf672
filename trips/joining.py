"""Joining a trip by its link: as one of the names that wait there, or as somebody new. Of two who claim one name, one gets it."""

from django.db import transaction
from django.db.models import F

from trips.errors import AlreadyInTrip, CannotBeClaimed, InvitationClosed, WasDeactivated
from trips.history import begin_change, log_activity
from trips.invitations import is_open
from trips.models import Invitation, Participant, ParticipantQuerySet, Trip, User
from trips.people import add_people, names_in

Role = Participant.Role


def claimable(trip: Trip) -> ParticipantQuerySet:
    """The names that wait for their person: no owner, no kitty, nobody who has joined or takes part no longer."""
    return (
        Participant.objects.filter(trip=trip, user=None, kind=Participant.Kind.PERSON)
        .exclude(role=Role.OWNER)
        .active()
        .in_order()
    )


@transaction.atomic
def claim_participant(*, invitation: Invitation, user: User, ref: str) -> Participant:
    """Let `user` be the participant with this ref. Raises CannotBeClaimed, AlreadyInTrip, WasDeactivated, InvitationClosed.

    An archived trip can be joined too, by those whose names are in it: to look up what they owe.
    """
    trip = _begin_joining(invitation, user, even_closed=True)
    participant = trip.participants.filter(ref=ref).first()
    # The condition stands in the statement itself: whoever comes second changes no row.
    if participant is None or not claimable(trip).filter(pk=participant.pk).update(user=user):
        raise CannotBeClaimed(participant.name if participant else "This name")
    if invitation.role == Role.VIEWER:
        trip.participants.filter(pk=participant.pk).update(role=Role.VIEWER, version=F("version") + 1)
    return _joined(participant)


@transaction.atomic
def join_as_new(*, invitation: Invitation, user: User, name: str, ref: str = "") -> Participant:
    """Let `user` take part under a name that is not there yet; `ref` is the new participant's public id, if that is free.

    Raises NameIsTaken, AlreadyInTrip, WasDeactivated, InvitationClosed, TripIsClosed.
    """
    trip = _begin_joining(invitation, user, even_closed=False)
    participant = add_people(trip, [name], taken=names_in(trip), role=Role(invitation.role))[0]
    free = bool(ref) and not trip.participants.filter(ref=ref).exists()
    trip.participants.filter(pk=participant.pk).update(user=user, ref=ref if free else participant.ref)
    return _joined(participant)


def _begin_joining(invitation: Invitation, user: User, *, even_closed: bool) -> Trip:
    """Take the trip for writing and look again whether the link is open: it may have been withdrawn a moment ago."""
    if invitation.trip.deleted_at is not None:
        raise InvitationClosed
    begin_change(invitation.trip, even_closed=even_closed)
    nonce = invitation.nonce
    invitation.refresh_from_db(fields=["nonce", "role", "expires_at", "revoked_at"])
    if not is_open(invitation) or invitation.nonce != nonce:
        raise InvitationClosed
    mine = invitation.trip.participants.filter(user=user).first()
    if mine is not None:
        raise AlreadyInTrip if mine.is_active else WasDeactivated
    return invitation.trip


def _joined(participant: Participant) -> Participant:
    participant.refresh_from_db()
    log_activity(
        trip=participant.trip,
        by=participant,
        verb="joined",
        subject="participant",
        ref=participant.ref,
        label=participant.name,
    )
    return participant
