"""Recording, editing, deleting and restoring: rows, totals, history and feed stay one."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from expenses import services
from expenses.drafts import ExpenseDraft, PayersDoNotAddUp, RateDoesNotFit, draft_of
from expenses.models import Expense
from expenses.splitting import SplitItem, SplitLine
from trips.errors import NotOfThisTrip, RowChanged, TripIsClosed
from trips.models import Activity, Revision


def draft(*, amount=1000, paid_by, among, **facts):
    return ExpenseDraft(
        **{
            "date": datetime.date(2026, 5, 3),
            "description": "Dinner",
            "amount": amount,
            "currency": "EUR",
            "payers": {paid_by.ref: amount},
            "lines": [SplitLine(person.ref) for person in among],
            **facts,
        }
    )


@pytest.fixture
def dinner(trip, friends):
    return services.record_expense(trip=trip, by=friends[0], draft=draft(paid_by=friends[0], among=friends[:3]))


def totals(trip):
    return {person.name: (person.paid, person.owed) for person in trip.participants.in_order()}


def test_recording_posts_what_each_paid_and_owes(trip, dinner):
    shares = {share.participant.name: share.amount for share in dinner.shares.all()}
    assert sum(shares.values()) == 1000
    assert sorted(shares.values()) == [333, 333, 334]
    assert totals(trip) == {
        "Zoë": (1000, shares["Zoë"]),
        "David": (0, shares["David"]),
        "Emily": (0, shares["Emily"]),
        "Kenji": (0, 0),
    }
    trip.refresh_from_db()
    assert (trip.expense_count, trip.revision) == (1, 1)


def test_history_keeps_every_version_in_full(trip, dinner, zoe, david):
    services.edit_expense(
        expense=dinner,
        by=david,
        version=1,
        draft=draft(amount=900, paid_by=david, among=[zoe, david], description="Lunch"),
    )
    services.delete_expense(expense=dinner, by=zoe, version=2)
    services.restore_expense(expense=dinner, by=zoe, version=3)
    kept = Revision.objects.filter(trip=trip, ref=dinner.ref).order_by("version")
    assert [(r.version, r.verb, r.actor) for r in kept] == [
        (1, "recorded", zoe),
        (2, "edited", david),
        (3, "deleted", zoe),
        (4, "restored", zoe),
    ]
    assert kept[0].snapshot["description"] == "Dinner"
    assert kept[1].snapshot["payers"] == [{"participant": david.ref, "amount": 900, "base_amount": 900}]


def test_an_edit_replaces_what_the_expense_did_to_the_totals(trip, dinner, zoe, david):
    services.edit_expense(expense=dinner, by=zoe, version=1, draft=draft(amount=600, paid_by=david, among=[zoe, david]))
    assert totals(trip) == {"Zoë": (0, 300), "David": (600, 300), "Emily": (0, 0), "Kenji": (0, 0)}


def test_a_deleted_expense_counts_for_nothing_and_a_restored_one_as_before(trip, dinner, zoe):
    before = totals(trip)
    services.delete_expense(expense=dinner, by=zoe, version=1)
    assert set(totals(trip).values()) == {(0, 0)}
    trip.refresh_from_db()
    assert trip.expense_count == 0
    services.restore_expense(expense=dinner, by=zoe, version=2)
    assert totals(trip) == before


def test_an_income_counts_the_other_way(trip, friends, zoe):
    services.record_expense(
        trip=trip, by=zoe, draft=draft(amount=400, paid_by=zoe, among=friends, kind=Expense.Kind.INCOME)
    )
    assert totals(trip)["Zoë"] == (-400, -100)


def test_the_feed_says_what_was_before_and_after(trip, dinner, zoe, friends):
    services.edit_expense(expense=dinner, by=zoe, version=1, draft=draft(amount=1200, paid_by=zoe, among=friends[:3]))
    line = Activity.objects.filter(trip=trip).latest("pk")
    changes = {change["field"]: (change["before"], change["after"]) for change in line.changes}
    assert changes["Amount"] == ({"minor": 1000, "currency": "EUR"}, {"minor": 1200, "currency": "EUR"})
    assert "What" not in changes


@pytest.mark.parametrize("change", [services.delete_expense, services.restore_expense])
def test_an_old_version_changes_nothing(dinner, zoe, friends, trip, change):
    services.edit_expense(expense=dinner, by=zoe, version=1, draft=draft(amount=600, paid_by=zoe, among=friends))
    before = totals(trip)
    with pytest.raises(RowChanged):
        change(expense=dinner, by=zoe, version=1)
    assert totals(trip) == before
    assert Revision.objects.filter(trip=trip).count() == 2


def test_two_edits_of_one_version_let_only_the_first_through(dinner, zoe, friends):
    services.edit_expense(expense=dinner, by=zoe, version=1, draft=draft(amount=600, paid_by=zoe, among=friends))
    with pytest.raises(RowChanged):
        services.edit_expense(expense=dinner, by=zoe, version=1, draft=draft(amount=700, paid_by=zoe, among=friends))
    assert Expense.objects.get().amount == 600


def test_people_of_other_trips_are_refused_and_nothing_is_saved(trip, zoe, stranger):
    with pytest.raises(NotOfThisTrip):
        services.record_expense(trip=trip, by=zoe, draft=draft(paid_by=zoe, among=[zoe, stranger]))
    assert not Expense.objects.exists()
    trip.refresh_from_db()
    assert trip.revision == 0


def test_payers_must_add_up(trip, zoe, friends):
    with pytest.raises(PayersDoNotAddUp):
        services.record_expense(trip=trip, by=zoe, draft=draft(paid_by=zoe, among=friends, payers={zoe.ref: 999}))


def test_an_archived_trip_takes_nothing(trip, zoe, friends):
    trip.archived_at = trip.created_at
    trip.save()
    with pytest.raises(TripIsClosed):
        services.record_expense(trip=trip, by=zoe, draft=draft(paid_by=zoe, among=friends))


def test_somebody_deactivated_stays_on_the_expenses_they_are_on(trip, dinner, zoe, david, friends):
    david.deactivated_at = trip.created_at
    david.save()
    services.edit_expense(expense=dinner, by=zoe, version=1, draft=draft(amount=900, paid_by=zoe, among=[zoe, david]))
    with pytest.raises(NotOfThisTrip):
        services.record_expense(trip=trip, by=zoe, draft=draft(paid_by=zoe, among=[zoe, david]))


def test_many_at_once_give_what_one_by_one_gives(trip, zoe, friends, django_assert_max_num_queries):
    drafts = [
        (f"bulk{number}", draft(amount=101 + number, paid_by=friends[number % 4], among=friends))
        for number in range(50)
    ]
    with django_assert_max_num_queries(20):
        services.record_expenses(trip=trip, by=zoe, drafts=drafts)
    together = totals(trip)
    for expense in Expense.objects.all():
        services.delete_expense(expense=expense, by=zoe, version=1)
    assert set(totals(trip).values()) == {(0, 0)}
    for number, (_ref, one) in enumerate(drafts):
        services.record_expense(trip=trip, by=zoe, draft=one, ref=f"s{number}")
    assert sum(owed for _, owed in totals(trip).values()) == sum(owed for _, owed in together.values())
    assert Revision.objects.filter(ref__startswith="bulk", verb="recorded").count() == 50


def dollars(**facts):
    return {"currency": "USD", "rate": Decimal("0.92"), "rate_source": "trip", **facts}


def test_a_bill_in_another_currency_is_worth_its_rate_half_up_and_shared_out_whole(trip, friends, zoe):
    bill = services.record_expense(
        trip=trip, by=zoe, draft=draft(amount=3001, paid_by=zoe, among=friends[:3], **dollars())
    )
    assert bill.base_amount == 2761
    assert sum(share.base_amount for share in bill.shares.all()) == 2761
    assert sum(share.amount for share in bill.shares.all()) == 3001
    assert totals(trip)["Zoë"][0] == 2761


def test_what_the_card_statement_says_is_the_fact_and_the_rate_follows(trip, friends, zoe):
    bill = services.record_expense(
        trip=trip,
        by=zoe,
        draft=draft(amount=3000, paid_by=zoe, among=friends, **dollars(rate_source="card", card_amount=2817)),
    )
    assert (bill.base_amount, bill.rate) == (2817, Decimal("0.939"))


@pytest.mark.parametrize(
    "facts",
    [
        {"currency": "USD"},
        {"rate_source": "trip"},
        {"rate": Decimal("0.5")},
        dollars(rate=Decimal(0)),
        dollars(rate=Decimal(-1)),
    ],
)
def test_a_rate_that_does_not_fit_the_currencies_is_refused(trip, friends, zoe, facts):
    with pytest.raises(RateDoesNotFit):
        services.record_expense(trip=trip, by=zoe, draft=draft(paid_by=zoe, among=friends, **facts))


def test_an_itemised_bill_keeps_its_items_through_an_edit_and_in_its_history(trip, friends, zoe, david):
    items = [SplitItem("Fish", 700, [zoe.ref]), SplitItem("Bread", 200, [zoe.ref, david.ref])]
    bill = services.record_expense(
        trip=trip,
        by=zoe,
        draft=draft(paid_by=zoe, among=[zoe, david], method="itemised", items=items, tax=0, tip=100),
    )
    assert draft_of(bill).items == items
    assert {share.participant: share.amount for share in bill.shares.all()} == {zoe: 889, david: 111}
    fewer = dataclasses.replace(draft_of(bill), items=items[:1], amount=800, payers={zoe.ref: 800})
    edited = services.edit_expense(expense=bill, by=zoe, version=1, draft=fewer)
    assert draft_of(edited) == fewer
    kept = Revision.objects.filter(trip=trip, ref=bill.ref).order_by("version")
    assert [len(revision.snapshot["split"]["items"]) for revision in kept] == [2, 1]


def test_an_item_of_somebody_from_another_trip_is_refused(trip, zoe, stranger):
    with pytest.raises(NotOfThisTrip):
        services.record_expense(
            trip=trip,
            by=zoe,
            draft=draft(paid_by=zoe, among=[zoe], method="itemised", items=[SplitItem("Fish", 1000, [stranger.ref])]),
        )


def test_several_payers_each_get_back_what_they_laid_out(trip, friends, zoe, david):
    services.record_expense(
        trip=trip, by=zoe, draft=draft(paid_by=zoe, among=friends, payers={zoe.ref: 700, david.ref: 300})
    )
    assert {name: paid for name, (paid, _) in totals(trip).items()} == {
        "Zoë": 700,
        "David": 300,
        "Emily": 0,
        "Kenji": 0,
    }
