"""Keeping how somebody can be paid. Whoever has claimed their name decides it alone; for an unclaimed name an editor does."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from settlements.models import PaymentDetail
from trips.errors import RowChanged
from trips.history import begin_change, differences, log_activity
from trips.models import Participant


@dataclass(frozen=True)
class Detail:
    """One way to be paid, in its kind's canonical form; what is about the account's holder is for codes that a bank reads."""

    kind: str
    value: str
    holder: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""


def details_of(participant: Participant) -> dict[str, Detail]:
    """The ways in which somebody can be paid, by kind; one query."""
    fields = Detail.__dataclass_fields__
    return {row["kind"]: Detail(**row) for row in participant.payment_details.values(*fields)}


def fingerprint(details: Iterable[Detail]) -> str:
    """What a form carries to notice that somebody else has changed the details since."""
    told = sorted(astuple(detail) for detail in details)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def may_set_details(me: Participant, person: Participant) -> bool:
    """Oneself always; others only while nobody has claimed their name: nobody redirects what another person is to get."""
    return me.pk == person.pk or (not person.is_claimed and me.can_edit)


@transaction.atomic
def set_payment_details(*, participant: Participant, by: Participant, details: Mapping[str, Detail], seen: str) -> None:
    """Make these the ways in which somebody can be paid, if they still are those with the fingerprint `seen`.

    Raises RowChanged where they are not, PermissionDenied where somebody else has claimed the name. The trip may be closed:
    settling up goes on.
    """
    trip = participant.trip
    begin_change(trip, even_closed=True)
    participant.refresh_from_db(fields=["user", "name"])
    if not may_set_details(by, participant):
        raise PermissionDenied
    before = details_of(participant)
    if fingerprint(before.values()) != seen:
        raise RowChanged
    participant.payment_details.exclude(kind__in=details).delete()
    for kind, detail in details.items():
        if detail != before.get(kind):
            PaymentDetail.objects.update_or_create(
                participant=participant, kind=kind, defaults={**vars(detail), "updated_at": timezone.now()}
            )
    if before != dict(details):
        # The feed tells that they changed and which there are; the numbers themselves are personal and can go.
        changes = differences({"Ways to be paid": _named(before)}, {"Ways to be paid": _named(details)})
        log_activity(
            trip=trip,
            by=by,
            verb="payable",
            subject="participant",
            ref=participant.ref,
            label=participant.name,
            changes=changes,
        )


def _named(details: Mapping[str, Detail]) -> str:
    labels = dict(PaymentDetail._meta.get_field("kind").flatchoices)
    return ", ".join(labels[kind] for kind in labels if kind in details)
