"""…/expenses/<ref>/: what it was, who paid, each one's part, and all that ever happened to it."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.drafts import draft_of
from expenses.services import delete_expense, edit_expense
from expenses.splitting import SplitItem, SplitLine
from tests.expenses.receipt_rows import attach
from tests.expenses.recording import record, words
from tests.trips.recurring import assert_does_not_grow, queries


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends[:3], amount=1000, category="food", note="With\nwine")


@pytest.fixture
def url(trip, dinner):
    return f"/trips/{trip.slug}/expenses/{dinner.ref}/"


def change(expense, by, **facts):
    return edit_expense(
        expense=expense, by=by, version=expense.version, draft=dataclasses.replace(draft_of(expense), **facts)
    )


def test_it_says_what_when_who_and_how_much(client_of, david, url):
    seen = words(client_of(david).get(url))
    for text in ("Dinner", "Sunday 3 May 2026", "Food & drink", "€10.00", "Zoë paid", "Zoë, Emily", "With wine"):
        assert text in seen
    assert "you, Zoë, Emily" in seen


def test_it_says_where_the_odd_cent_went_and_why(client_of, dinner, zoe, url):
    (lucky,) = (share.participant for share in dinner.shares.all() if share.amount == 334)
    name = "you" if lucky == zoe else lucky.name
    seen = words(client_of(zoe).get(url))
    assert f"3 parts of €3.33; the odd cent goes to {name}. Who gets it changes from one expense to the next" in seen


def test_an_even_division_needs_no_reason(client_of, trip, zoe, friends):
    even = record(trip, zoe, friends, amount=1000)
    seen = words(client_of(zoe).get(even.get_absolute_url()))
    assert "4 parts of €2.50." in seen
    assert "odd cent" not in seen


def test_shares_are_shown_with_their_weights(client_of, trip, friends, zoe, david):
    wine = record(trip, zoe, [zoe, david], amount=1000, weights={zoe.ref: "1.5", david.ref: "1"})
    seen = words(client_of(zoe, accept_language="de-DE").get(wine.get_absolute_url()))
    assert "You 1,5 shares 6,00\N{NO-BREAK SPACE}€".replace("\N{NO-BREAK SPACE}", " ") in seen
    assert "David 1 share 4,00" in seen
    assert "Divided into 2,5 shares." in seen


def test_several_payers_are_shown_with_what_each_paid(client_of, trip, friends, zoe, david):
    shared = record(trip, zoe, friends, amount=1000, payers={zoe.ref: 600, david.ref: 400})
    seen = words(client_of(zoe).get(shared.get_absolute_url()))
    assert "You and David paid" in seen
    assert "Who paid" in seen
    assert "€6.00" in seen


def test_its_history_says_who_did_what_and_what_changed(client_of, dinner, zoe, david, url):
    change(dinner, david, amount=1200, payers={zoe.ref: 1200}, description="Dinner at Ramiro")
    seen = words(client_of(zoe).get(url))
    assert "David changed this" in seen
    assert "You added this" in seen
    assert "What was Dinner now Dinner at Ramiro" in seen
    assert "Amount was €10.00 now €12.00" in seen
    assert "Split was" not in seen


def test_a_long_history_starts_with_its_newest_part(client_of, dinner, zoe, url, htmx):
    for number in range(12):
        dinner = change(dinner, zoe, description=f"Dinner {number}")
    client = client_of(zoe)
    page = client.get(url)
    assert words(page).count("this ") - words(page).count("Leave") >= 10
    assert "You added this" not in words(page)
    everything = client.get(f"{url}?history=all", headers=htmx("expense-history"))
    assert everything.content.decode().strip().startswith('<section class="stack tight" id="expense-history"')
    assert words(everything).count("You changed this") == 12
    assert "You added this" in words(everything)


def test_a_deleted_one_says_so_and_offers_to_come_back(client_of, dinner, zoe, emily, url):
    delete_expense(expense=dinner, by=zoe, version=1)
    seen = client_of(zoe).get(url).content.decode()
    assert "This expense is deleted" in seen
    assert f'action="{url}restore/"' in seen
    assert f"{url}edit/" not in seen
    assert f'action="{url}restore/"' not in client_of(emily).get(url).content.decode()


def test_viewers_and_archived_trips_get_no_buttons(client_of, trip, zoe, emily, url):
    for_viewer = client_of(emily).get(url).content.decode()
    trip.archived_at = trip.created_at
    trip.save()
    for seen in (for_viewer, client_of(zoe).get(url).content.decode()):
        assert f"{url}edit/" not in seen
        assert f"{url}delete/" not in seen


def test_everybody_can_copy_its_link_at_the_sites_public_address(client_of, emily, url, settings):
    settings.PUBLIC_BASE_URL = "https://trips.example.org"
    seen = client_of(emily).get(url, headers={"Host": "localhost"}).content.decode()
    assert f'id="expense-link" value="https://trips.example.org{url}"' in seen
    assert 'data-ts-copy="#expense-link"' in seen


def test_its_receipts_are_there_with_a_small_picture_each(client_of, dinner, zoe, emily, url, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (receipt,) = attach(dinner, zoe)
    for person in (zoe, emily):
        seen = client_of(person).get(url).content.decode()
        for page in ("receipt_file", "receipt_preview"):
            assert reverse(page, args=[dinner.trip.slug, dinner.ref, receipt.ref]) in seen
    assert "Add photos" not in seen, "a viewer is offered to add some"


def test_what_people_write_is_only_text(client_of, trip, zoe, friends):
    nasty = record(trip, zoe, friends, description="<script>x</script>", note="<img src=x>\n</div>")
    seen = client_of(zoe).get(nasty.get_absolute_url()).content.decode()
    assert "<script>x" not in seen
    assert "<img" not in seen


def test_expenses_of_other_trips_do_not_exist(client_of, trip, zoe, stranger, dinner, url):
    other = record(stranger.trip, stranger, [stranger])
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(zoe).get(f"/trips/{trip.slug}/expenses/{other.ref}/").status_code == 404
    assert client_of(stranger).get(f"/trips/{stranger.trip.slug}/expenses/{dinner.ref}/").status_code == 404


def test_it_is_only_read(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, dinner, zoe, url):
    client = client_of(zoe)
    few = queries(lambda: client.get(url))
    for number in range(15):
        dinner = change(dinner, zoe, description=f"Dinner {number}")
    assert queries(lambda: client.get(url)) == few
    assert_does_not_grow(lambda: client.get(url), trip)


def test_a_bill_is_shown_line_by_line(client_of, trip, zoe, david, friends):
    items = [SplitItem("Fish", 700, [zoe.ref, david.ref]), SplitItem("", -100, [david.ref])]
    bill = record(trip, zoe, [zoe, david], amount=1000, method="itemised", items=items, tax=100, tip=300)
    seen = words(client_of(zoe).get(bill.get_absolute_url()))
    for text in ("The bill", "Fish you and David €7.00", "Line 2 David −€1.00", "Tax €1.00", "Tip €3.00", "by items"):
        assert text in seen
    assert "Each bears what they had, with tax and tip in proportion" in seen


def test_what_was_typed_for_each_stands_beside_the_part(client_of, trip, zoe, david, friends):
    two = [SplitLine(zoe.ref, "200"), SplitLine(david.ref, None)]
    adjusted = record(trip, zoe, [], amount=1000, method="adjustment", lines=two)
    seen = words(client_of(zoe).get(adjusted.get_absolute_url()))
    assert "You +€2.00 €6.00" in seen
    assert "€4.00 each, and what was added or taken off." in seen


def test_money_back_says_so(client_of, trip, zoe, friends):
    deposit = record(trip, zoe, friends, kind="income")
    seen = words(client_of(zoe).get(deposit.get_absolute_url()))
    assert "Money back" in seen
    assert "You received" in seen


def test_a_converted_amount_says_its_rate_and_each_ones_part_in_both_currencies(client_of, trip, zoe, david, friends):
    rate = {"currency": "GBP", "rate": Decimal("1.2"), "rate_source": "ecb", "rate_date": datetime.date(2026, 5, 1)}
    museum = record(trip, zoe, [zoe, david], amount=1000, **rate)
    seen = words(client_of(zoe).get(museum.get_absolute_url()))
    for text in ("€12.00 at 1 GBP = 1.2 EUR", "European Central Bank, 1 May 2026", "David £5.00 €6.00"):
        assert text in seen


def test_the_number_of_queries_does_not_grow_with_the_bill(client_of, trip, zoe, friends):
    refs = [person.ref for person in friends]

    def bill(count):
        items = [SplitItem("Olive", 10, refs) for _ in range(count)]
        return record(trip, zoe, friends, amount=10 * count, method="itemised", items=items).get_absolute_url()

    client = client_of(zoe)
    few, many = bill(2), bill(40)
    assert queries(lambda: client.get(many)) == queries(lambda: client.get(few))
