"""…/expenses/say/: a sentence fills in the form of a new expense, for review; nothing is saved until somebody saves that."""

import datetime
import re
from decimal import Decimal

import pytest
from django.test import Client

from assistant.saying.outcome import Part, Reading
from expenses.models import Expense
from expenses.rating import set_trip_rate
from tests.expenses.recording import record, typed, words
from tests.safety.tables import contents, difference
from tests.trips.recurring import queries

YESTERDAY = datetime.date(2026, 5, 2)


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/say/"


@pytest.fixture
def say(client_of, zoe, friends, url, htmx):
    """Sends a sentence, as Zoë; with a target as htmx does."""

    def say(sentence, target=None, person=zoe, **sent):
        headers = htmx(target) if target is not None else {}
        return client_of(person).post(url, {"sentence": sentence, **sent}, headers=headers)

    return say


@pytest.fixture
def reads(monkeypatch, trip, zoe):
    """What every sentence is read as."""

    def reads(**facts):
        known = {"description": "Taxi", "amount": 4500, "currency": "EUR", "payer": zoe.ref, "sharers": {}}
        reading = Reading(**{**known, "date": YESTERDAY, **facts})
        monkeypatch.setattr("assistant.saying.views.read", lambda text, world: reading)
        return reading

    return reads


def test_a_sentence_fills_in_the_form_and_saves_nothing(say):
    before = contents()
    page = say("Taxi 45")
    assert page.status_code == 200
    form = typed(page)
    assert (form["amount"], form["description"], form["currency"]) == (["45.00"], ["Taxi"], ["EUR"])
    assert ">Taxi 45</textarea>" in page.content.decode()  # to be changed, and read again
    assert "Look it over, then save." in words(page)
    assert difference(before, contents()) == []


def test_what_is_shown_is_what_saving_it_makes(say, reads, client_of, trip, zoe, david, kenji):
    reads(payer=david.ref, sharers={zoe.ref: 2, kenji.ref: 1}, income=True)
    client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", typed(say("Refund 45 …")))
    expense = Expense.objects.get()
    assert (expense.description, expense.amount, expense.date) == ("Taxi", 4500, YESTERDAY)
    assert (expense.kind, expense.method) == ("income", "shares")
    assert [payer.participant for payer in expense.payers.all()] == [david]
    assert {share.participant: share.amount for share in expense.shares.all()} == {zoe: 3000, kenji: 1500}


def test_several_payers_and_parts_as_amounts_are_what_saving_it_makes(say, reads, client_of, trip, zoe, david, kenji):
    paid, owed = {zoe.ref: 2000, david.ref: 2500}, {david.ref: 1500, kenji.ref: 3000}
    reads(payers=paid, owed=owed, sharers=dict.fromkeys(owed, 1))
    client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", typed(say("Taxi 45 …")))
    expense = Expense.objects.get()
    assert (expense.amount, expense.method) == (4500, "exact")
    assert {payer.participant.ref: payer.amount for payer in expense.payers.all()} == paid
    assert {share.participant.ref: share.amount for share in expense.shares.all()} == owed


def test_nobody_named_is_everybody_and_equal_weights_are_equal_parts(say, reads, zoe, david, friends):
    reads()
    assert typed(say("Taxi 45"))["participants"] == [person.ref for person in friends]
    reads(sharers={zoe.ref: 1, david.ref: 1})
    form = typed(say("Taxi 45 with David"))
    assert (form["participants"], form["method"]) == ([zoe.ref, david.ref], ["equal"])


def test_what_is_unsure_is_marked_where_it_stands(say, reads):
    reads(doubts={Part.SPLIT: "Who is “Clara”?", Part.AMOUNT: "12 may be a number of beers."})
    page = say("12 beers with Clara").content.decode()
    assert re.findall(r'data-ts-doubt="(\w+)">([^<]*)<', page) == [
        ("amount", "12 may be a number of beers."),
        ("participants", "Who is “Clara”?"),
    ]
    assert "Please check the 2 places that are marked, then save." in page  # one may be out of sight


def test_no_amount_is_no_fault_yet(say, reads):
    reads(amount=None, doubts={Part.AMOUNT: "This says no amount."})
    page = say("Taxi")
    assert page.status_code == 200
    assert 'class="error"' not in page.content.decode()
    assert typed(page)["amount"] == [""]


def test_another_currency_shows_the_rate_on_offer_as_when_a_person_picks_it(say, reads, trip, zoe):
    set_trip_rate(trip=trip, by=zoe, currency="CHF", rate=Decimal("1.05"))
    reads(currency="CHF")
    page = say("Taxi 45 CHF")
    assert typed(page)["currency"] == ["CHF"]
    assert "1 CHF = 1.05 EUR" in words(page)
    assert "worth €47.25" in words(page)


