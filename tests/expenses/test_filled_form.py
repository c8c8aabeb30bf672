"""A form that is filled in for somebody: as if it had been typed, with what is unsure said at its field, in words and for all ears."""

import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from expenses.forms.again import filled_form
from expenses.models import Expense
from tests.expenses.recording import record, said


@pytest.fixture
def shown(rf, trip, zoe, friends):
    """The form's markup, as its pages include it."""
    trip.me = zoe

    def shown(form):
        preview = form.preview("")
        context = {"form": form, "preview": preview, "lines": form.split.people(preview.parts), "trip": trip}
        return render_to_string("includes/expense_form.html", context, rf.get("/"))

    return shown


def tag(page, start):
    return re.search(rf"<{start}[^>]*>", page)[0]


def test_what_is_filled_in_is_there_as_if_it_had_been_typed_and_the_rest_is_right_already(
    trip, zoe, david, friends, shown
):
    form = filled_form(
        trip, {"amount": "45.00", "description": "Taxi", "payer": david.ref, "participants": [zoe.ref, david.ref]}
    )
    page = shown(form)
    assert 'value="45.00"' in tag(page, 'input type="text" name="amount"')
    assert form.preview("").sentence == "2 parts of €22.50."
    assert form.day == form.today
    assert "doubt" not in page
    assert "error" not in page
    assert "autofocus" in tag(page, 'button class="btn primary" type="submit"')  # nothing is left to look at


def test_a_doubt_stands_at_its_field_and_the_first_one_takes_the_focus(trip, david, shown):
    doubts = {"payer": "Which David?", "amount": "12 may be a number of beers.", "currency": "Whose dollars?"}
    form = filled_form(trip, {"amount": "12", "payer": david.ref}, doubts=doubts)
    page = shown(form)
    amount = tag(page, 'input type="text" name="amount"')
    assert 'aria-describedby="id_amount_doubt"' in amount
    assert "autofocus" in amount
    assert page.count("autofocus") == 1
    assert '<p class="doubt" id="id_amount_doubt" data-ts-doubt="amount">12 may be a number of beers.<' in page
    assert '<input type="hidden" name="doubt_amount" value="12 may be a number of beers.">' in page
    assert 'aria-describedby="id_payer_doubt"' in tag(page, 'fieldset class="field" id="id_payer"')
    assert 'aria-describedby="id_currency_doubt"' in tag(page, 'select name="currency"')


@pytest.mark.parametrize("name", ["currency", "description", "payer", "participants", "date"])
def test_each_place_can_take_the_focus(trip, shown, name):
    page = shown(filled_form(trip, {}, doubts={name: "Is it so?"}))
    assert page.count("autofocus") == 1
    assert f'data-ts-doubt="{name}"' in page


@pytest.mark.parametrize("name", ["method", "category", "kind"])
def test_what_is_doubted_in_a_folded_part_is_seen(trip, shown, name):
    page = shown(filled_form(trip, {}, doubts={name: "Is it so?"}))
    before = page[: page.index("Is it so?")]
    assert " open" in re.findall(r"<details[^>]*>", before)[-1]


def test_a_new_form_leaves_out_who_has_left_and_who_is_unknown(trip, zoe, david, kenji, friends, stranger):
    trip.me = zoe
    kenji.deactivated_at = trip.created_at
    kenji.save()
    people = [david.ref, kenji.ref, stranger.ref]
    form = filled_form(trip, {"amount": "10", "payer": stranger.ref, "participants": people})
    assert form["participants"].value() == [david.ref]
    assert form["payer"].value() == zoe.ref


def test_it_can_go_over_a_form_that_was_sent_of_which_the_rest_stays(trip, zoe, david, friends):
    trip.me = zoe
    sent = QueryDict(mutable=True)
    for name, value in said(zoe, friends, note="With wine", amount="").items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    form = filled_form(trip, {"amount": "45.00", "participants": [david.ref]}, over=sent, doubts={"amount": "Sure?"})
    assert (form["amount"].value(), form["participants"].value()) == ("45.00", [david.ref])
    assert (form["note"].value(), form["payer"].value()) == ("With wine", zoe.ref)
    assert not form.errors
    assert sent["amount"] == ""


def test_a_doubt_that_nobody_has_looked_at_outlives_what_is_read_on_top_of_it(trip, zoe, david, friends):
    trip.me = zoe
    sent = QueryDict(mutable=True)
    sent.setlist("participants", [david.ref])
    sent.update({"payer": zoe.ref, "amount": "12", "doubt_payer": "Which Zoë?", "doubt_amount": "12 beers?"})
    form = filled_form(trip, {"amount": "45.00"}, over=sent, doubts={"date": "Is it so?"})
    assert form.doubts == {"payer": "Which Zoë?", "date": "Is it so?"}


@pytest.fixture
def send(client_of, trip, zoe, friends):
    def send(**more):
        return client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", said(zoe, friends, **more))

    return send


def doubted(page):
    return re.findall(r'data-ts-doubt="(\w+)">([^<]*)<', page.content.decode())


def test_a_fault_elsewhere_leaves_the_marks_and_takes_the_focus(send):
    page = send(amount="", doubt_payer="Which <b>Zoë</b>?", doubt_nothing="What?")
    assert page.status_code == 422
    assert doubted(page) == [("payer", "Which &lt;b&gt;Zoë&lt;/b&gt;?")]
    assert "autofocus" not in page.content.decode()[page.content.decode().index('id="expense-form"') :]


def test_a_button_of_the_form_leaves_the_marks_but_of_what_it_changes(send, client_of, trip, zoe, david, friends):
    record(trip, zoe, [zoe, david])
    marks = {"doubt_amount": "12 beers?", "doubt_participants": "Who is Clara?"}
    assert [name for name, _ in doubted(send(act="add-item", **marks))] == ["amount", "participants"]
    assert [name for name, _ in doubted(send(act="use-last", **marks))] == ["amount"]


def test_what_is_doubtful_is_saved_by_whoever_saves_it(send):
    assert send(doubt_amount="12 beers?").status_code == 303
    assert Expense.objects.get().amount == 1250
