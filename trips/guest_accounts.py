"""How a guest gets somewhere: to another device by a personal link, to an account of their own, or into one they had already.

No token is stored. A personal link is an HMAC of the user's id and a nonce; a merge token is signed and short-lived, and both die
with what they are made of.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from trips.errors import DomainError
from trips.history import begin_change, differences, log_activity
from trips.leaving import end_sessions
from trips.models import Participant, Trip, User

DEVICE_LINK_DAYS = timedelta(days=7)
MERGE_TOKEN_AGE = timedelta(minutes=30)
# A dot, unlike a colon, is not percent-encoded where the token stands in `next=`: the log's redaction finds its end.
_merge_signer = TimestampSigner(salt="trips.guest_merge", sep=".")

Role = Participant.Role


class AddressIsTaken(DomainError):
    def __init__(self) -> None:
        super().__init__("A user is already registered with this email address.")


# -- the personal link ----------------------------------------------------------------------------------------------------
def device_token(user: User) -> str | None:
    """The token of a guest's personal link; None where there is no link, or it has expired."""
    if not (user.is_guest and user.is_active and user.device_nonce and user.device_link_expires_at):
        return None
    return _device_token(user) if user.device_link_expires_at > timezone.now() else None


def _device_token(user: User) -> str:
    mac = salted_hmac("trips.device_link", f"{user.pk}:{user.device_nonce}", algorithm="sha256").digest()
    return f"{user.pk}." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def renew_device_link(*, user: User) -> None:
    """Give a guest a new personal link; the old one, if there is one, opens nothing any more."""
    user.device_nonce = secrets.token_urlsafe(16)
    user.device_link_expires_at = timezone.now() + DEVICE_LINK_DAYS
    user.save(update_fields=["device_nonce", "device_link_expires_at"])


def guest_with_link(token: str) -> User | None:
    """The guest whose link it is, if it works now."""
    number = token.partition(".")[0]
    user = User.objects.filter(pk=int(number)).first() if number.isascii() and number.isdecimal() else None
    expected = device_token(user) if user else None
    return user if expected and constant_time_compare(token, expected) else None


# -- an account of their own ------------------------------------------------------------------------------------------------
@transaction.atomic
def upgrade_guest(*, request: HttpRequest, user: User, email: str, password: str) -> EmailAddress:
    """Let a guest log in with an e-mail and a password from now on, and keep everything. Raises AddressIsTaken.

    Where addresses have to be proven the user stays a guest until then. This session goes on, the guest's others and the personal
    link end. Sending the mail that confirms the address is left to the caller, outside of the transaction.
    """
    proven_first = settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"
    user.set_password(password)
    user.device_nonce, user.device_link_expires_at = "", None
    user.email = None if proven_first else email
    EmailAddress.objects.filter(user=user).delete()
    try:
        with transaction.atomic():
            user.save(update_fields=["password", "device_nonce", "device_link_expires_at", "email"])
            address = EmailAddress.objects.create(user=user, email=email, primary=not proven_first)
    except IntegrityError as fault:
        raise AddressIsTaken from fault
    update_session_auth_hash(request, user)
    request.session.set_expiry(settings.GUEST_SESSION_AGE if proven_first else settings.SESSION_COOKIE_AGE)
    return address


# -- an account that they had already -----------------------------------------------------------------------------------------
def merge_token(guest: User) -> str:
    """What lets whoever logs in next take over this guest's trips, for half an hour."""
    return _merge_signer.sign_object([guest.pk, _fingerprint(guest)])


def guest_to_merge(token: str) -> User | None:
    """The guest of a merge token that still holds."""
    try:
        number, fingerprint = _merge_signer.unsign_object(token, max_age=MERGE_TOKEN_AGE)
    except (BadSignature, ValueError, TypeError):
        return None
    guest = User.objects.filter(pk=number, email=None, is_active=True).first()
    return guest if guest and constant_time_compare(fingerprint, _fingerprint(guest)) else None


def _fingerprint(guest: User) -> str:
    """Ends the token when the guest's sessions end."""
    return guest.get_session_auth_hash()[:16]


@dataclass(frozen=True)
class Merged:
    """Names of the trips that moved to the account, and of those where it takes part already."""

    moved: list[str]
    left: list[str]


def places_of(guest: User, *, into: User) -> list[tuple[Trip, bool]]:
    """The live trips that a guest takes part in, each with whether the account does, too; two queries."""
    places = Participant.objects.filter(user=guest, trip__deleted_at=None).select_related("trip").order_by("trip_id")
    own = set(Participant.objects.filter(user=into).values_list("trip_id", flat=True))
    return [(place.trip, place.trip_id in own) for place in places]


@transaction.atomic
def merge_guest(*, guest: User, into: User) -> Merged:
    """Move a guest's places in trips to an account, and end the guest.

    Where the account takes part in the trip already, the guest's name stays behind with all that is booked on it, and nobody's; the
    account gets the stronger of both roles.
    """
    result = Merged(moved=[], left=[])
    for place in Participant.objects.filter(user=guest).select_related("trip").order_by("trip_id"):
        own = place.trip.participants.filter(user=into).first()
        if place.trip.deleted_at is None:
            begin_change(place.trip, even_closed=True)
        if own is not None and not own.is_active and place.is_active:
            # The account was taken off the trip, and the guest came after that: the guest's place is the one that counts.
            _hand_over(own, to=None)
            own = None
        if own is None:
            _hand_over(place, to=into)
            result.moved.append(place.trip.name)
        else:
            _leave_behind(place, own)
            result.left.append(place.trip.name)
    end_sessions(guest)
    guest.delete()
    return result


def _hand_over(place: Participant, *, to: User | None) -> None:
    place.user = to
    place.save(update_fields=["user"])
    if to is not None:
        _log(place.trip, place, {"Account": "guest"}, {"Account": "signed up"})


def _leave_behind(place: Participant, own: Participant) -> None:
    strength = [Role.VIEWER, Role.EDITOR, Role.OWNER]
    stronger = max(Role(own.role), Role(place.role), key=strength.index)
    if own.is_active and place.is_active and stronger != own.role:
        before, own.role, own.version = own.role, stronger, own.version + 1
        own.save(update_fields=["role", "version"])
        _log(place.trip, own, {"Role": Role(before).label}, {"Role": stronger.label})
    place.user = None
    place.role = Role.EDITOR if place.is_owner else place.role
    place.version += 1
    place.save(update_fields=["user", "role", "version"])
    log_activity(trip=place.trip, by=own, verb="freed", subject="participant", ref=place.ref, label=place.name)


def _log(trip: Trip, person: Participant, before: dict[str, str], after: dict[str, str]) -> None:
    log_activity(
        trip=trip,
        by=person,
        verb="edited",
        subject="participant",
        ref=person.ref,
        label=person.name,
        changes=differences(dict(before), dict(after)),
    )
