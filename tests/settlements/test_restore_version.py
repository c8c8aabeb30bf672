"""Any version of a payment can come back, to the cent, and out of the trash."""

from decimal import Decimal

import pytest
from django.db import transaction

from settlements.models import Payment
from settlements.services import delete_payment, edit_payment, restore_version, snapshot
from settlements.verify import verify_trip
from tests.settlements.rows import nets, pay, payment_draft
from trips.errors import NoSuchVersion, RowChanged
from trips.models import Revision


@pytest.fixture
def edited(trip, zoe, david):
    """Ten dollars from David to Zoë, then three euros the other way."""
    dollars = {"currency": "USD", "rate": Decimal("0.9137"), "rate_source": "trip", "note": "Taxi"}
    payment = pay(trip, 1000, sender=david, receiver=zoe, **dollars)
    return edit_payment(payment=payment, by=zoe, version=1, draft=payment_draft(300, sender=zoe, receiver=david))


def test_an_old_version_comes_back_as_a_new_one(trip, david, edited):
    again = restore_version(payment=edited, version_no=1, by=david, version=2)

    first, third = (Revision.objects.get(ref=edited.ref, version=number) for number in (1, 3))
    assert (again.version, third.verb, third.actor, third.snapshot) == (3, "reverted", david, first.snapshot)
    assert snapshot(Payment.objects.with_people().get(pk=edited.pk)) == first.snapshot
    assert nets(trip)["David"] == 914
    assert verify_trip(trip) == []


def test_out_of_the_trash_it_counts_again(trip, zoe, david, edited):
    gone = delete_payment(payment=edited, by=zoe, version=2)

    again = restore_version(payment=gone, version_no=1, by=david, version=3)

    assert (again.is_deleted, nets(trip)["David"]) == (False, 914)
    assert verify_trip(trip) == []


def test_an_amount_that_an_imported_file_gave_is_kept(trip, zoe, edited):
    written = {**Revision.objects.get(ref=edited.ref, version=1).snapshot, "base_amount": 913}
    Revision.objects.create(trip=trip, kind="payment", ref=edited.ref, version=3, snapshot=written)
    Payment.objects.filter(pk=edited.pk).update(version=3)

    assert restore_version(payment=edited, version_no=3, by=zoe, version=3).base_amount == 913
    assert nets(trip)["David"] == 913


def test_another_version_than_the_one_seen_and_one_that_never_was_change_nothing(trip, zoe, edited):
    for version_no, version, refusal in ((1, 1, RowChanged), (7, 2, NoSuchVersion)):
        with pytest.raises(refusal), transaction.atomic():
            restore_version(payment=edited, version_no=version_no, by=zoe, version=version)
    assert nets(trip)["David"] == -300