def test_a_sentence_without_a_currency_is_of_the_one_that_the_empty_form_is_in(say, trip, zoe, friends):
    record(trip, zoe, friends, currency="JPY", rate=Decimal("0.006"), rate_source="trip", rate_date=YESTERDAY)
    form = typed(say("Taxi 1200"))
    assert (form["currency"], form["amount"]) == (["JPY"], ["1200"])


def test_a_payment_is_no_expense(say, reads, zoe, david, trip):
    reads(payment_to=david.ref, amount=2000)
    page = say("I paid David back 20")
    assert (
        f'href="/trips/{trip.slug}/payments/new/?from={zoe.ref}&amp;to={david.ref}&amp;date=2026-05-02&amp;amount=2000"'
        in (page.content.decode())
    )
    assert typed(page)["amount"] == [""]
    reads(payment_to=david.ref, amount=2000, currency="CHF")
    assert "amount=2000" not in say("I paid David back 20 CHF").content.decode()


def test_what_is_unsure_of_a_payment_is_said_with_it(say, reads, david):
    reads(payment_to=david.ref, amount=2000, doubts={Part.PAYER: "“Dav” may be David or Dave."})
    page = say("I paid Dav back 20")
    assert "“Dav” may be David or Dave." in words(page)
    assert "data-ts-doubt" not in page.content.decode()  # none of the empty form's fields is meant


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("sentence", "currency", "amount"),
    [
        ("Taxi 1,200 JPY", "JPY", 1_200),
        ("Taxi 12.5 BHD", "BHD", 12_500),
        ("Taxi 1250.50 CHF", "CHF", 125_050),
        ("Taxi 45", "EUR", 4_500),
    ],
)
def test_the_form_reads_the_amount_as_it_was_meant(
    client_of, trip, zoe, friends, url, language, sentence, currency, amount
):
    page = client_of(zoe, **{"Accept-Language": language}).post(url, {"sentence": sentence})
    form = page.context["form"]
    assert (form.currency, form.cleaned_data["amount"]) == (currency, amount)


def test_who_has_left_is_neither_payer_nor_sharer_and_that_is_marked(say, trip, zoe, david, friends):
    david.deactivated_at = trip.created_at
    david.save()
    page = say("David paid 45 for the taxi with David and me")
    form = typed(page)
    assert (form["payer"], form["participants"]) == ([zoe.ref], [zoe.ref])
    assert {"payer", "participants"} <= page.context["form"].doubts.keys()


def test_nothing_said_is_the_plain_form_with_a_word_of_help(say):
    page = say("  ")
    assert page.status_code == 200
    assert "or fill in the form" in words(page)
    assert typed(page)["amount"] == [""]


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [("Taxi " + "x" * 400, "at most"), ("Taxi \u202e45", "This text"), ("Taxi \0 45", "This text")],
)
def test_what_cannot_be_taken_is_said_at_the_line_and_stays_in_it(say, sentence, fault):
    page = say(sentence)
    assert page.status_code == 422
    assert 'aria-describedby="say-error"' in page.content.decode()
    assert re.search(r'<p class="error">[^<]+', page.content.decode())
    assert fault in words(page)
    assert sentence[-20:] in page.content.decode()


def test_htmx_gets_the_line_with_the_form_or_from_the_list_the_page(say, trip):
    part = say("Taxi 45", "expense-say")
    assert part.content.decode().lstrip().startswith('<div class="stack" id="expense-say">')
    new = f"/trips/{trip.slug}/expenses/new/"
    assert (part.headers["HX-Replace-Url"], part.headers.get("HX-Push-Url")) == (new, None)
    page = say("Taxi 45", "")
    assert "<html" in page.content.decode()
    assert page.headers["HX-Push-Url"] == new  # a reload never asks to send anything again


def test_where_nothing_was_read_the_form_beneath_stays_as_it_is(say):
    for sentence in ("", "x" * 400):
        part = say(sentence, "expense-say")
        assert [part.headers[f"HX-Re{what}"] for what in ("target", "select", "swap")] == ["#say-line"] * 2 + [
            "outerHTML"
        ]
        assert "HX-Retarget" not in say(sentence, "").headers  # from the list it is a page
    assert "HX-Retarget" not in say("Taxi 45", "expense-say").headers


