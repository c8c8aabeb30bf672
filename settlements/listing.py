"""A trip's payments, a page at a time: those that count by their day, undone ones by when that was. Pages are cut by key."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from settlements.answers.said import Said, said_of
from settlements.models import Payment, PaymentQuerySet
from settlements.wording import paid
from trips.models import Revision, Trip
from trips.versions import deletions
from tripsplit.ids import is_ref

PAGE = 50
NOT_GONE: Mapping[str, Revision] = MappingProxyType({})


@dataclass(frozen=True)
class Row:
    """One payment as the reader sees it. `gone` tells who undid it, and when; `said` what the receiver says of it."""

    payment: Payment
    words: str
    gone: Revision | None
    said: Said


@dataclass(frozen=True)
class Listing:
    rows: list[Row]
    more: str  # the query string of the next page; empty on the last


def load_payments(trip: Trip, *, after: str = "", trash: bool = False) -> Listing:
    """The page after the cursor `after`; one that means nothing gives the first page. Three queries at most, at any size."""
    shown = trip.payments.in_trash() if trash else trip.payments.live()
    order = ("-deleted_at", "-pk") if trash else ("-date", "-pk")
    found = list(_after(trip, shown, after, trash=trash).with_people().order_by(*order)[: PAGE + 1])
    page = found[:PAGE]
    gone = deletions(trip, "payment", (payment.ref for payment in page)) if trash else {}
    return Listing(rows_of(trip, page, gone), _query(page[-1], trash=trash) if len(found) > PAGE else "")


def rows_of(trip: Trip, payments: Iterable[Payment], gone: Mapping[str, Revision] = NOT_GONE) -> list[Row]:
    """The payments as the trip's reader sees them; no query, where they came with their people."""
    return [Row(payment, paid(payment, trip.me), gone.get(payment.ref), said_of(payment, trip)) for payment in payments]


def _query(last: Payment, *, trash: bool) -> str:
    """Where the next page starts: the key is written out, so that whatever becomes of the row moves nothing else."""
    key = last.deleted_at if trash and last.deleted_at else last.date
    return urlencode({**({"trash": "1"} if trash else {}), "after": f"{key.isoformat()}~{last.ref}"})


def _after(trip: Trip, shown: PaymentQuerySet, after: str, *, trash: bool) -> PaymentQuerySet:
    text, _, ref = after.partition("~")
    key = _read(text, trash=trash)
    pk = trip.payments.filter(ref=ref).values_list("pk", flat=True).first() if key and is_ref(ref) else None
    if key is None or pk is None:
        return shown
    name = "deleted_at" if trash else "date"
    return shown.filter(Q(**{f"{name}__lt": key}) | Q(pk__lt=pk), **{f"{name}__lte": key})


def _read(text: str, *, trash: bool) -> datetime.date | None:
    try:
        if not trash:
            return datetime.date.fromisoformat(text)
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
