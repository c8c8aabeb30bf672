"""How often somebody may trouble the server or its model: counted in rows, by the minute and by the day."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from trips.models import Participant, User

MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """The most."""

    per_minute: int
    per_day: int


def one_at_a_time(me: Participant) -> None:
    """Within a transaction: what else is counted for the same person, in whichever trip, waits for its end."""
    User.objects.select_for_update(no_key=True, of=("self",)).get(participants=me)


def wait_after(rows: QuerySet[Any], most: Rate) -> str:
    """How long somebody has to wait, in words, whose `rows` these are, each with its `asked_at`; empty where they need not."""
    now = timezone.now()
    if rows.filter(asked_at__gt=now - MINUTE).count() >= most.per_minute:
        return "a minute"
    if rows.filter(asked_at__gt=now - DAY).count() >= most.per_day:
        return "until tomorrow"
    return ""
