"""Writes of reading receipts: that one is being read, that it is over, and whether somebody agrees to have them sent elsewhere."""

import asyncio
import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assistant.limits import DAY, Rate, one_at_a_time, wait_after
from assistant.llm import limits
from assistant.llm.place import CLOUD, host_of, is_elsewhere, is_in_the_cloud
from assistant.models import ADDRESS_LENGTH, Agreement, Reading, WhatIsRead
from assistant.streaming.database import in_database
from trips.errors import DomainError
from trips.models import Participant, User

RECEIPTS = Rate(per_minute=6, per_day=100)
MARGIN = datetime.timedelta(seconds=30)  # over the time that a reading may take: then its process is gone


class TooManyReceipts(DomainError):
    def __init__(self, wait: str) -> None:
        super().__init__(f"That were many receipts. Please wait {wait} before the next one.")


class StillReading(DomainError):
    def __init__(self) -> None:
        super().__init__("Another receipt of yours is being read just now. Wait for it, or cancel it there.")


def check_limits(me: Participant) -> None:
    """Raises TooManyReceipts and StillReading."""
    mine = Reading.objects.had_by(me).filter(what=WhatIsRead.RECEIPT)
    if mine.filter(ended_at=None, asked_at__gte=_oldest()).exists():
        raise StillReading
    if wait := wait_after(mine, RECEIPTS):
        raise TooManyReceipts(wait)


@transaction.atomic
def begin_reading(*, me: Participant) -> Reading:
    """Raises TooManyReceipts and StillReading, exactly: two at once are looked at one after the other."""
    one_at_a_time(me)
    check_limits(me)
    Reading.objects.had_by(me).filter(ended_at=None).update(ended_at=timezone.now())
    return Reading.objects.create(participant=me)


def end_reading(primary_key: int) -> None:
    Reading.objects.filter(pk=primary_key, ended_at=None).update(ended_at=timezone.now())


@asynccontextmanager
async def being_read(me: Participant) -> AsyncIterator[None]:
    """From begin_reading to end_reading, in an event loop. Who leaves while it begins has ended it, too: that takes no more receipts up."""
    beginning = asyncio.ensure_future(in_database(begin_reading, me=me))
    try:
        await asyncio.shield(beginning)
        yield
    finally:
        await in_database(end_reading, (await beginning).pk)


def _oldest() -> datetime.datetime:
    """When one that is still being read may have begun: of those before, the process is gone."""
    return timezone.now() - datetime.timedelta(seconds=limits().seeing) - MARGIN


def forget_readings() -> int:
    """Remove the rows that count for nothing any more; how many."""
    return Reading.objects.filter(asked_at__lt=timezone.now() - DAY).delete()[0]


# -- a server on another machine ------------------------------------------------------------------------------------------
def must_ask(user: User) -> bool:
    """Whether a photo would leave this machine, and the user has not agreed to that address yet."""
    address = _address()
    return bool(address) and not Agreement.objects.filter(user=user, address=address).exists()


def host_elsewhere() -> str:
    """Where a photo would go, as people name it; empty if it stays here."""
    return host_of(_address())


def agree(*, user: User, host: str) -> None:
    """Remember that the user agreed to `host`; an answer to a question about another one is none."""
    if host and host == host_elsewhere():
        Agreement.objects.get_or_create(user=user, address=_address())


def withdraw(*, user: User, address: str) -> bool:
    """Whether the user had agreed to it, and so is asked again before the next photo."""
    return bool(Agreement.objects.filter(user=user, address=address).delete()[0])


def _address() -> str:
    """Of all beyond this machine that get to see a photo; empty where nobody does."""
    found = [CLOUD] if is_in_the_cloud(settings.LLM_VISION_MODEL) else []
    if is_elsewhere(settings.LLM_BASE_URL):
        found.append(settings.LLM_BASE_URL)
    return " ".join(found)[:ADDRESS_LENGTH]
