"""…/receipts/use/: the form as it was sent, with what was read in its fields; it saves to the very total, and only what adds up."""

import datetime
import re

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.reading_receipts.checking import propose
from assistant.reading_receipts.filling import signed
from assistant.reading_receipts.proposal import Line, Proposal
from assistant.reading_receipts.using import form_with
from expenses.models import Expense
from tests.assistant.reading_receipts.receipts import KNOWN, OFF, dinner
from tests.expenses.recording import record, said, words
from tests.safety.tables import contents, difference
from tests.servers import Forms
from trips.models import Trip
from tripsplit.currencies import MAX_MINOR
from tripsplit.locale import reading_as


def of(found):
    return propose(found, KNOWN)


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/receipts/use/"


@pytest.fixture
def use(client_of, zoe, friends, url, htmx):
    def use(proposal, *, lines=True, of="", by=zoe, **typed):
        sent = said(zoe, friends, **{"amount": "", "description": "", **typed})
        sent |= {"receipt_proposal": signed(proposal), "receipt_with": "lines" if lines else "total"}
        return client_of(by).post(f"{url}?of={of}" if of else url, sent, headers=htmx("expense-form"))

    return use


def fields(response):
    """What the browser would send next."""
    [form] = Forms.of(response.content.decode())
    sent = QueryDict(mutable=True)
    for name, value in form.fields:
        sent.appendlist(name, value)
    return sent


