"""Writes of reading receipts: that one is being read, that it is over, and that somebody agreed to have them sent elsewhere."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assistant.llm import limits
from assistant.llm.place import host_of, is_elsewhere
from assistant.models import ADDRESS_LENGTH, Agreement, Reading
from trips.errors import DomainError
from trips.models import Participant, User

PER_MINUTE, PER_DAY = 6, 100
MARGIN = datetime.timedelta(seconds=30)  # over the time that a reading may take: then its process is gone


class TooManyReceipts(DomainError):
    def __init__(self, wait: str) -> None:
        super().__init__(f"That were many receipts. Please wait {wait} before the next one.")


class StillReading(DomainError):
    def __init__(self) -> None:
        super().__init__("Another receipt of yours is being read just now. Wait for it, or cancel it there.")


@transaction.atomic
def begin_reading(*, me: Participant) -> Reading:
    """Raises TooManyReceipts and StillReading, exactly: two at once are looked at one after the other."""
    Participant.objects.select_for_update().get(pk=me.pk)
    now = timezone.now()
    mine = Reading.objects.filter(participant=me)
    mine.filter(ended_at=None, asked_at__lt=now - datetime.timedelta(seconds=limits().seeing) - MARGIN).update(
        ended_at=now
    )
    if mine.filter(ended_at=None).exists():
        raise StillReading
    if mine.filter(asked_at__gt=now - datetime.timedelta(minutes=1)).count() >= PER_MINUTE:
        raise TooManyReceipts("a minute")
    if mine.filter(asked_at__gt=now - datetime.timedelta(days=1)).count() >= PER_DAY:
        raise TooManyReceipts("until tomorrow")
    return Reading.objects.create(participant=me)


def end_reading(primary_key: int) -> None:
    Reading.objects.filter(pk=primary_key, ended_at=None).update(ended_at=timezone.now())


def forget_readings() -> int:
    """Remove the rows that count for nothing any more; how many."""
    return Reading.objects.filter(asked_at__lt=timezone.now() - datetime.timedelta(days=1)).delete()[0]


# -- a server on another machine ------------------------------------------------------------------------------------------
def must_ask(user: User) -> bool:
    """Whether a photo would leave this machine, and the user has not agreed to that address yet."""
    if not is_elsewhere(settings.LLM_BASE_URL):
        return False
    return not Agreement.objects.filter(user=user, address=_address()).exists()


def agree(*, user: User, host: str) -> None:
    """Remember that the user agreed to `host`; an answer to a question about another one is none."""
    if host == host_of(settings.LLM_BASE_URL):
        Agreement.objects.get_or_create(user=user, address=_address())


def _address() -> str:
    return str(settings.LLM_BASE_URL)[:ADDRESS_LENGTH]
