"""`verify_ledger [SLUG] [--json]` finds every kind of damage. Each is planted past the services, and past the database's own checks."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.transaction import get_connection

from expenses.models import Expense
from expenses.services import delete_expense, edit_expense
from expenses.splitting import SplitItem, SplitLine
from settlements import verify
from settlements.invariants import expense_findings
from settlements.services import delete_payment
from settlements.verify import verify_trip
from tests.settlements.rows import expense_draft, grow, pay, queries, spend
from trips.models import Revision, Trip

ON_SQLITE = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="only SQLite lets a test switch the database's own checks off"
)


@pytest.fixture
def damaged(trip, zoe, david, emily, kenji, stranger):
    """A sound trip with a row of each kind: what `plant` then damages."""
    dinner = spend(trip, 1001, by=zoe, among=[zoe, david, emily], ref="dinner")
    edit_expense(expense=dinner, by=zoe, version=1, draft=expense_draft(1000, by=zoe, among=[zoe, david, emily]))
    gone = spend(trip, 700, by=david, among=[zoe], ref="gone")
    delete_expense(expense=gone, by=david, version=1)
    spend(trip, 300, by=david, among=[david, kenji], ref="refund", kind=Expense.Kind.INCOME)
    items = [SplitItem("Oysters", 1200, [zoe.ref]), SplitItem("Bread", 800, [zoe.ref, david.ref])]
    spend(trip, 2500, by=zoe, among=[zoe, david], ref="bill", method="itemised", items=items, tax=200, tip=300)
    converted = {"currency": "USD", "rate": Decimal("0.9"), "rate_source": "trip"}
    spend(trip, 1001, by=zoe, among=[zoe, david], ref="taxi", **converted)
    by_card = {"currency": "USD", "rate_source": "card", "card_amount": 911}
    spend(trip, 1001, by=zoe, among=[zoe, david], ref="hotel", **by_card)
    spend(trip, 1000, by=zoe, among=[zoe, david], ref="exact", method="exact",
          lines=[SplitLine(zoe.ref, "900"), SplitLine(david.ref, "100")])  # fmt: skip
    pay(trip, 200, sender=david, receiver=zoe, ref="paid")
    undone = pay(trip, 50, sender=kenji, receiver=zoe, ref="undone")
    delete_payment(payment=undone, by=zoe, version=1)
    return trip


@pytest.fixture
def plant(damaged):
    """Change rows by SQL, with every check of the database switched off, and say what is found: (subject, ref, fact)."""

    def run(*statements):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            try:
                for statement in statements:
                    cursor.execute(statement)
                    assert cursor.rowcount, "the fault was not planted"
            finally:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
        return {(fault.subject, fault.ref, fault.fact) for fault in verify_trip(damaged)}

    return run


def test_a_sound_ledger_has_no_fault(damaged):
    assert verify_trip(damaged) == []


DINNER = "(SELECT id FROM expenses_expense WHERE ref = 'dinner')"
SHARE = f"(SELECT min(id) FROM expenses_share WHERE expense_id = {DINNER})"
LAST_SHARE = f"(SELECT max(id) FROM expenses_share WHERE expense_id = {DINNER})"
BILL, EXACT = (f"(SELECT id FROM expenses_expense WHERE ref = '{ref}')" for ref in ("bill", "exact"))
BREAD = "(SELECT id FROM expenses_item WHERE label = 'Bread')"
EMILY = "(SELECT id FROM trips_participant WHERE name = 'Emily')"
FOREIGNER = "(SELECT id FROM trips_participant WHERE name = 'Stranger')"


@ON_SQLITE
@pytest.mark.parametrize(
    ("fact", "ref", "statements"),
    [
        # The running totals and the trip's count are what the rows come to.
        ("totals", None, ["UPDATE trips_participant SET paid = paid + 1 WHERE name = 'Zoë'"]),
        ("totals", None, ["UPDATE trips_participant SET owed = 0 WHERE name = 'Emily'"]),
        ("totals", None, ["UPDATE trips_participant SET sent = 1 WHERE name = 'Kenji'"]),
        ("totals", None, ["UPDATE trips_participant SET received = received - 1 WHERE name = 'Zoë'"]),
        ("totals", None, ["UPDATE expenses_expense SET kind = 'expense' WHERE ref = 'refund'"]),
        ("totals", None, ["UPDATE expenses_expense SET deleted_at = NULL WHERE ref = 'gone'"]),
        ("expense_count", None, ["UPDATE trips_trip SET expense_count = 9 WHERE name = 'Lisbon'"]),
        # The totals of the days are what their expenses come to.
        ("day_totals", None, ["UPDATE expenses_daytotal SET base_amount = base_amount + 1 WHERE currency = 'EUR'"]),
        ("day_totals", None, ["UPDATE expenses_daytotal SET amount = 0 WHERE currency = 'USD'"]),
        ("day_totals", None, ["UPDATE expenses_daytotal SET count = count + 1"]),
        ("day_totals", None, ["DELETE FROM expenses_daytotal"]),
        ("day_totals", None, ["UPDATE expenses_expense SET category = 'health' WHERE ref = 'dinner'"]),
        # I-1, I-3: whole amounts in their range.
        ("range", "dinner", ["UPDATE expenses_expense SET amount = 0 WHERE ref = 'dinner'"]),
        ("range", "dinner", ["UPDATE expenses_expense SET amount = 1000000000001 WHERE ref = 'dinner'"]),
        ("range", "dinner", ["UPDATE expenses_expense SET amount = 10.5 WHERE ref = 'dinner'"]),
        ("range", "dinner", ["UPDATE expenses_expense SET base_amount = 'abc' WHERE ref = 'dinner'"]),
        ("range", "dinner", [f"UPDATE expenses_share SET amount = -1 WHERE id = {SHARE}"]),
        ("range", "dinner", [f"UPDATE expenses_share SET base_amount = 'abc' WHERE id = {SHARE}"]),
        ("range", "dinner", [f"UPDATE expenses_payer SET amount = 0 WHERE expense_id = {DINNER}"]),
        ("range", "paid", ["UPDATE settlements_payment SET amount = -5 WHERE ref = 'paid'"]),
        ("range", "paid", ["UPDATE settlements_payment SET base_amount = 1.5 WHERE ref = 'paid'"]),
        # I-2: Σ payers = Σ shares = amount, in both currencies.
        ("shares_sum", "dinner", [f"UPDATE expenses_share SET amount = amount + 1 WHERE id = {SHARE}"]),
        ("shares_sum", "dinner", [f"UPDATE expenses_share SET base_amount = base_amount - 1 WHERE id = {SHARE}"]),
        ("payers_sum", "dinner", [f"UPDATE expenses_payer SET amount = 999 WHERE expense_id = {DINNER}"]),
        ("payers_sum", "dinner", [f"UPDATE expenses_payer SET base_amount = 1 WHERE expense_id = {DINNER}"]),
        ("shares_there", "dinner", [f"DELETE FROM expenses_share WHERE expense_id = {DINNER}"]),
        ("payers_there", "dinner", [f"DELETE FROM expenses_payer WHERE expense_id = {DINNER}"]),
        # I-4: everything in one trip.
        ("one_trip", "dinner", [f"UPDATE expenses_share SET participant_id = {FOREIGNER} WHERE id = {SHARE}"]),
        ("one_trip", "dinner", [f"UPDATE expenses_payer SET participant_id = {FOREIGNER} WHERE expense_id = {DINNER}"]),
        ("one_trip", "paid", [f"UPDATE settlements_payment SET sender_id = {FOREIGNER} WHERE ref = 'paid'"]),
        ("one_trip", "paid", [f"UPDATE settlements_payment SET receiver_id = {FOREIGNER} WHERE ref = 'paid'"]),
        ("two_people", "paid", ["UPDATE settlements_payment SET sender_id = receiver_id WHERE ref = 'paid'"]),
        # I-5: the balances sum to zero.
        ("balance_sum", None, [f"UPDATE expenses_share SET base_amount = base_amount - 1 WHERE id = {SHARE}"]),
        # Search knows each expense as it is.
        ("search", "dinner", [f"DELETE FROM expenses_searchentry WHERE expense_id = {DINNER}"]),
        ("search", "taxi", ["UPDATE expenses_searchentry SET words = replace(words, 'dinner', 'supper')"]),
        ("search", "taxi", ["UPDATE expenses_searchentry SET place = place - 1000 WHERE words LIKE '%usd%'"]),
        # I-6: each share within one unit of the exact part.
        (
            "fair",
            "dinner",
            [
                f"UPDATE expenses_share SET amount = amount + 9, base_amount = base_amount + 9 WHERE id = {SHARE}",
                f"UPDATE expenses_share SET amount = amount - 9, base_amount = base_amount - 9 WHERE id = {LAST_SHARE}",
            ],
        ),
        (
            "fair",
            "dinner",
            [
                f"UPDATE expenses_share SET base_amount = base_amount + 2 WHERE id = {SHARE}",
                f"UPDATE expenses_share SET base_amount = base_amount - 2 WHERE id = {LAST_SHARE}",
            ],
        ),
        ("fair", "dinner", [f"UPDATE expenses_share SET value = CASE WHEN id = {SHARE} THEN '0' ELSE '1' END",
                            "UPDATE expenses_expense SET method = 'shares' WHERE ref = 'dinner'"]),
        ("split", "dinner", ["UPDATE expenses_expense SET method = 'shares' WHERE ref = 'dinner'"]),
        ("fair", "exact", ["UPDATE expenses_expense SET method = 'equal' WHERE ref = 'exact'"]),
        ("fair", "exact", [f"UPDATE expenses_share SET amount = 500, base_amount = 500 WHERE expense_id = {EXACT}"]),
        ("split", "exact", [f"UPDATE expenses_share SET value = '600' WHERE expense_id = {EXACT}"]),
        # An itemised bill: items, tax and tip are the amount, whoever had one shares it, and each bears what they had.
        ("items_sum", "bill", [f"UPDATE expenses_item SET amount = amount + 1 WHERE expense_id = {BILL}"]),
        ("items_sum", "bill", ["UPDATE expenses_expense SET tip = 299 WHERE ref = 'bill'"]),
        ("items_sum", "bill", ["UPDATE expenses_expense SET tax = 201 WHERE ref = 'bill'"]),
        ("items_people", "bill", [f"UPDATE expenses_itemsharer SET participant_id = {EMILY} WHERE item_id = {BREAD} AND position = 1"]),
        ("one_trip", "bill", [f"UPDATE expenses_itemsharer SET participant_id = {FOREIGNER} WHERE item_id = {BREAD} AND position = 1"]),
        ("split", "bill", [f"DELETE FROM expenses_itemsharer WHERE item_id = {BREAD}"]),
        ("fair", "bill", [f"DELETE FROM expenses_itemsharer WHERE item_id = {BREAD} AND position = 0"]),
        ("range", "bill", [f"UPDATE expenses_item SET amount = 'abc' WHERE expense_id = {BILL}"]),
        ("range", "bill", ["UPDATE expenses_expense SET tax = 'abc' WHERE ref = 'bill'"]),
        # I-10: the rate.
        ("conversion", "dinner", ["UPDATE expenses_expense SET rate = '2' WHERE ref = 'dinner'"]),
        ("conversion", "dinner", ["UPDATE expenses_expense SET currency = 'USD' WHERE ref = 'dinner'"]),
        ("conversion", "dinner", ["UPDATE expenses_expense SET currency = 'XXQ' WHERE ref = 'dinner'"]),
        ("conversion", "dinner", ["UPDATE expenses_expense SET rate_source = 'trip' WHERE ref = 'dinner'"]),
        ("conversion", "taxi", ["UPDATE expenses_expense SET rate = '0.91' WHERE ref = 'taxi'"]),
        ("conversion", "taxi", ["UPDATE expenses_expense SET rate = '-0.9' WHERE ref = 'taxi'"]),
        ("conversion", "taxi", ["UPDATE expenses_expense SET rate_source = 'same' WHERE ref = 'taxi'"]),
        ("conversion", "hotel", ["UPDATE expenses_expense SET rate_source = 'ecb', rate = '0.8' WHERE ref = 'hotel'"]),
        ("conversion", "paid", ["UPDATE settlements_payment SET currency = 'USD', rate = '0.5', rate_source = 'trip' WHERE ref = 'paid'"]),
        # I-15 and the history.
        ("versions", "dinner", ["UPDATE expenses_expense SET version = 3 WHERE ref = 'dinner'"]),
        ("versions", "dinner", ["DELETE FROM trips_revision WHERE ref = 'dinner' AND version = 1"]),
        ("versions", "dinner", ["DELETE FROM trips_revision WHERE ref = 'dinner' AND version = 2"]),
        ("history", "paid", ["DELETE FROM trips_revision WHERE ref = 'paid'"]),
        ("orphan", "paid", ["DELETE FROM settlements_payment WHERE ref = 'paid'"]),
        ("verbs", "dinner", ["UPDATE trips_revision SET verb = 'recorded' WHERE ref = 'dinner' AND version = 2"]),
        ("verbs", "gone", ["UPDATE trips_revision SET verb = 'edited' WHERE ref = 'gone' AND version = 1"]),
        ("deleted", "dinner", ["UPDATE trips_revision SET verb = 'deleted' WHERE ref = 'dinner' AND version = 2"]),
        ("deleted", "gone", ["UPDATE expenses_expense SET deleted_at = NULL WHERE ref = 'gone'"]),
        ("deleted", "paid", ["UPDATE settlements_payment SET deleted_at = '2026-05-09' WHERE ref = 'paid'"]),
        ("snapshot", "dinner", ["UPDATE expenses_expense SET description = 'Lunch' WHERE ref = 'dinner'"]),
        ("snapshot", "dinner", ["UPDATE expenses_expense SET date = '2026-05-09' WHERE ref = 'dinner'"]),
        ("snapshot", "gone", ["UPDATE expenses_expense SET note = 'x' WHERE ref = 'gone'"]),
        ("snapshot", "paid", ["UPDATE settlements_payment SET note = 'x' WHERE ref = 'paid'"]),
    ],
)  # fmt: skip
def test_planted_damage_is_found_with_its_ref(plant, damaged, fact, ref, statements):
    found = plant(*statements)

    assert fact in {each for _, _, each in found}
    if ref:
        assert ref in {name for _, name, each in found if each == fact}
    elif fact == "totals":
        assert {name for _, name, each in found if each == fact} <= {
            person.ref for person in damaged.participants.all()
        }


def test_somebody_twice_among_the_shares_is_found(damaged):
    """No database lets that be planted, so the check is asked itself."""
    dinner = Expense.objects.with_lines().get(ref="dinner")
    shares = list(dinner.shares.all())
    shares[0].participant = shares[1].participant
    dinner._prefetched_objects_cache["shares"] = shares

    people = {person.pk for person in damaged.people}
    assert "once" in {fact for fact, _ in expense_findings(dinner, people)}


def test_a_plan_that_does_not_settle_is_found(damaged, monkeypatch):
    real = verify.plan_transfers
    monkeypatch.setattr(
        verify, "plan_transfers", lambda nets: type(real(nets))(real(nets).transfers[:-1], proven=False)
    )

    assert [fault.fact for fault in verify_trip(damaged)] == ["plan"]


def test_a_trip_that_changes_while_it_is_read_is_read_again(damaged, zoe, david, monkeypatch):
    """Somebody pays between our queries: without reading again, totals and rows would not agree."""
    real, left = verify.read_histories, [1]

    def read(trip):
        if left:
            left.pop()
            pay(Trip.objects.get(pk=trip.pk), 77, sender=zoe, receiver=david)
        return real(trip)

    monkeypatch.setattr(verify, "read_histories", read)
    assert verify_trip(damaged) == []


def test_a_trip_that_never_rests_is_taken_for_writing(damaged, zoe, david, monkeypatch):
    real, locked = verify.read_histories, []

    def read(trip):
        locked.append(get_connection().in_atomic_block and len(get_connection().savepoint_ids))
        if len(locked) <= verify.QUIET_TRIES:
            pay(Trip.objects.get(pk=trip.pk), 77, sender=zoe, receiver=david)
        return real(trip)

    monkeypatch.setattr(verify, "read_histories", read)
    assert verify_trip(damaged) == []
    assert len(locked) == verify.QUIET_TRIES + 1
    assert locked[-1] > locked[0]


def test_its_queries_do_not_grow_with_the_trip(damaged, friends, django_assert_num_queries):
    class Sound:
        status_code = 200

    def visit():
        assert verify_trip(damaged) == []
        return Sound

    before = queries(visit)
    grow(damaged, friends)
    assert queries(visit) == before


# -- the command ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def verify_ledger(capsys):
    """(output, what was raised or None)"""

    def run(*arguments):
        fault = None
        try:
            call_command("verify_ledger", *arguments)
        except CommandError as raised:
            fault = raised
        return capsys.readouterr().out, fault

    return run


def break_count(trip):
    Trip.objects.filter(pk=trip.pk).update(expense_count=9)


def test_the_command_checks_every_trip_or_the_one_that_is_named(damaged, stranger, verify_ledger):
    break_count(stranger.trip)

    assert verify_ledger(damaged.slug) == ("1 trip verified, nothing wrong.\n", None)
    out, fault = verify_ledger()
    assert (fault.returncode, str(fault)) == (1, "2 trips verified, 1 fault found.")
    assert out.startswith(f"{stranger.trip.slug}: trip {stranger.trip.slug}: its expense count is 9")


def test_as_json(damaged, verify_ledger):
    assert json.loads(verify_ledger(damaged.slug, "--json")[0]) == {"ok": True, "trips": 1, "faults": []}
    break_count(damaged)
    out, fault = verify_ledger(damaged.slug, "--json")

    assert fault.returncode == 1
    result = json.loads(out)
    assert result["ok"] is False
    assert [(fault["trip"], fault["ref"], fault["fact"]) for fault in result["faults"]] == [
        (damaged.slug, damaged.slug, "expense_count")
    ]


def test_a_deleted_trip_is_checked_too(damaged, verify_ledger):
    break_count(damaged)
    Trip.objects.filter(pk=damaged.pk).update(deleted_at=datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))

    assert verify_ledger()[1].returncode == 1
    assert verify_ledger(damaged.slug)[1].returncode == 1


def test_an_unknown_trip_is_bad_input(db, verify_ledger):
    out, fault = verify_ledger("nowhere")

    assert (out, fault.returncode) == ("", 2)


def test_nothing_is_repaired(damaged, verify_ledger):
    break_count(damaged)
    verify_ledger()

    damaged.refresh_from_db()
    assert damaged.expense_count == 9
    assert Revision.objects.filter(trip=damaged).count() == 12