def save(client_of, zoe, url, response):
    answer = client_of(zoe).post(url, fields(response).urlencode(), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303, words(answer)
    return Expense.objects.latest("pk")


# -- used
def test_what_adds_up_is_saved_as_it_was_shown(client_of, trip, zoe, friends, use):
    before = contents()
    filled = use(of(dinner()))
    assert not difference(before, contents())
    assert "Filled in from the receipt." in words(filled)
    expense = save(client_of, zoe, f"/trips/{trip.slug}/expenses/new/", filled)
    assert (expense.description, expense.amount, expense.currency) == ("Cervejaria Ramiro", 4180, "EUR")
    assert (expense.date, expense.method) == (datetime.date(2026, 5, 2), "itemised")
    assert (expense.tax, expense.tip) == (400, 300)
    assert [(item.label, item.amount, item.sharers.count()) for item in expense.items.all()] == [
        ("Gambas", 1850, 4),
        ("Vinho verde", 1400, 4),
        ("Pão", 230, 4),
    ]
    assert sum(share.amount for share in expense.shares.all()) == 4180


def test_what_was_typed_beside_stays_and_those_who_are_ticked_share(use, zoe, david, kenji):
    form = fields(use(of(dinner()), note="On the last evening", payer=david.ref, participants=[zoe.ref, kenji.ref]))
    assert (form["note"], form["payer"]) == ("On the last evening", david.ref)
    assert form.getlist("item_0_who") == [zoe.ref, kenji.ref]


def test_lines_of_before_give_way_to_those_of_the_receipt(use, zoe):
    old = {f"item_{number}_{part}": "x" for number in range(9) for part in ("label", "amount")}
    form = fields(use(of(dinner()), **old))
    assert [form[f"item_{number}_label"] for number in range(3)] == ["Gambas", "Vinho verde", "Pão"]
    assert "item_3_label" not in form


def test_the_total_alone_is_split_equally_and_leaves_the_lines_as_they_are(client_of, trip, zoe, use):
    filled = use(of(OFF), lines=False)
    expense = save(client_of, zoe, f"/trips/{trip.slug}/expenses/new/", filled)
    assert (expense.amount, expense.method, expense.items.count()) == (4460, "equal", 0)


def test_the_total_alone_is_split_as_the_form_says(client_of, trip, zoe, kenji, use):
    sent = {"method": "shares", "participants": [zoe.ref, kenji.ref], f"weight_{zoe.ref}": "2"}
    filled = use(of(OFF), lines=False, **sent)
    assert not filled.context["form"].doubts
    expense = save(client_of, zoe, f"/trips/{trip.slug}/expenses/new/", filled)
    assert (expense.amount, expense.method) == (4460, "shares")
    assert {share.participant: share.amount for share in expense.shares.all()} == {zoe: 2973, kenji: 1487}


def test_an_edit_keeps_its_way_of_splitting_a_total(client_of, trip, zoe, kenji, use):
    expense = record(trip, zoe, [zoe, kenji], weights={zoe.ref: "3", kenji.ref: "1"})
    sent = {"method": "shares", "participants": [zoe.ref, kenji.ref], f"weight_{zoe.ref}": "3"}
    filled = use(of(OFF), lines=False, of=expense.ref, version="1", **sent)
    save(client_of, zoe, f"{expense.get_absolute_url()}edit/", filled)
    expense.refresh_from_db()
    assert {share.participant: share.amount for share in expense.shares.all()} == {zoe: 3345, kenji: 1115}


def test_amounts_of_another_total_become_equal_parts_and_that_is_marked(use):
    filled = use(of(OFF), lines=False, method="exact")
    assert (fields(filled)["method"], [*filled.context["form"].doubts]) == ("equal", ["method"])
    assert "Everybody’s amounts were of another total" in words(filled)


def test_lines_that_do_not_add_up_can_be_mended_and_not_saved_before(client_of, trip, zoe, use):
    filled = use(of(OFF))
    assert "€2.80 left to assign" in words(filled)
    assert filled.context["form"].doubts == {
        "items": "The lines, tax and tip come to €41.80, the receipt says €44.60: €2.80 is missing."
    }
    assert re.search(r'<input[^>]* name="item_2_amount"[^>]* autofocus', filled.content.decode())
    sent = fields(filled)
    new = f"/trips/{trip.slug}/expenses/new/"
    answer = client_of(zoe).post(new, sent.urlencode(), content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["items"])
    assert not Expense.objects.exists()
    sent["item_2_amount"] = "5.10"
    answer = client_of(zoe).post(new, sent.urlencode(), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    assert Expense.objects.get().amount == 4460


def test_of_a_receipt_without_lines_only_the_total_can_be_used(use):
    form = fields(use(of(dinner(lines=[])), lines=True))
    assert (form["amount"], form["method"]) == ("41.80", "equal")


def test_a_price_that_could_not_be_read_is_asked_for(client_of, trip, zoe, use):
    lines = [{"label": "Gambas", "amount": "18.50"}, {"label": "Vinho", "amount": "?"}]
    sent = fields(use(of(dinner(lines=lines, tax="", tip="", total="18.50"))))
    assert (sent["item_1_label"], sent["item_1_amount"]) == ("Vinho", "")
    answer = client_of(zoe).post(
        f"/trips/{trip.slug}/expenses/new/", sent.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    assert list(answer.context["form"].errors) == ["item_1_amount"]


def test_doubts_stand_at_their_fields_and_the_form_keeps_its_own_day(use):
    filled = use(of(dinner(date="2031-01-05", currency="GOLD")), date="2026-05-01")
    assert filled.context["form"].doubts.keys() == {"currency", "date"}
    assert fields(filled)["date"] == "2026-05-01"
    assert "which has not come yet" in words(filled)


def test_the_category_is_our_own_guess_from_all_that_stands_there_and_gives_way_to_a_persons(use):
    lines = [{"label": "Taxi airport", "amount": "41.80"}]
    proposal = of(dinner(merchant="Silva & Filhos", lines=lines, tax="", tip=""))
    form = fields(use(proposal))
    assert (form["category"], form["suggested"]) == ("transport", "transport")
    assert fields(use(proposal, category="fees"))["category"] == "fees"


def test_a_category_of_our_own_guess_gives_way_to_that_of_the_next_receipt_and_declining_is_remembered(use):
    taxi = of(dinner(merchant="Silva & Filhos", lines=[{"label": "Taxi airport", "amount": "41.80"}], tax="", tip=""))
    unknown = of(dinner(merchant="Zxcvq", lines=[{"label": "Qwzx", "amount": "41.80"}], tax="", tip=""))
    first = use(taxi)
    assert 'delay:250ms from:#id_description"' in first.content.decode()  # the merchant alone would know less
    names = ("category", "suggested", "preselected", "description", "receipt_merchant")
    before = {name: fields(first)[name] for name in names}
    assert fields(use(of(dinner(merchant="Restaurante")), **before))["category"] == "food"
    assert not fields(use(unknown, **before)).get("category")
    of_their_own = {**before, "description": "To the airport", "receipt_merchant": ""}
    assert fields(use(unknown, **of_their_own))["category"] == "transport"
    declined = fields(use(taxi, **{**before, "category": ""}))
    assert (declined["category"], declined["preselected"]) == ("", "transport")


def test_a_rate_that_was_typed_is_no_rate_of_the_receipts_currency(client_of, trip, zoe, use):
    typed = {"currency": "USD", "rate_from": "typed", "rate": "0.90", "keep_rate": "on"}
    filled = use(of(dinner(currency="KWD")), **typed)
    form = fields(filled)
    assert (form["currency"], form["rate_from"], form["rate"], form.get("keep_rate")) == ("KWD", "offer", "", None)
    new = f"/trips/{trip.slug}/expenses/new/"
    answer = client_of(zoe).post(new, form.urlencode(), content_type="application/x-www-form-urlencoded")
    assert list(answer.context["form"].errors) == ["rate"]  # none is on offer, so one has to be typed
    form = fields(use(of(dinner(currency="USD")), **typed))
    assert (form["rate_from"], form["rate"], form["keep_rate"]) == ("typed", "0.90", "on")


def test_an_expense_that_is_edited_keeps_its_version_and_its_address(client_of, trip, zoe, friends, use):
    expense = record(trip, zoe, friends)
    filled = use(of(dinner()), of=expense.ref, version="1")
    assert f'action="{expense.get_absolute_url()}edit/"' in filled.content.decode()
    assert fields(filled)["version"] == "1"
    save(client_of, zoe, f"{expense.get_absolute_url()}edit/", filled)
    expense.refresh_from_db()
    assert (expense.amount, expense.version) == (4180, 2)


# -- not used
@pytest.mark.parametrize("sent", ["", "forged", signed(of(dinner())) + "x"])
def test_what_is_not_ours_fills_in_nothing(client_of, zoe, friends, url, sent):
    form = said(zoe, friends, receipt_proposal=sent, receipt_with="lines")
    answer = client_of(zoe).post(url, form)
    assert answer.status_code == 422
    assert "Read the receipt again." in words(answer)
    assert 'value="12.50"' in answer.content.decode()  # what was typed is still there


def test_only_who_edits_may(client_of, trip, zoe, emily, stranger, use, url):
    assert use(of(dinner()), by=emily).status_code == 403
    assert use(of(dinner()), by=stranger).status_code == 404
    assert Client().post(url).status_code == 302
    assert client_of(zoe).get(url).status_code == 405
    expense = record(stranger.trip, stranger, [stranger])
    assert use(of(dinner()), of=expense.ref).status_code == 404


def test_a_closed_trip_shows_its_expenses(trip, use):
    Trip.objects.filter(pk=trip.pk).update(archived_at=trip.created_at)
    assert "HX-Location" in use(of(dinner())).headers


# -- the law: what adds up saves to exactly the receipt's total
PRICES = st.lists(st.integers(1, 10**7), min_size=1, max_size=8)


@given(PRICES, st.lists(st.integers(1, 500), max_size=2), st.integers(0, 10**5), st.integers(0, 10**5), st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_form_makes_of_a_proposal_that_adds_up_exactly_its_total(trip, zoe, friends, prices, off, tax, tip, data):
    lines = tuple(Line("x", price) for price in [*prices, *(-each for each in off)])
    total = sum(line.amount for line in lines) + tax + tip
    currency, locale = (
        data.draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        data.draw(st.sampled_from(["en", "de", "fr", "sv"])),
    )
    proposal = Proposal(currency=currency, total=total, lines=lines, tax=tax, tip=tip, merchant="Ramiro")
    if not proposal.adds_up or total > MAX_MINOR:
        return
    trip.me = zoe
    with reading_as(locale):
        post = QueryDict(mutable=True)
        post.update({"payer": zoe.ref, "method": "equal", "date": "2026-05-02", "rate_from": "typed", "rate": "1"})
        post["currency"] = currency
        post.update({"receipt_proposal": signed(proposal), "receipt_with": "lines"})
        form = form_with(post, trip=trip, expense=None)
        again = type(form)(form.data, trip=trip)
        assert again.is_valid(), again.errors
        draft = again.draft()
    assert (draft.amount, draft.currency, draft.tax, draft.tip) == (total, currency, tax, tip)
    assert [item.amount for item in draft.items] == [line.amount for line in lines]
    assert sum(item.amount for item in draft.items) + draft.tax + draft.tip == total
    assert {*draft.sharers} == {person.ref for person in friends}


def test_the_law_can_fail(trip, zoe, friends):
    """The control: a proposal that does not add up makes a form that is refused."""
    trip.me = zoe
    post = QueryDict(mutable=True)
    post.update({"payer": zoe.ref, "date": "2026-05-02"})
    post.update({"receipt_proposal": signed(of(OFF)), "receipt_with": "lines"})
    form = form_with(post, trip=trip, expense=None)
    again = type(form)(form.data, trip=trip)
    assert not again.is_valid()
    assert list(again.errors) == ["items"]


def test_what_somebody_typed_that_it_was_stays_and_the_merchant_of_another_receipt_does_not(use, trip, zoe, friends):
    assert fields(use(of(dinner()), description="The last evening"))["description"] == "The last evening"
    first = fields(use(of(dinner())))
    again = {name: first[name] for name in ("description", "receipt_merchant")}
    assert again == {"description": "Cervejaria Ramiro", "receipt_merchant": "Cervejaria Ramiro"}
    assert fields(use(of(dinner(merchant="Pastelaria")), **again))["description"] == "Pastelaria"
    expense = record(trip, zoe, friends, description="Dinner")
    assert fields(use(of(dinner()), of=expense.ref, description="Dinner"))["description"] == "Cervejaria Ramiro"
