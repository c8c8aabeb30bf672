"""Any version of an expense can come back, to the cent: every way of splitting, other currencies, card amounts, and out of the trash."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from expenses.drafts import divide
from expenses.models import Expense
from expenses.services import delete_expense, edit_expense, restore_version
from expenses.snapshots import read_snapshot, snapshot
from expenses.splitting import SplitItem, SplitLine
from settlements.verify import verify_trip
from tests.expenses.recording import record
from trips.errors import NoSuchVersion, NotOfThisTrip, RowChanged, TripIsClosed
from trips.models import Activity, Participant, Revision

DOLLARS = {"currency": "USD", "rate": Decimal("0.9137"), "rate_source": "trip"}
WAYS = {
    "equal": (None, None, None),
    "exact": ("501", "250", "250"),
    "percent": ("33.4", "33.3", "33.3"),
    "shares": ("1", "2.5", "0.75"),
    "adjustment": ("100", "-50", None),
}


def facts_of(method, people):
    lines = [SplitLine(person.ref, value) for person, value in zip(people, WAYS.get(method, (None,) * 3), strict=True)]
    if method != "itemised":
        return {"method": method, "lines": lines}
    items = [SplitItem("Fish", 400, [people[0].ref]), SplitItem("Wine", 501, [each.ref for each in people])]
    return {"method": method, "lines": lines, "items": items, "tax": 33, "tip": 67}


def draft_now(expense):
    return read_snapshot(snapshot(Expense.objects.with_items().get(pk=expense.pk)))[0]


def versions_of(expense):
    return {each.version: each for each in Revision.objects.filter(kind="expense", ref=expense.ref)}


def change(expense, by, **facts):
    draft = replace(draft_now(expense), rate_date=None, **facts)
    return edit_expense(expense=expense, by=by, version=expense.version, draft=draft)


def become_another(expense, by):
    """Another amount in another split, so that nothing of the old version is left by chance."""
    plain = {"method": "equal", "lines": [SplitLine(by.ref)], "items": (), "tax": 0, "tip": 0}
    other = {"currency": "EUR", "rate": Decimal(1), "rate_source": "same", "card_amount": None, "kind": "expense"}
    return change(expense, by, amount=777, payers={by.ref: 777}, description="Other", **plain, **other)


@pytest.mark.parametrize(
    "money", [{}, DOLLARS, {**DOLLARS, "rate_source": "card", "card_amount": 913}, {"kind": "income"}]
)
@pytest.mark.parametrize("method", [*WAYS, "itemised"])
def test_an_old_version_comes_back_to_the_cent(trip, friends, method, money):
    people = friends[:3]
    payers = {people[0].ref: 334, people[1].ref: 667}
    expense = record(trip, people[0], people, amount=1001, payers=payers, **facts_of(method, people), **money)
    become_another(expense, people[0])

    again = restore_version(expense=expense, version_no=1, by=people[1], version=2)

    written = versions_of(expense)
    assert (again.version, written[3].verb, written[3].actor) == (3, "reverted", people[1])
    assert written[3].snapshot == written[1].snapshot != written[2].snapshot
    assert snapshot(Expense.objects.with_items().get(pk=expense.pk)) == written[1].snapshot
    assert verify_trip(trip) == []
    draft, figures = read_snapshot(written[1].snapshot)
    assert divide(draft, ref=expense.ref, base_currency="EUR") == figures  # worked out anew the cents fall the same way


def test_out_of_the_trash_it_is_back_and_counts(trip, zoe, david):
    expense = record(trip, zoe, [david])
    expense = become_another(expense, zoe)
    expense = delete_expense(expense=expense, by=zoe, version=2)

    again = restore_version(expense=expense, version_no=1, by=david, version=3)

    david.refresh_from_db()
    trip.refresh_from_db()
    assert (again.is_deleted, again.amount, david.owed, trip.expense_count) == (False, 1000, 1000, 1)
    assert verify_trip(trip) == []


def test_odd_cents_that_an_imported_file_gave_otherwise_are_kept(trip, zoe, david):
    expense = record(trip, zoe, [zoe, david], amount=1001)
    first = versions_of(expense)[1].snapshot
    swapped = [{**line, **{name: 1001 - line[name] for name in ("amount", "base_amount")}} for line in first["shares"]]
    Revision.objects.create(
        trip=trip, kind="expense", ref=expense.ref, version=2, snapshot={**first, "shares": swapped}
    )
    Expense.objects.filter(pk=expense.pk).update(version=2)

    restore_version(expense=expense, version_no=2, by=zoe, version=2)

    assert versions_of(expense)[3].snapshot["shares"] == swapped
    assert swapped != first["shares"]


def test_somebody_who_left_comes_back_on_it(trip, zoe, kenji):
    expense = become_another(record(trip, zoe, [zoe, kenji]), zoe)
    Participant.objects.filter(pk=kenji.pk).update(deactivated_at=timezone.now())

    restore_version(expense=expense, version_no=1, by=zoe, version=2)

    kenji.refresh_from_db()
    assert kenji.owed == 500


def test_whoever_saw_another_version_changes_nothing(trip, zoe, david):
    expense = become_another(record(trip, zoe, [david]), zoe)
    gone = delete_expense(expense=expense, by=zoe, version=2)

    with pytest.raises(RowChanged), transaction.atomic():
        restore_version(expense=gone, version_no=1, by=david, version=2)
    assert len(versions_of(expense)) == 3


def test_a_version_that_never_was_an_archived_trip_and_a_stranger_on_it_are_refused(trip, zoe, david, stranger):
    expense = become_another(record(trip, zoe, [david]), zoe)
    foreign = {
        **versions_of(expense)[1].snapshot,
        "payers": [{"participant": stranger.ref, "amount": 1000, "base_amount": 1000}],
    }
    Revision.objects.create(trip=trip, kind="expense", ref=expense.ref, version=9, snapshot=foreign)
    for version_no, refusal in ((7, NoSuchVersion), (9, NotOfThisTrip)):
        with pytest.raises(refusal), transaction.atomic():
            restore_version(expense=expense, version_no=version_no, by=zoe, version=2)
    trip.archived_at = timezone.now()
    trip.save()
    with pytest.raises(TripIsClosed), transaction.atomic():
        restore_version(expense=expense, version_no=1, by=zoe, version=2)


def test_the_feed_says_what_it_was_before_and_after(trip, zoe, david):
    expense = become_another(record(trip, zoe, [zoe, david]), zoe)

    restore_version(expense=expense, version_no=1, by=david, version=2)

    line = Activity.objects.latest("pk")
    assert (line.verb, line.actor, line.label) == ("reverted", david, "Dinner")
    assert {"field": "What", "before": "Other", "after": "Dinner"} in line.changes
