"""The link by which people join a trip. Its token is made from the secret key when it is shown, so nothing secret is stored."""

import base64
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from trips.history import Shown, begin_change, claim_version, differences, log_activity
from trips.models import Invitation, Participant, Trip
from tripsplit.ids import REF_LENGTH

DAYS_OPEN = timedelta(days=7)
SALT = "trips.invitation"


def token_of(invitation: Invitation) -> str:
    """The invitation's token: its ref, and an HMAC-SHA256 of ref and nonce under the secret key."""
    mac = salted_hmac(SALT, f"{invitation.ref}:{invitation.nonce}", algorithm="sha256").digest()
    return invitation.ref + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def find_invitation(token: str) -> Invitation | None:
    """The invitation whose token this is, open or not; None for a token that was made up, altered or rotated away."""
    # What cannot be a ref is not even looked for: PostgreSQL takes no NUL.
    ref = token[:REF_LENGTH] if token.isprintable() else ""
    invitation = Invitation.objects.select_related("trip").filter(ref=ref).first()
    # Compared even where there is none, so that the time it takes does not tell which refs exist.
    expected = token_of(invitation or Invitation(ref=ref, nonce=""))
    return invitation if constant_time_compare(token, expected) and invitation else None


def is_open(invitation: Invitation) -> bool:
    """Whether somebody may join by it now."""
    return invitation.is_open() and invitation.trip.deleted_at is None


def current_invitation(trip: Trip) -> Invitation | None:
    """The trip's link, open or not; it has one at most."""
    return trip.invitations.order_by("pk").first()


@transaction.atomic
def invitation_for(*, trip: Trip, by: Participant | None) -> Invitation:
    """The trip's link, made where it has none. Raises TripIsClosed."""
    known = current_invitation(trip)
    if known is not None:
        return known
    begin_change(trip)
    # Looked for again: now that the trip is taken, two at once do not make two.
    return current_invitation(trip) or Invitation.objects.create(
        trip=trip, created_by=by, nonce=_new_nonce(), expires_at=timezone.now() + DAYS_OPEN
    )


@transaction.atomic
def renew_invitation(*, trip: Trip, by: Participant | None) -> Invitation:
    """Keep the trip's link open for another week; one that was withdrawn stays dead, and a new one takes its place.

    Raises TripIsClosed.
    """
    invitation = invitation_for(trip=trip, by=by)
    if invitation.revoked_at is not None:
        return rotate_invitation(trip=trip, by=by)
    return _open_for_a_week(invitation, by, "renewed")


@transaction.atomic
def rotate_invitation(*, trip: Trip, by: Participant | None) -> Invitation:
    """Give the trip a new link; whoever holds the old one cannot join by it. Raises TripIsClosed."""
    invitation = invitation_for(trip=trip, by=by)
    return _open_for_a_week(invitation, by, "rotated", nonce=_new_nonce())


@transaction.atomic
def edit_invitation(
    *,
    invitation: Invitation,
    by: Participant | None,
    version: int,
    role: str,
    expires_at: datetime,
    revoked_at: datetime | None,
) -> None:
    """Change what the link makes of people, or how long it works, if it still is at `version`; it stays the same link.

    What is so already is left as it is. Raises RowChanged, TripIsClosed.
    """
    begin_change(invitation.trip)
    invitation.refresh_from_db()
    before = described(invitation)
    invitation.role, invitation.expires_at, invitation.revoked_at = Participant.Role(role), expires_at, revoked_at
    changes = differences(before, described(invitation))
    if not changes:
        return
    claim_version(invitation, version=version)
    invitation.save(update_fields=["role", "expires_at", "revoked_at"])
    log_activity(trip=invitation.trip, by=by, verb="edited", subject="invitation", changes=changes)


@transaction.atomic
def revoke_invitation(*, trip: Trip, by: Participant | None) -> None:
    """Let nobody join by the trip's link any more. Raises TripIsClosed."""
    begin_change(trip)
    if trip.invitations.filter(revoked_at=None).update(revoked_at=timezone.now(), version=F("version") + 1):
        log_activity(trip=trip, by=by, verb="revoked", subject="invitation")


def _open_for_a_week(invitation: Invitation, by: Participant | None, verb: str, **more: str) -> Invitation:
    begin_change(invitation.trip)
    # Only what this changes: somebody else may have written the rest since the row was read.
    Invitation.objects.filter(pk=invitation.pk).update(
        expires_at=timezone.now() + DAYS_OPEN, revoked_at=None, version=F("version") + 1, **more
    )
    invitation.refresh_from_db(fields=["nonce", "expires_at", "revoked_at", "version"])
    log_activity(trip=invitation.trip, by=by, verb=verb, subject="invitation")
    return invitation


def _new_nonce() -> str:
    return secrets.token_urlsafe(16)


def described(invitation: Invitation) -> dict[str, Shown]:
    """The facts as the trip's feed shows them."""
    return {
        "Role": Participant.Role(invitation.role).label,
        "Works until": f"{invitation.expires_at:%d %B %Y, %H:%M} UTC",
        "Withdrawn": f"{invitation.revoked_at:%d %B %Y, %H:%M} UTC" if invitation.revoked_at else "",
    }
