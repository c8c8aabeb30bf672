"""What only the admin's data fixes change, by the rules that hold for everybody; the rest of them calls the pages' own services."""

from allauth.account.models import EmailAddress
from django.db import transaction

from trips.errors import DomainError, KittyHasNoRole, OwnersKeepTheirName
from trips.history import begin_change, differences, log_activity
from trips.leaving import end_sessions
from trips.models import Participant, User

NOBODY = "nobody"


class TakesPartAlready(DomainError):
    def __init__(self, user: User, name: str) -> None:
        super().__init__(f"{user} takes part in this trip already, as {name}.")


class AccountsKeepAnAddress(DomainError):
    def __init__(self) -> None:
        super().__init__("An account needs its e-mail address to log in. Delete the account if it is to go.")


@transaction.atomic
def assign_user(*, participant: Participant, by: Participant | None, user: User | None) -> None:
    """Let `user` be this participant (None: nobody): how a trip that belongs to nobody is claimed, with the role to follow.

    Raises TakesPartAlready, OwnersKeepTheirName, KittyHasNoRole, TripIsClosed.
    """
    trip = participant.trip
    begin_change(trip)
    participant.refresh_from_db(fields=["role", "user"])
    if participant.user == user:
        return
    if participant.kind == Participant.Kind.KITTY:
        raise KittyHasNoRole
    if user is None and participant.is_owner:
        raise OwnersKeepTheirName(participant.name)
    other = trip.participants.filter(user=user).first() if user else None
    if user is not None and other is not None:
        raise TakesPartAlready(user, other.name)
    before, participant.user = participant.user, user
    participant.save(update_fields=["user"])
    # Everybody in the trip reads the feed, so it names no address.
    changes = differences({"Account": _called(before)}, {"Account": _called(user)})
    log_activity(
        trip=trip,
        by=by,
        verb="edited",
        subject="participant",
        ref=participant.ref,
        label=participant.name,
        changes=changes,
    )


def _called(user: User | None) -> str:
    return NOBODY if user is None else user.name or f"user {user.pk}"


@transaction.atomic
def change_user(
    *, user: User, email: str | None, name: str, is_active: bool, is_staff: bool, is_superuser: bool
) -> None:
    """Change a user's facts. A new address is not confirmed yet, and whoever is switched off is signed out everywhere.

    Raises AccountsKeepAnAddress.
    """
    email = email.lower() if email else None
    if user.email and not email:
        raise AccountsKeepAnAddress
    if email and email != user.email:
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, primary=True)
    user.email, user.name, user.is_active = email, name, is_active
    user.is_staff, user.is_superuser = is_staff, is_superuser
    user.save(update_fields=["email", "name", "is_active", "is_staff", "is_superuser"])
    if not is_active:
        end_sessions(user)
