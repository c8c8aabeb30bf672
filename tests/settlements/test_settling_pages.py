"""What the balances show of settling up: who says what by who looks, disputes on top, and the end of a trip."""

import re
from html import unescape

import pytest
from django.utils import timezone

from settlements.answers.services import answer_payment
from settlements.models import PaymentDetail
from settlements.services import edit_payment
from tests.settlements.rows import pay, payment_draft, queries, spend
from trips.closing import lock_trip, unlock_trip
from trips.joining import claimable
from trips.kitties import add_kitty


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/balances/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def asks(response, payment):
    return f"/payments/{payment.ref}/answer/" in response.content.decode()


@pytest.fixture
def dispute(zoe, payment):
    return answer_payment(payment=payment, by=zoe, state="disputed", note="Only half arrived", version=1)


def test_each_side_says_it_in_its_own_words(client_of, zoe, david, kenji, dinner, url):
    assert "I got it : David pays you" in text_of(client_of(zoe).get(url))
    text = text_of(client_of(david).get(url))
    assert "I paid it : You pay Zoë" in text
    assert "Mark as paid : Kenji pays Zoë" in text


def test_a_ticket_loads_the_ways_to_pay_into_its_own_place(client_of, trip, zoe, david, dinner, htmx, url):
    PaymentDetail.objects.create(participant=zoe, kind="paypal", value="zoe42")
    client = client_of(david)
    page = client.get(url).content.decode()
    place, path = re.search(rf'id="(transfer-pay-{david.ref}-[\w-]+)" hx-get="([^"]+)"', page).groups()

    assert "zoe42" not in page
    assert f'<a class="btn quiet" href="{path}"' in page  # the same with JavaScript off
    assert "paypal.me/zoe42/10.00EUR" in client.get(unescape(path), headers=htmx(place)).content.decode()


def test_the_receiver_is_asked_and_nobody_else(client_of, zoe, david, emily, payment, url):
    assert asks(client_of(zoe).get(url), payment)
    assert not any(asks(client_of(person).get(url), payment) for person in (david, emily))


def test_who_wrote_down_what_they_got_has_said_it_with_that(client_of, trip, zoe, david, dinner, url):
    payment = pay(trip, 1000, sender=david, receiver=zoe)
    type(payment).objects.update(created_by=zoe)
    page = client_of(zoe).get(url)
    assert not asks(page, payment)
    assert "Confirmed" in text_of(page)
    assert "Confirmed" in text_of(client_of(david).get(url))


def test_everybody_sees_that_a_payment_is_confirmed(client_of, trip, zoe, david, payment, url):
    answer_payment(payment=payment, by=zoe, state="confirmed", version=1)
    pages = (url, f"/trips/{trip.slug}/payments/", payment.get_absolute_url())
    for person in (zoe, david):
        assert all("Confirmed" in text_of(client_of(person).get(page)) for page in pages)


def test_everybody_sees_what_is_disputed_until_it_is_resolved(client_of, trip, zoe, david, payment, dispute, url):
    for person in (zoe, david):
        text = text_of(client_of(person).get(url))
        assert "One payment is disputed" in text
        assert text.count("Only half arrived") == 2  # on top, and on the payment's row
    assert "Only half arrived" in text_of(client_of(david).get(payment.get_absolute_url()))

    answer_payment(payment=payment, by=zoe, state="confirmed", version=1)
    assert "disputed" not in text_of(client_of(david).get(url)).lower()


def test_an_old_dispute_stands_on_top_all_the_same(client_of, trip, zoe, david, payment, dispute, url):
    for minor in range(1, 26):
        pay(trip, minor, sender=david, receiver=zoe)
    assert "One payment is disputed" in text_of(client_of(zoe).get(url))


def test_a_dispute_outlasts_an_edit_and_ends_with_the_payment(client_of, zoe, david, payment, dispute, url):
    edited = edit_payment(payment=payment, by=david, version=1, draft=payment_draft(500, sender=david, receiver=zoe))
    assert "One payment is disputed" in text_of(client_of(david).get(url))
    client_of(david).post(f"{edited.get_absolute_url()}delete/", {"version": "2"})
    assert "One payment is disputed" not in text_of(client_of(david).get(url))


def test_who_speaks_for_an_unclaimed_name_is_asked_on_the_payments_page(client_of, trip, zoe, david, kenji, url):
    payment = pay(trip, 1000, sender=david, receiver=kenji)
    assert not asks(client_of(zoe).get(url), payment)
    assert asks(client_of(zoe).get(payment.get_absolute_url()), payment)
    assert not asks(client_of(david).get(payment.get_absolute_url()), payment)


def test_a_closed_trip_asks_nobody(client_of, trip, zoe, payment, url):
    lock_trip(trip=trip, by=zoe)
    assert not asks(client_of(zoe).get(url), payment)
    assert not asks(client_of(zoe).get(payment.get_absolute_url()), payment)


def test_an_undone_payment_shows_no_word(client_of, trip, zoe, payment, dispute):
    type(payment).objects.update(deleted_at=timezone.now())
    assert "Disputed" not in text_of(client_of(zoe).get(f"/trips/{trip.slug}/payments/?trash=1"))


