"""Recording, editing, undoing and restoring payments: rows, totals, history and feed stay one."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from settlements.models import Payment
from settlements.services import (
    PaysThemselves,
    delete_payment,
    draft_of,
    edit_payment,
    record_payment,
    restore_payment,
)
from tests.settlements.rows import nets, pay, payment_draft
from trips.errors import AmountOutOfRange, NotOfThisTrip, RowChanged, TripIsClosed
from trips.models import Activity, Revision
from tripsplit.money import MAX_MINOR


def test_a_payment_moves_money_from_one_to_the_other_and_nothing_else(trip, zoe, david, payment):
    assert nets(trip) == {"Zoë": 2000, "David": 0, "Emily": -1000, "Kenji": -1000}
    zoe.refresh_from_db()
    assert (zoe.paid, zoe.received) == (4000, 1000)


def test_every_version_is_kept_and_the_feed_tells_each(trip, zoe, david, payment):
    edit_payment(payment=payment, by=zoe, version=1, draft=payment_draft(800, sender=david, receiver=zoe))
    delete_payment(payment=payment, by=david, version=2)
    restore_payment(payment=payment, by=zoe, version=3)

    kept = Revision.objects.filter(trip=trip, kind="payment").order_by("version")
    assert [(r.version, r.verb, r.actor, r.snapshot["amount"]) for r in kept] == [
        (1, "recorded", david, 1000),
        (2, "edited", zoe, 800),
        (3, "deleted", david, 800),
        (4, "restored", zoe, 800),
    ]
    told = Activity.objects.filter(trip=trip, subject="payment").order_by("pk")
    assert [line.verb for line in told] == ["recorded", "edited", "deleted", "restored"]
    amount = next(change for change in told[1].changes if change["field"] == "Amount")
    assert (amount["before"]["minor"], amount["after"]["minor"]) == (1000, 800)


def test_an_edit_may_turn_it_round(trip, zoe, david, payment):
    edit_payment(payment=payment, by=zoe, version=1, draft=payment_draft(500, sender=zoe, receiver=david))

    assert nets(trip)["David"] == -1500


def test_in_another_currency_it_counts_at_its_rate(trip, zoe, david):
    payment = pay(trip, 1000, sender=david, receiver=zoe, currency="JPY", rate=Decimal("0.0061"), rate_source="trip")

    assert payment.base_amount == 610
    assert nets(trip)["David"] == 610
    assert draft_of(Payment.objects.with_people().get()).rate == Decimal("0.0061")


@pytest.mark.parametrize("change", [delete_payment, restore_payment])
def test_an_old_version_changes_nothing(trip, zoe, david, payment, change):
    edit_payment(payment=payment, by=zoe, version=1, draft=payment_draft(800, sender=david, receiver=zoe))
    before = nets(trip)

    with pytest.raises(RowChanged):
        change(payment=payment, by=zoe, version=1)
    assert nets(trip) == before


def test_one_that_was_undone_is_not_undone_again(zoe, payment):
    delete_payment(payment=payment, by=zoe, version=1)

    with pytest.raises(RowChanged):
        delete_payment(payment=payment, by=zoe, version=2)


@pytest.mark.parametrize("amount", [0, -5, MAX_MINOR + 1])
def test_an_amount_out_of_range_is_refused_and_nothing_is_saved(trip, zoe, david, amount):
    with pytest.raises(AmountOutOfRange):
        pay(trip, amount, sender=david, receiver=zoe)
    assert not Payment.objects.exists()
    trip.refresh_from_db()
    assert trip.revision == 0


def test_nobody_pays_themselves(trip, zoe):
    with pytest.raises(PaysThemselves):
        pay(trip, 100, sender=zoe, receiver=zoe)


def test_people_of_other_trips_are_refused_by_the_service_and_by_the_database(trip, zoe, stranger, payment):
    with pytest.raises(NotOfThisTrip):
        record_payment(trip=trip, by=zoe, draft=payment_draft(100, sender=stranger, receiver=zoe))
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(sender=stranger)


def test_an_archived_trip_takes_nothing(trip, zoe, david, payment):
    trip.archived_at = timezone.now()
    trip.save(update_fields=["archived_at"])

    with pytest.raises(TripIsClosed):
        pay(trip, 100, sender=david, receiver=zoe)
    with pytest.raises(TripIsClosed):
        delete_payment(payment=payment, by=zoe, version=1)
