"""…/expenses/new/?from=<ref>: the form says what another expense does, of today; nothing is saved until somebody saves it."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from expenses.drafts import draft_of
from expenses.models import Expense
from expenses.services import delete_expense
from expenses.splitting import SplitItem, SplitLine
from tests.expenses.recording import DAY, record, shown_parts, typed, words
from tests.expenses.talk import say
from tests.trips.recurring import queries
from trips.people import deactivate_participant

TODAY = datetime.date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("expenses.forms.again.today", lambda _: TODAY)


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/new/"


def again(client, url, expense):
    """Open the form and save it as it is; the new expense."""
    page = client.get(url, {"from": expense.ref})
    assert page.status_code == 200
    answer = client.post(url, typed(page))
    assert answer.status_code == 303, words(answer)
    return Expense.objects.with_items().exclude(pk=expense.pk).get(), page


def test_the_button_leads_to_a_form_that_says_the_same_of_today(client_of, trip, zoe, david, friends, url):
    dinner = record(trip, david, friends, amount=4250, category="food", note="With wine", kind="expense")
    client = client_of(zoe)
    assert f'href="{url}?from={dinner.ref}"' in client.get(dinner.get_absolute_url()).content.decode()

    new, _ = again(client, url, dinner)

    assert (new.description, new.amount, new.category, new.note) == ("Dinner", 4250, "food", "With wine")
    assert (new.date, new.version, new.created_by) == (TODAY, 1, zoe)
    dinner.refresh_from_db()
    assert (dinner.date, dinner.version) == (DAY, 1)


def test_looking_saves_nothing(client_of, trip, zoe, friends, url):
    dinner = record(trip, zoe, friends)
    client_of(zoe).get(url, {"from": dinner.ref})
    assert Expense.objects.count() == 1
    assert trip.activities.count() == 1


WAYS = {
    "exact": ["700", "200", "101", "0"],
    "percent": ["33.3333", "33.3333", "33.3334", None],
    "shares": ["1.25", "2", "0", "3"],
    "adjustment": ["-50", "100", None, None],
}


@pytest.mark.parametrize("method", WAYS)
def test_every_way_of_splitting_comes_along(client_of, trip, zoe, friends, url, method):
    lines = [SplitLine(person.ref, value) for person, value in zip(friends, WAYS[method], strict=True)]
    dinner = record(trip, zoe, friends, amount=1001, method=method, lines=lines)

    new, _ = again(client_of(zoe), url, dinner)

    assert new.method == method
    # Who has nothing may be left out; everybody else has exactly what they had.
    had, has = (
        {line.participant: line.value for line in draft.lines if line.value not in {None, "0"}}
        for draft in (draft_of(dinner), draft_of(new))
    )
    assert has == had


def test_items_tax_and_tip_come_along(client_of, trip, zoe, david, friends, url):
    items = [SplitItem("Fish", 2000, [zoe.ref, david.ref]), SplitItem("Voucher", -500, [david.ref])]
    facts = {"method": "itemised", "items": items, "tax": 100, "tip": 50}
    dinner = record(trip, zoe, [zoe, david], amount=1650, **facts)
    new, _ = again(client_of(zoe), url, dinner)
    draft = draft_of(new)
    assert (list(draft.items), draft.tax, draft.tip) == (items, 100, 50)


def test_several_payers_and_an_income_come_along(client_of, trip, zoe, david, friends, url):
    payers = {zoe.ref: 600, david.ref: 400}
    refund = record(trip, zoe, friends, payers=payers, kind="income", description="Deposit back")
    new, _ = again(client_of(zoe), url, refund)
    assert (new.kind, draft_of(new).payers) == ("income", payers)


@pytest.mark.parametrize("source", ["trip", "ecb", "file", "card"])
def test_the_rate_is_todays_and_not_that_of_the_other_bill(client_of, trip, zoe, friends, url, source):
    facts = {"currency": "USD", "rate": Decimal("0.5"), "rate_source": source, "rate_date": DAY}
    dinner = record(trip, zoe, friends, **facts, card_amount=777 if source == "card" else None)
    trip.rates.create(currency="USD", rate=Decimal("0.92"))

    new, page = again(client_of(zoe), url, dinner)

    assert (new.currency, new.rate, new.rate_source, new.base_amount) == ("USD", Decimal("0.92"), "trip", 920)
    assert "0.92" in words(page)


def test_who_left_in_the_meantime_is_not_charged_again(client_of, trip, zoe, david, friends, url):
    dinner = record(trip, david, friends)
    deactivate_participant(participant=david, by=zoe)
    new, page = again(client_of(zoe), url, dinner)
    draft = draft_of(new)
    assert david.ref not in draft.refs
    assert draft.payers == {zoe.ref: 1000}
    assert len(shown_parts(page)) == 3


def test_the_preview_hands_out_the_odd_cents_as_saving_does(client_of, trip, zoe, david, emily, url):
    client = client_of(zoe)
    for number in range(5):
        dinner = record(trip, zoe, [zoe, david, emily], amount=1000 + 3 * number + 1)
        page = client.get(url, {"from": dinner.ref})
        client.post(url, typed(page))
        new = Expense.objects.with_lines().latest("pk")
        saved = {share.participant.ref: f"€{share.amount / 100:.2f}" for share in new.shares.all()}
        assert shown_parts(page) == saved


def test_what_people_said_and_attached_stays_with_the_first(client_of, trip, zoe, friends, url):
    dinner = record(trip, zoe, friends)
    say(dinner, zoe)
    new, _ = again(client_of(zoe), url, dinner)
    assert not new.comments.exists()


def test_an_expense_that_is_not_of_this_trip_does_not_exist(client_of, trip, zoe, emily, stranger, friends, url):
    theirs, dinner = record(stranger.trip, stranger, [stranger]), record(trip, zoe, friends)
    for ref in (theirs.ref, "AAAAAAAAAA", "a b", "\x00", "é" * 50):
        assert client_of(zoe).get(url, {"from": ref}).status_code == 404
    assert client_of(stranger).get(url, {"from": dinner.ref}).status_code == 404
    assert client_of(emily).get(url, {"from": dinner.ref}).status_code == 403
    assert "Duplicate" not in client_of(emily).get(dinner.get_absolute_url()).content.decode()


def test_a_deleted_one_is_not_offered_and_a_closed_trip_shows_its_list(client_of, trip, zoe, friends, url):
    dinner = delete_expense(expense=record(trip, zoe, friends), by=zoe, version=1)
    client = client_of(zoe)
    assert "Duplicate" not in client.get(dinner.get_absolute_url()).content.decode()
    trip.archived_at = timezone.now()
    trip.save()
    assert client.get(url, {"from": dinner.ref}).status_code == 303


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, url):
    dinner = record(trip, zoe, friends[:2])
    client = client_of(zoe)
    few = queries(lambda: client.get(url, {"from": dinner.ref}))
    everybody = record(trip, zoe, friends)
    for _ in range(10):
        record(trip, zoe, friends)
    assert queries(lambda: client.get(url, {"from": everybody.ref})) == few
