"""…/kitty/ opens a purse: a participant that shares nothing, that nobody claims, and that pays for what people put into it."""

import pytest

from settlements.balances import load_balances
from tests.settlements.rows import nets, pay, spend
from tests.trips.recurring import assert_does_not_grow
from trips.joining import claimable
from trips.kitties import add_kitty


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/kitty/"


@pytest.fixture
def purse(trip, zoe):
    return add_kitty(trip=trip, by=zoe, name="Kitty")


def test_an_editor_opens_one_and_everybody_sees_what_it_holds(client_of, trip, zoe, david, emily, url):
    assert client_of(david).post(url, {"name": "Beer money"}).status_code == 303

    purse = trip.participants.get(kind="kitty")
    pay(trip, 5000, sender=zoe, receiver=purse)
    page = client_of(emily).get(f"/trips/{trip.slug}/people/").content.decode()
    assert "Beer money" in page
    assert "€50.00" in page


def test_it_is_nobody_to_share_with_or_to_become(client_of, trip, zoe, david, purse):
    page = client_of(zoe).get(f"/trips/{trip.slug}/expenses/new/").content.decode()

    assert f'name="payer" value="{purse.ref}"' in page
    assert f'name="participants" value="{purse.ref}"' not in page
    assert purse not in claimable(trip)
    assert purse not in trip.active_people


def test_what_it_pays_for_is_shared_by_the_people_and_the_rest_goes_back(client_of, trip, zoe, david, purse):
    pay(trip, 5000, sender=zoe, receiver=purse)
    pay(trip, 5000, sender=david, receiver=purse)
    form = {"amount": "80.00", "description": "Food", "payer": purse.ref, "participants": [zoe.ref, david.ref]}
    answer = client_of(zoe).post(
        f"/trips/{trip.slug}/expenses/new/", {**form, "method": "equal", "date": "2026-05-03", "note": ""}
    )

    assert answer.status_code == 303
    assert nets(trip) == {"Zoë": 1000, "David": 1000, "Kitty": -2000}
    plan = load_balances(type(trip).objects.get(pk=trip.pk)).plan
    assert sorted((step.sender.name, step.receiver.name, step.money.minor) for step in plan) == [
        ("Kitty", "David", 1000),
        ("Kitty", "Zoë", 1000),
    ]


def test_an_expense_of_the_kitty_can_be_edited(client_of, trip, zoe, david, purse):
    expense = spend(trip, 8000, by=purse, among=[zoe, david])
    page = client_of(zoe).get(f"/trips/{trip.slug}/expenses/{expense.ref}/edit/").content.decode()

    assert f'name="payer" value="{purse.ref}" checked' in page
    assert f'name="participants" value="{purse.ref}"' not in page


def test_the_balances_say_what_it_holds(client_of, trip, zoe, david, purse):
    pay(trip, 5000, sender=zoe, receiver=purse)
    page = client_of(zoe).get(f"/trips/{trip.slug}/balances/").content.decode()
    assert "holds" in page
    detail = client_of(zoe).get(f"/trips/{trip.slug}/balances/{purse.ref}/").content.decode()
    assert "Paid in" in detail


def test_it_is_renamed_and_has_no_weight_and_no_role(client_of, trip, zoe, purse):
    url = f"/trips/{trip.slug}/people/{purse.ref}/"
    page = client_of(zoe).get(url).content.decode()
    assert 'name="weight"' not in page
    assert 'name="role"' not in page

    assert client_of(zoe).post(url, {"name": "Purse", "version": "1"}).status_code == 303
    purse.refresh_from_db()
    assert (purse.name, purse.kind) == ("Purse", "kitty")


def test_a_name_that_is_taken_is_told_at_the_field(client_of, trip, zoe, url):
    answer = client_of(zoe).post(url, {"name": "zoë"})
    assert answer.status_code == 422
    assert "already somebody called" in answer.content.decode()


def test_a_viewer_opens_none(client_of, trip, zoe, emily, url):
    assert client_of(emily).post(url, {"name": "Kitty"}).status_code == 403
    assert not trip.kitties


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url, {"name": "Kitty"}).status_code == 404


def test_looking_opens_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_htmx_gets_the_form_with_its_fault(client_of, zoe, url, htmx):
    page = client_of(zoe).post(url, {"name": ""}, headers=htmx("kitty-form")).content.decode()
    assert page.strip().startswith("<form")
    assert "Give it a name" in page


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    names = iter(["One", "Two", "Three", "Four"])
    assert_does_not_grow(lambda: client.post(url, {"name": next(names)}), trip)
