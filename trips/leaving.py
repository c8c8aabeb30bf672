"""Deleting an account: the person goes, the ledger stays, and no trip is left with an owner who cannot sign in."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, ManyToOneRel, OuterRef
from django.utils import timezone

from trips.history import begin_change, differences, log_activity
from trips.models import Participant, SubmitKey, Trip, User
from trips.people import names_in

FORMER = "Former participant"

Role = Participant.Role


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Delete a user with everything that is about them; in their trips a nameless participant keeps what they paid and owe."""
    for place in Participant.objects.filter(user=user).select_related("trip").order_by("trip_id"):
        leave_trip(place)
    if user.email:
        for model in (AccessAttempt, AccessFailureLog, AccessLog):
            model.objects.filter(username=user.email.lower()).delete()
    SubmitKey.objects.filter(owner=f"user:{user.pk}").delete()
    end_sessions(user)
    user.delete()


def trips_that_end_with(user: User) -> list[Trip]:
    """The live trips where nobody else can sign in: they are deleted with the account; one query."""
    others = Participant.objects.active().filter(trip=OuterRef("pk"), user__is_active=True).exclude(user=user)
    theirs = Trip.objects.live().filter(participants__user=user)
    return list(theirs.filter(~Exists(others)).order_by("pk"))


def leave_trip(place: Participant) -> None:
    """Make a participant nameless and nobody's; find the trip another owner, or delete it where nobody is left who can sign in."""
    trip, was_owner = place.trip, place.is_owner and place.is_active
    if trip.deleted_at is None:
        begin_change(trip, even_closed=True)
    forget_personal_rows(place)
    place.name = _former_name(place)
    place.user, place.role, place.version = None, Role.EDITOR, place.version + 1
    place.deactivated_at = place.deactivated_at or timezone.now()
    place.save(update_fields=["name", "user", "role", "deactivated_at", "version"])
    if trip.deleted_at is not None:
        return
    log_activity(trip=trip, by=place, verb="left", subject="participant", ref=place.ref, label=place.name)
    heirs = trip.participants.active().filter(user__is_active=True).order_by("pk")
    if not heirs.exists():
        _delete_trip(trip, by=place)
    elif was_owner and not heirs.filter(role=Role.OWNER).exists():
        _make_owner(heirs[0], by=place)


def forget_personal_rows(place: Participant) -> None:
    """Delete what is about the person and not about money: rows of models that say `is_personal` and hang on the participant.

    Read from the foreign keys, because these models live in packages above this one.
    """
    for relation in Participant._meta.related_objects:
        if isinstance(relation, ManyToOneRel) and getattr(relation.field.model, "is_personal", False):
            relation.field.model._meta.base_manager.filter(**{relation.field.name: place}).delete()


def end_sessions(user: User) -> None:
    """End every session of the user, on every device."""
    sessions = Session.objects.filter(expire_date__gt=timezone.now())
    # A session's user stands inside its data, so all of them are looked at.
    theirs = [session.pk for session in sessions if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _former_name(place: Participant) -> str:
    taken = {name.casefold() for name in names_in(place.trip, but=place)}
    number = 1
    while _numbered(number).casefold() in taken:
        number += 1
    return _numbered(number)


def _numbered(number: int) -> str:
    return FORMER if number == 1 else f"{FORMER} {number}"


def _make_owner(heir: Participant, *, by: Participant) -> None:
    before = Role(heir.role).label
    heir.role, heir.version = Role.OWNER, heir.version + 1
    heir.save(update_fields=["role", "version"])
    changes = differences({"Role": before}, {"Role": Role.OWNER.label})
    log_activity(
        trip=heir.trip, by=by, verb="edited", subject="participant", ref=heir.ref, label=heir.name, changes=changes
    )


def _delete_trip(trip: Trip, *, by: Participant) -> None:
    trip.deleted_at = timezone.now()
    trip.save(update_fields=["deleted_at"])
    log_activity(trip=trip, by=by, verb="deleted", subject="trip", label=trip.name)