@pytest.fixture
def over(client_of, zoe, friends, url, htmx):
    """Says a sentence above a form in which there is something already; what the form says then, of the fields that had it."""

    def over(sentence, **sent):
        page = client_of(zoe).post(url, {"sentence": sentence, **sent}, headers=htmx("expense-say"))
        fields = typed(page)
        return {name: fields[name][0] for name in sent if fields.get(name, [""])[0]}

    return over


def test_what_no_sentence_says_stays_as_it_was_typed(over):
    weekly = {"repeat_unit": "week", "repeat_every": "2", "repeat_ends": "times", "repeat_times": "3"}
    sent = {"note": "At night", "category": "fees", "preselected": "food", "preset_name": "By room", **weekly}
    assert over("Taxi 45", **sent) == sent
    assert over("Taxi 45", amount="9", description="Ferry") == {"amount": "45.00", "description": "Taxi"}


def test_what_it_was_stays_where_a_sentence_does_not_say_it_and_is_not_asked_again(over, say):
    assert over("45 with David", description="Ferry") == {"description": "Ferry"}
    assert "What was it for?" not in words(say("45 with David", "expense-say", description="Ferry"))
    assert "What was it for?" in words(say("45 with David", "expense-say"))


def test_a_category_stays_as_far_as_somebody_chose_it(over):
    assert over("Taxi 45", category="food", preselected="food") == {}
    assert over("Taxi 45", category="", preselected="food") == {"preselected": "food"}  # declined


def test_a_rate_stays_with_its_currency_and_the_card_statement_with_its_amount(over):
    typed_rate = {"currency": "CHF", "rate_from": "typed", "rate": "1.07", "keep_rate": "on"}
    assert over("Taxi 45 CHF", **typed_rate) == typed_rate
    assert over("Taxi 45 USD", **typed_rate) == {"currency": "USD", "rate_from": "offer"}
    card = {"currency": "CHF", "amount": "45.00", "rate_from": "card", "card": "47.90"}
    assert over("Taxi 45 CHF", **card) == card
    assert over("Taxi 46 CHF", **card) == {"currency": "CHF", "amount": "46.00", "rate_from": "offer"}


def test_a_payment_leaves_the_form_beneath_as_it_is(say, reads, david):
    reads(payment_to=david.ref, amount=2000)
    part = say("I paid David back 20", "expense-say")
    assert [part.headers[f"HX-Re{what}"] for what in ("target", "select", "swap")] == ["#say-line"] * 2 + ["outerHTML"]
    assert "Record the payment" in words(part)
    assert "HX-Retarget" not in say("I paid David back 20", "").headers


def test_the_suggested_category_is_asked_for_at_once(say, client_of, zoe, trip):
    trigger = 'hx-trigger="input changed delay:250ms from:#id_description, load"'
    assert trigger in say("Taxi 45").content.decode()
    assert trigger not in client_of(zoe).get(f"/trips/{trip.slug}/expenses/new/").content.decode()


def test_only_who_edits_may_say_one(say, emily, stranger, url):
    assert say("Taxi 45", person=emily).status_code == 403
    assert say("Taxi 45", person=stranger).status_code == 404
    assert Client().post(url).status_code == 302


def test_wrong_method(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


@pytest.mark.parametrize("sentence", ["Taxi 45", "x" * 400])
def test_a_closed_trip_shows_its_expenses_instead(say, trip, sentence):
    trip.archived_at = trip.created_at
    trip.save()
    answer = say(sentence)
    assert (answer.status_code, answer.url) == (303, f"/trips/{trip.slug}/expenses/")


def test_queries_do_not_grow(say, trip, zoe, friends):
    record(trip, zoe, friends)
    few = queries(lambda: say("Taxi 45 with David"))
    for number in range(12):
        record(trip, zoe, friends, description=f"Dinner {number}")
    assert queries(lambda: say("Taxi 45 with David")) == few


# -- the line
def shows_line(page):
    return 'id="say-sentence"' in page.content.decode()


def test_the_line_is_on_the_list_and_above_the_form_for_who_may_use_it(client_of, trip, zoe, emily, friends):
    base = f"/trips/{trip.slug}/expenses/"
    client = client_of(zoe)
    assert shows_line(client.get(base))
    assert 'placeholder="Taxi 45 with David yesterday"' in client.get(base).content.decode()
    assert shows_line(client.get(f"{base}new/"))
    assert not shows_line(client.get(f"{base}?trash=1"))
    assert not shows_line(client.get(f"{base}?select=1"))
    assert not shows_line(client_of(emily).get(base))
    trip.archived_at = trip.created_at
    trip.revision += 1
    trip.save()
    assert not shows_line(client.get(base))
