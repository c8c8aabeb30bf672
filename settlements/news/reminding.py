"""Reminding somebody of what they owe, by a mail that one of their friends asks for: once a day at most, whoever asks."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from settlements.balances import Step, load_balances
from settlements.models import Reminder
from settlements.wording import tickets
from trips import mailing
from trips.accounts import on_public_address
from trips.errors import DomainError
from trips.history import begin_change, log_activity
from trips.models import Participant, Trip
from tripsplit.mail import queue_mail


class RemindedToday(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was reminded today already, and one reminder a day is enough.")


class NothingToRemindOf(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has nothing to pay any more, so there was no reminder to send.")


class CannotBeReached(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no e-mail address here, so please remind them yourself.")


def may_remind(me: Participant) -> bool:
    """Whether mail leaves this site at all, and the reader may do more than look."""
    return bool(settings.MAIL_IS_REAL and me.can_edit)


def within_reach(trip: Trip) -> set[int]:
    """Whom the reader could remind, as keys of participants: those who take part with an address. One query, none where none may."""
    if not may_remind(trip.me):
        return set()
    others = trip.participants.active().exclude(pk=trip.me.pk)
    return set(others.filter(user__is_active=True, user__email__isnull=False).values_list("pk", flat=True))


@transaction.atomic
def send_reminder(*, trip: Trip, by: Participant, ref: str) -> Participant:
    """Queue a mail to the participant `ref` with what the plan asks them, or the household they are of, to pay; who that is.

    In a closed trip too, since a lock keeps a trip still while people pay. Whether they want such mails is not told, only heeded.
    Raises CannotBeReached, NothingToRemindOf and RemindedToday; Participant.DoesNotExist; PermissionDenied.
    """
    begin_change(trip, even_closed=True)
    if not may_remind(by):
        raise PermissionDenied("Reminders are sent by those who may change the trip, from a site that can send mail.")
    person = trip.participants.select_related("user").get(ref=ref)
    user = person.user
    if user is None or not user.email or not user.is_active or not person.is_active or person.pk == by.pk:
        raise CannotBeReached(person.name)
    # Read anew, now that nobody else changes the trip.
    steps = [step for step in load_balances(Trip.objects.get(pk=trip.pk)).plan if person in step.payers]
    if not steps:
        raise NothingToRemindOf(person.name)
    _count(trip, person, by)
    log_activity(trip=trip, by=by, verb="reminded", subject="participant", ref=person.ref, label=person.name)
    if mailing.wants(user.email, mailing.REMINDER):
        _write(trip, person, by, steps=steps, to=user.email)
    return person


def _count(trip: Trip, person: Participant, by: Participant) -> None:
    now = timezone.now()
    day = now.astimezone(ZoneInfo(trip.time_zone)).date()
    _, first = Reminder.objects.get_or_create(
        trip=trip, participant=person, day=day, defaults={"sent_by": by, "at": now}
    )
    if not first:
        raise RemindedToday(person.name)


def _write(trip: Trip, person: Participant, by: Participant, *, steps: list[Step], to: str) -> None:
    queue_mail(
        "reminder",
        {
            "trip": trip,
            "person": person,
            "by": by,
            "tickets": tickets(steps, person),
            "link": on_public_address(reverse("balance_list", args=[trip.slug])),
        },
        to=to,
        subject=f"What you owe in {trip.name}: a reminder from {by.name}",
        stop_url=mailing.stop_url(to, mailing.REMINDER),
    )
