"""…/expenses/<ref>/edit/: what was typed before is there; what another changed meanwhile is shown beside it, and nothing is lost."""

import dataclasses
import datetime
import html
import re
from decimal import Decimal

import pytest

from expenses.drafts import draft_of
from expenses.models import Expense, Payer
from expenses.services import delete_expense, edit_expense
from tests.expenses.recording import hidden, record, said, shown_parts, words
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends[:3], category="food", note="With wine")


@pytest.fixture
def url(trip, dinner):
    return f"/trips/{trip.slug}/expenses/{dinner.ref}/edit/"


def by_another(expense, by, **facts):
    return edit_expense(
        expense=expense, by=by, version=expense.version, draft=dataclasses.replace(draft_of(expense), **facts)
    )


def form_in(response):
    """All fields of the page's form that would be sent now."""
    form = re.search(r'<form class="actions".*?</form>', response.content.decode(), re.DOTALL)[0]
    fields = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields


def test_the_form_holds_what_the_expense_says(client_of, zoe, friends, dinner, url):
    answer = client_of(zoe, accept_language="de-DE").get(url)
    form = answer.context["form"]
    assert 'name="amount" value="10,00"' in answer.content.decode()
    assert form["description"].value() == "Dinner"
    assert form["participants"].value() == [person.ref for person in friends[:3]]
    assert form["payer"].value() == zoe.ref
    assert form["note"].value() == "With wine"
    assert hidden(answer, "version") == "1"
    assert set(shown_parts(answer)) == {person.ref for person in friends[:3]}


def test_saving_makes_the_expense_what_the_form_says(client_of, trip, david, friends, dinner, url):
    form = said(david, friends, amount="20", description="Lunch", date="2026-05-04", version="1")
    answer = client_of(david).post(url, form)

    assert (answer.status_code, answer.url) == (303, dinner.get_absolute_url())
    dinner.refresh_from_db()
    assert (dinner.amount, dinner.description, dinner.date, dinner.version) == (
        2000,
        "Lunch",
        datetime.date(2026, 5, 4),
        2,
    )
    assert dinner.payers.get().participant == david
    assert dinner.rate_date == dinner.date


def test_what_the_form_does_not_ask_stays(client_of, trip, zoe, friends):
    deposit = record(
        trip, zoe, friends, category="fees", kind="income", currency="USD", rate=Decimal("0.92"), rate_source="trip",
        rate_date=datetime.date(2026, 5, 1), ref="abroad",
    )  # fmt: skip
    page = client_of(zoe).get(f"/trips/{trip.slug}/expenses/abroad/edit/")
    assert page.context["form"].currency == "USD"
    client_of(zoe).post(f"/trips/{trip.slug}/expenses/abroad/edit/", said(zoe, friends, amount="20", version="1"))
    deposit.refresh_from_db()
    assert (deposit.category, deposit.kind, deposit.currency, deposit.rate) == (
        "fees",
        "income",
        "USD",
        Decimal("0.92"),
    )
    assert (deposit.rate_date, deposit.base_amount) == (datetime.date(2026, 5, 1), 1840)


def test_several_payers_stay_until_somebody_says_otherwise(client_of, trip, zoe, david, friends):
    shared = record(trip, zoe, friends, amount=1000, payers={zoe.ref: 600, david.ref: 400})
    url, client = f"{shared.get_absolute_url()}edit/", client_of(zoe)
    form = client.get(url).context["form"]
    assert (form[f"paid_{zoe.ref}"].value(), form[f"paid_{david.ref}"].value()) == ("6.00", "4.00")
    paid = {f"paid_{zoe.ref}": "6.00", f"paid_{david.ref}": "4.00"}
    refused = client.post(url, said(zoe, friends, payer="*", amount="20", version="1", **paid))
    assert "€10.00 left to assign" in words(refused)
    client.post(url, said(zoe, friends, payer="*", amount="20", version="1", **paid | {f"paid_{david.ref}": "10+4"}))
    assert {payer.participant: payer.amount for payer in Payer.objects.all()} == {zoe: 600, david: 1400}
    client.post(url, said(zoe, friends, payer=david.ref, amount="20", version="2"))
    assert {payer.participant: payer.amount for payer in Payer.objects.all()} == {david: 2000}


def test_a_weight_finer_than_people_type_stays_unless_it_is_changed(client_of, trip, zoe, david):
    fine = record(trip, zoe, [zoe, david], weights={zoe.ref: "0.333333", david.ref: "1"})
    url = f"{fine.get_absolute_url()}edit/"
    kept = {"method": "shares", f"weight_{zoe.ref}": "0.333333", "version": "1"}
    assert client_of(zoe).post(url, said(zoe, [zoe, david], **kept)).status_code == 303
    assert fine.shares.get(participant=zoe).value == "0.333333"
    changed = {**kept, f"weight_{zoe.ref}": "0.333334", "version": "2"}
    assert client_of(zoe).post(url, said(zoe, [zoe, david], **changed)).status_code == 422


def test_somebody_who_left_can_stay_on_the_expense_and_on_no_other(client_of, trip, zoe, david, friends, url):
    david.deactivated_at = trip.created_at
    david.save()
    assert david in client_of(zoe).get(url).context["form"].people
    assert client_of(zoe).post(url, said(zoe, [zoe, david], version="1")).status_code == 303
    assert client_of(zoe).post(url, said(zoe, [zoe], version="2")).status_code == 303
    assert client_of(zoe).post(url, said(zoe, [zoe, david], version="3")).status_code == 422