def test_the_queries_do_not_grow_with_the_answers(client_of, trip, zoe, david, payment, dispute, url):
    client = client_of(zoe)
    pages = (url, f"/trips/{trip.slug}/payments/")
    before = [queries(lambda page=page: client.get(page)) for page in pages]
    for minor in range(1, 9):
        row = pay(trip, minor, sender=david, receiver=zoe)
        answer_payment(payment=row, by=zoe, state="disputed", note="Hm", version=1)

    assert [queries(lambda page=page: client.get(page)) for page in pages] == before
    assert "Some payments are disputed" in text_of(client.get(url))


@pytest.fixture
def square(trip, zoe, david):
    spend(trip, 1000, by=zoe, among=[zoe, david])
    pay(trip, 500, sender=david, receiver=zoe)


def test_the_end_of_a_trip_is_shown_as_what_it_is(client_of, zoe, emily, square, url):
    text = text_of(client_of(emily).get(url))
    assert "Nobody owes anybody anything." in text
    assert "Together €10.00" in text
    assert "Expenses 1" in text
    assert "Zoë , David , Emily" in text
    assert "Lock this trip" not in text
    assert "Lock this trip" in text_of(client_of(zoe).get(url))


def test_a_trip_without_expenses_is_no_celebration(client_of, zoe, url):
    page = client_of(zoe).get(url)
    assert "Nothing was spent yet" in text_of(page)
    assert "square-pass" not in page.content.decode()


def test_what_is_still_owed_is_no_celebration(client_of, zoe, dinner, url):
    assert "square-pass" not in client_of(zoe).get(url).content.decode()


def test_a_locked_trip_shows_who_locked_it_and_only_owners_unlock_it(client_of, trip, zoe, david, square, url):
    lock_trip(trip=trip, by=zoe)
    assert "You locked this trip on" in text_of(client_of(zoe).get(url))
    assert f"/trips/{trip.slug}/unlock/" in client_of(zoe).get(url).content.decode()
    page = client_of(david).get(url)
    assert "Zoë locked this trip on" in text_of(page)
    assert "/unlock/" not in page.content.decode()
    assert "You locked it on" in text_of(client_of(zoe).get(f"/trips/{trip.slug}/settings/"))

    unlock_trip(trip=trip, by=zoe)
    assert "locked this trip" not in text_of(client_of(david).get(url))


# -- a kitty --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def purse(trip, zoe, david):
    """It holds twenty euros: each of the two has paid in ten."""
    kitty = add_kitty(trip=trip, by=zoe, name="Kitty")
    for person in (zoe, david):
        pay(trip, 1000, sender=person, receiver=kitty)
    return kitty


def test_a_kitty_holds_and_gives_back(client_of, zoe, purse, url):
    text = text_of(client_of(zoe).get(url))
    assert "Kitty holds €20.00" in text
    assert "Kitty gives back to David" in text
    assert "I got it : Kitty gives back to you" in text
    assert "You paid into Kitty" in text


def test_a_kitty_that_is_short_is_paid_into(client_of, trip, zoe, david, purse, url):
    spend(trip, 5000, by=purse, among=[zoe, david])
    text = text_of(client_of(zoe).get(url))
    assert "Kitty is short of €30.00" in text
    assert "You pay into Kitty" in text


def test_a_payment_to_a_kitty_asks_nobody(client_of, trip, zoe, david, purse, url):
    for payment in trip.payments.all():
        for person in (zoe, david):
            assert not asks(client_of(person).get(url), payment)
            assert not asks(client_of(person).get(payment.get_absolute_url()), payment)
            answer = client_of(person).post(
                f"{payment.get_absolute_url()}answer/", {"state": "confirmed", "version": "1"}
            )
            assert answer.status_code == 403


def test_paying_in_says_so(client_of, trip, zoe, purse):
    text = text_of(client_of(zoe).get(f"/trips/{trip.slug}/payments/new/?from={zoe.ref}&to={purse.ref}"))
    assert "Pay into Kitty" in text
    assert "Pay in" in text
    assert "Record a payment" in text_of(client_of(zoe).get(f"/trips/{trip.slug}/payments/new/"))


def test_the_statement_of_a_kitty_counts_what_it_holds(client_of, trip, zoe, david, purse):
    spend(trip, 600, by=purse, among=[zoe, david], description="Bread")
    text = text_of(client_of(zoe).get(f"/trips/{trip.slug}/balances/{purse.ref}/"))
    assert "Kitty holds €14.00 Paid in +€20.00 Spent for the group −€6.00" in text
    assert "You paid into Kitty 3 May 2026 +€10.00" in text
    assert "Paid in €20.00 − spent €6.00 − given back €0.00 = €14.00 : Kitty holds as much." in text


def test_a_kitty_is_nobody_who_shares_or_joins(client_of, trip, zoe, purse):
    form = client_of(zoe).get(f"/trips/{trip.slug}/expenses/new/").content.decode()
    boxes = re.findall(rf'<input[^>]*value="{purse.ref}"[^>]*>', form)
    assert boxes
    assert all('type="radio"' in box for box in boxes)  # who paid, and never who shares
    assert purse not in trip.active_people
    assert purse not in claimable(trip)
    page = client_of(zoe).get(f"/trips/{trip.slug}/people/{purse.ref}/").content.decode()
    assert "id_weight" not in page
    assert "id_role" not in page
