"""…/expenses/new/preview/: each one's part while the form is being filled in, to the cent as it will be saved."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expenses.models import Expense
from tests.expenses.recording import record, said, shown_parts, words
from tests.trips.recurring import assert_does_not_grow
from tripsplit.locale import reading_as
from tripsplit.money import Money, format_money


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/new/preview/"


def saved_parts(expense):
    return {
        share.participant.ref: format_money(share.money, locale="en") for share in expense.shares.all().order_by("pk")
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minor=st.integers(1, 10**9),
    weights=st.lists(st.sampled_from(["0", "1", "2", "1.5", "0.25"]), min_size=4, max_size=4).filter(
        lambda weights: set(weights) != {"0"}
    ),
    method=st.sampled_from(["equal", "shares"]),
)
def test_the_preview_is_what_will_be_saved(client_of, trip, zoe, friends, url, minor, weights, method):
    typed = {f"weight_{person.ref}": weight for person, weight in zip(friends, weights, strict=True)}
    form = said(zoe, friends, amount=f"{minor // 100}.{minor % 100:02}", method=method, **typed)
    client = client_of(zoe)

    preview = client.post(url, form)
    client.post(f"/trips/{trip.slug}/expenses/new/", form)

    assert shown_parts(preview) == saved_parts(Expense.objects.latest("pk"))


def test_the_preview_of_an_edit_is_what_will_be_saved(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    for amount in ("10.01", "10.02", "10.03"):
        expense = record(trip, zoe, friends)
        form = said(zoe, friends[:3], amount=amount, version="1")
        preview = client.post(f"{url}?of={expense.ref}", form)
        client.post(f"/trips/{trip.slug}/expenses/{expense.ref}/edit/", form)
        assert shown_parts(preview) == saved_parts(expense)


def test_the_order_of_the_boxes_changes_nobodys_part(client_of, zoe, friends, url):
    client, form = client_of(zoe), said(zoe, friends, amount="0.03")
    refs = form["participants"]
    orders = [refs, refs[::-1], refs[2:] + refs[:2]]
    assert (
        len({tuple(sorted(shown_parts(client.post(url, {**form, "participants": order})).items())) for order in orders})
        == 1
    )


def test_it_says_in_one_sentence_how_it_is_divided(client_of, zoe, david, friends, url):
    client = client_of(zoe)
    assert "4 parts of €2.50." in words(client.post(url, said(zoe, friends, amount="10")))
    assert "3 parts of €3.33; the odd cent goes to" in words(client.post(url, said(zoe, friends[:3], amount="10")))
    assert "All of it is your part." in words(client.post(url, said(zoe, [zoe])))
    assert "All of it is David’s part." in words(client.post(url, said(zoe, [david])))


@pytest.mark.parametrize(
    "missing",
    [
        {"amount": ""},
        {"amount": "12,"},
        {"participants": []},
        {"method": None},
        {"amount": "1e9"},
        {"participants": ["x"]},
    ],
)
def test_what_is_incomplete_shows_nothing_scary(client_of, zoe, friends, url, missing):
    answer = client_of(zoe).post(url, said(zoe, friends, **missing))
    assert answer.status_code == 200
    assert words(answer).strip() == ""


def test_a_weight_that_is_being_typed_shows_nothing_scary(client_of, zoe, friends, url):
    typing = said(zoe, friends, method="shares", **{f"weight_{zoe.ref}": "1."})
    assert words(client_of(zoe).post(url, typing)).strip() == ""


def test_only_amount_and_people_are_needed(client_of, zoe, friends, url):
    form = said(zoe, friends, amount="4", description="", payer=None, date="", note="x" * 3000)
    assert set(shown_parts(client_of(zoe).post(url, form)).values()) == {"€1.00"}


def test_nothing_is_saved_and_no_key_is_used_up(client_of, trip, zoe, friends, url):
    client, form = client_of(zoe), said(zoe, friends)
    client.post(url, form)
    assert not Expense.objects.exists()
    assert client.post(f"/trips/{trip.slug}/expenses/new/", form).status_code == 303


def test_parts_are_written_as_the_reader_writes_them(client_of, zoe, friends, url):
    answer = client_of(zoe, accept_language="de-DE").post(url, said(zoe, friends, amount="12,00"))
    with reading_as("de_DE"):
        assert set(shown_parts(answer).values()) == {format_money(Money(300, "EUR"), locale="de_DE")}


def test_each_part_goes_to_its_own_place(client_of, zoe, friends, url):
    seen = client_of(zoe).post(url, said(zoe, friends)).content.decode()
    assert len(re.findall(r'id="part-[^"]+" hx-swap-oob="innerHTML"', seen)) == len(friends)
    assert "<html" not in seen


def test_viewers_strangers_and_expenses_of_others(client_of, zoe, emily, stranger, friends, url):
    other = record(stranger.trip, stranger, [stranger])
    assert client_of(emily).post(url, said(zoe, friends)).status_code == 403
    assert client_of(stranger).post(url, said(zoe, friends)).status_code == 404
    for ref in (other.ref, "nobody", "a%00"):
        assert client_of(zoe).post(f"{url}?of={ref}", said(zoe, friends)).status_code == 404


def test_it_is_only_sent(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.post(url, said(zoe, friends)), trip)


def of_all(name, friends, *values):
    return {f"{name}_{person.ref}": value for person, value in zip(friends, values, strict=False)}


def test_what_is_left_to_assign_is_told_while_one_types(client_of, zoe, friends, url):
    client = client_of(zoe)

    def told(**typed):
        return words(client.post(url, said(zoe, friends, amount="20", **typed)))

    assert "€4.20 left to assign" in told(method="exact", **of_all("exact", friends, "10", "5.80"))
    assert "€0.80 too much" in told(method="exact", **of_all("exact", friends, "10+5", "5.80"))
    assert "0.01 % left to assign" in told(method="percent", **of_all("percent", friends, *["33.33"] * 3))
    bill = {"item_0_label": "Fish", "item_0_amount": "12", "item_0_who": [zoe.ref], "tip": "1.50"}
    assert "€6.50 left to assign" in told(method="itemised", **bill)
    assert "€5.00 left to assign" in told(payer="*", **of_all("paid", friends, "10", "5"))
    assert "left to assign" not in told(payer="*", **of_all("paid", friends, "10", "10"))


def test_amounts_that_were_typed_are_shown_worked_out(client_of, zoe, friends, url):
    answer = client_of(zoe).post(
        url, said(zoe, friends, amount="20", method="exact", **of_all("exact", friends, "2*4", "x", "1.50"))
    )
    assert shown_parts(answer) == {friends[0].ref: "€8.00", friends[2].ref: "€1.50"}


def test_a_part_below_zero_is_said_while_one_types(client_of, zoe, david, friends, url):
    typed = said(zoe, friends, amount="20", method="adjustment", **of_all("adjust", friends, "", "-10"))
    assert "David: This part would fall below zero." in words(client_of(zoe).post(url, typed))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"method": "adjustment", "adjust": ["4", "-2"]}, "€4.50 each, and what was added or taken off."),
        ({"method": "percent", "percent": ["50", "50"]}, "Divided by percent."),
        ({"method": "exact", "exact": ["15", "5"]}, "Each bears the amount that was typed."),
    ],
)
def test_each_way_is_said_in_one_sentence(client_of, zoe, friends, url, typed, sentence):
    fields = {}
    for name, value in typed.items():
        fields |= {name: value} if name == "method" else of_all(name, friends, *value)
    assert sentence in words(client_of(zoe).post(url, said(zoe, friends, amount="20", **fields)))


def test_a_sum_is_shown_worked_out(client_of, zoe, friends, url):
    client = client_of(zoe)
    assert "= €24.50" in words(client.post(url, said(zoe, friends, amount="12.50+3*4")))
    assert "=" not in words(client.post(url, said(zoe, friends, amount="24.50")))


def test_a_foreign_amount_is_shown_with_its_worth_and_its_rate(client_of, zoe, friends, url):
    client = client_of(zoe)
    pounds = words(client.post(url, said(zoe, friends, amount="10+16.60", currency="GBP", date="2026-05-01")))
    assert re.search(r"= £26\.60, worth €3\d\.\d\d", pounds)
    assert re.search(r"1 GBP = 1\.1\d+ EUR, European Central Bank, 30 April 2026", pounds)
    card = said(zoe, friends, amount="26.60", currency="GBP", rate_from="card", card="31.92")
    assert "1 GBP = 1.2 EUR, what the card statement says" in words(client.post(url, card))


def test_without_a_rate_it_says_that_one_has_to_be_typed_and_divides_all_the_same(client_of, zoe, friends, url):
    answer = client_of(zoe).post(url, said(zoe, friends, amount="250000", currency="VND"))
    assert "There is no rate for VND yet." in words(answer)
    assert "no-rate" in answer.content.decode()
    assert len(shown_parts(answer)) == 4