def test_two_versions_stand_side_by_side(client_of, dinner, zoe, david, friends, url):
    by_another(dinner, david, amount=2000, payers={david.ref: 2000})
    answer = client_of(zoe).post(url, said(zoe, friends[:2], amount="30", note="My note", version="1"))

    seen = words(answer)
    assert answer.status_code == 409
    for text in (
        "David changed this",
        "David’s version",
        "Your version",
        "€20.00",
        "€30.00",
        "My note",
        "Keep theirs",
    ):
        assert text in seen
    dinner.refresh_from_db()
    assert (dinner.amount, dinner.version) == (2000, 2)


def test_mine_can_be_saved_over_theirs_with_all_that_was_typed(client_of, dinner, zoe, david, friends, url):
    by_another(dinner, david, description="Theirs")
    client = client_of(zoe)
    mine = said(david, friends[:2], amount="30", description='“<Mine>” & "more"', note="One\nTwo", version="1")
    answer = client.post(url, form_in(client.post(url, mine)))

    assert answer.status_code == 303
    dinner.refresh_from_db()
    assert (dinner.amount, dinner.description, dinner.note, dinner.version) == (
        3000,
        '“<Mine>” & "more"',
        "One\nTwo",
        3,
    )
    assert dinner.payers.get().participant == david
    assert {share.participant for share in dinner.shares.all()} == set(friends[:2])


def test_a_third_who_is_quicker_still_is_seen(client_of, dinner, zoe, david, friends, url):
    changed = by_another(dinner, david, description="Theirs")
    client = client_of(zoe)
    form = form_in(client.post(url, said(zoe, friends, version="1")))
    by_another(changed, david, description="Theirs again")
    answer = client.post(url, form)
    assert answer.status_code == 409
    assert "Theirs again" in words(answer)


def test_what_was_deleted_meanwhile_can_come_back_with_mine(client_of, dinner, zoe, david, friends, url):
    delete_expense(expense=dinner, by=david, version=1)
    client = client_of(zoe)
    answer = client.post(url, said(zoe, friends, description="Mine", version="1"))
    assert answer.status_code == 409
    assert "David deleted this" in words(answer)
    assert client.post(url, form_in(answer)).status_code == 303
    dinner.refresh_from_db()
    assert (dinner.description, dinner.is_deleted, dinner.version) == ("Mine", False, 4)
    dinner.trip.refresh_from_db()
    assert dinner.trip.expense_count == 1


@pytest.mark.parametrize("version", [None, "", "0", "-1", "x", "1.0", "9" * 30, "２"])
def test_a_form_without_its_version_overwrites_nothing(client_of, dinner, zoe, friends, url, version):
    assert client_of(zoe).post(url, said(zoe, friends, amount="30", version=version)).status_code == 409
    dinner.refresh_from_db()
    assert dinner.amount == 1000


def test_an_old_form_with_a_fault_is_mended_first(client_of, dinner, zoe, david, friends, url):
    by_another(dinner, david, description="Theirs")
    answer = client_of(zoe).post(url, said(zoe, friends, participants=[zoe.ref, zoe.ref], version="1"))
    assert answer.status_code == 422
    assert hidden(answer, "version") == "1"


def test_htmx_gets_the_form_and_the_two_versions_in_its_place(client_of, dinner, zoe, david, friends, url, htmx):
    client = client_of(zoe)
    bad = client.post(url, said(zoe, friends, amount="x", version="1"), headers=htmx("expense-form"))
    by_another(dinner, david, description="Theirs")
    both = client.post(url, said(zoe, friends, version="1"), headers=htmx("expense-form"))
    assert (bad.status_code, both.status_code) == (422, 409)
    for answer in (bad, both):
        assert 'id="expense-form"' in answer.content.decode()
        assert "<html" not in answer.content.decode()


def test_a_form_sent_twice_counts_once(client_of, dinner, zoe, friends, url):
    client, form = client_of(zoe), said(zoe, friends, amount="30", version="1")
    first, second = client.post(url, form), client.post(url, form)
    assert (first.status_code, first.url) == (second.status_code, second.url) == (303, dinner.get_absolute_url())
    dinner.refresh_from_db()
    assert dinner.version == 2


def test_a_deleted_expense_is_not_edited_but_offered_back(client_of, dinner, zoe, url):
    delete_expense(expense=dinner, by=zoe, version=1)
    answer = client_of(zoe).get(url, follow=True)
    assert answer.redirect_chain == [(dinner.get_absolute_url(), 303)]
    assert "Restore" in words(answer)


def test_a_closed_trip_changes_nothing(client_of, trip, dinner, zoe, friends, url):
    trip.archived_at = trip.created_at
    trip.save()
    assert client_of(zoe).get(url).status_code == 303
    answer = client_of(zoe).post(url, said(zoe, friends, amount="30", version="1"))
    assert answer.status_code == 422
    assert "This trip is archived" in words(answer)
    dinner.refresh_from_db()
    assert dinner.amount == 1000


def test_viewers_are_told_and_strangers_find_nothing(client_of, trip, emily, zoe, stranger, friends, dinner, url):
    other = record(stranger.trip, stranger, [stranger])
    for method in ("get", "post"):
        assert getattr(client_of(emily), method)(url).status_code == 403
        assert getattr(client_of(stranger), method)(url).status_code == 404
        foreign = f"/trips/{trip.slug}/expenses/{other.ref}/edit/"
        assert getattr(client_of(zoe), method)(foreign).status_code == 404


def test_people_of_another_trip_are_refused(client_of, zoe, stranger, dinner, url):
    assert client_of(zoe).post(url, said(stranger, [zoe], version="1")).status_code == 422
    assert Expense.objects.get().version == 1


def test_other_methods_are_refused(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)
    assert_does_not_grow(lambda: client.post(url, said(zoe, friends, amount="")), trip)
