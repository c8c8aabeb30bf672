"""…/payments/new/: record a payment between any two people."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from settlements.models import Payment
from tests.settlements.rows import assert_queries_do_not_grow, nets


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/payments/new/"


def test_it_is_recorded_and_the_balances_follow(client_of, trip, david, dinner, form, url):
    response = client_of(david).post(url, form(method="Bank transfer"))

    assert (response.status_code, response.headers["Location"]) == (303, f"/trips/{trip.slug}/balances/")
    assert nets(trip) == {"Zoë": 2000, "David": 0, "Emily": -1000, "Kenji": -1000}
    assert Payment.objects.get().method == "Bank transfer"


def test_the_message_offers_to_undo_it(client_of, trip, david, dinner, form, url):
    page = client_of(david).post(url, form(), follow=True).content.decode()

    payment = Payment.objects.get()
    assert "Recorded: You paid Zoë €10.00." in page
    assert f'action="/trips/{trip.slug}/payments/{payment.ref}/delete/?version=1"' in page


def test_part_of_what_is_owed_can_be_paid(client_of, trip, david, dinner, form, url):
    client_of(david).post(url, form(amount="4"))

    assert nets(trip)["David"] == -600


def test_an_editor_records_a_payment_between_two_others(client_of, trip, david, emily, kenji, dinner, form, url):
    client_of(david).post(url, form(sender=kenji.ref, receiver=emily.ref))

    payment = Payment.objects.get()
    assert (payment.sender, payment.receiver, payment.created_by) == (kenji, emily, david)


def test_somebody_who_left_can_still_settle(client_of, trip, zoe, kenji, dinner, form, url):
    kenji.deactivated_at = timezone.now()
    kenji.save(update_fields=["deactivated_at"])

    assert client_of(zoe).post(url, form(sender=kenji.ref)).status_code == 303
    assert nets(trip)["Kenji"] == 0


def test_the_address_fills_the_form_in(client_of, zoe, david, dinner, url):
    form = client_of(zoe).get(f"{url}?from={david.ref}&to={zoe.ref}&date=2026-05-02&amount=1000").context["form"]

    assert (form["sender"].value(), form["receiver"].value(), form["amount"].value()) == (david.ref, zoe.ref, "10.00")
    assert str(form["date"].value()) == "2026-05-02"


@pytest.mark.parametrize("date", ["", "2026-02-31", "yesterday"])
def test_a_day_that_is_none_is_today(client_of, zoe, trip, url, date):
    form = client_of(zoe).get(url, {"date": date}).context["form"]
    assert form["date"].value() == timezone.localdate(timezone=ZoneInfo(trip.time_zone))


def test_the_amount_is_written_as_the_reader_writes_it(client_of, zoe, url):
    page = client_of(zoe, **{"Accept-Language": "de"}).get(f"{url}?amount=123450").content.decode()

    assert 'value="1234,50"' in page


@pytest.mark.parametrize("amount", ["", "x", "-5", "0", "²", "9" * 40])
def test_an_address_that_makes_no_sense_fills_nothing_in(client_of, zoe, url, amount):
    page = client_of(zoe).get(url, {"from": "nobody", "to": "nobody", "amount": amount})

    form = page.context["form"]
    assert (page.status_code, form["sender"].value(), form["amount"].value()) == (200, zoe.ref, None)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "ten", "cannot be read as one amount"),
        ("amount", "", "Enter how much was paid."),
        ("receiver", "", "Choose who got the money."),
        ("sender", "nobody", "Choose people of this trip."),
        ("date", "yesterday", "Choose a day"),
        ("date", "1812-01-01", "between 1970 and 2100"),
        ("note", "a\u202eb", ""),
    ],
)
def test_what_is_doubtful_is_refused_in_words_and_nothing_typed_is_lost(
    client_of, david, dinner, form, url, field, value, words
):
    page = client_of(david).post(url, form(**{field: value, "method": "Carrier pigeon"}))

    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["form"].errors.keys() == {field}
    assert "Carrier pigeon" in page.content.decode()
    assert not Payment.objects.exists()


def test_nobody_pays_themselves(client_of, david, dinner, form, url):
    page = client_of(david).post(url, form(receiver=david.ref))

    assert page.status_code == 422
    assert "nobody pays themselves" in page.content.decode()


def test_people_of_other_trips_are_refused(client_of, david, stranger, dinner, form, url):
    assert client_of(david).post(url, form(receiver=stranger.ref)).status_code == 422
    assert not Payment.objects.exists()


def test_sending_the_form_twice_records_one_payment(client_of, david, dinner, form, url):
    client = client_of(david)
    answers = [client.post(url, form(submit_key="once")) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Payment.objects.count() == 1


def test_an_archived_trip_takes_nothing(client_of, trip, zoe, form, url):
    trip.archived_at = timezone.now()
    trip.save()
    client = client_of(zoe)

    assert client.get(url).headers["Location"] == f"/trips/{trip.slug}/balances/"
    refused = client.post(url, form())
    assert refused.status_code == 422
    assert "archived" in refused.content.decode()
    assert not Payment.objects.exists()


def test_a_viewer_may_not(client_of, emily, form, url):
    assert client_of(emily).get(url).status_code == 403
    assert client_of(emily).post(url, form()).status_code == 403


def test_a_stranger_learns_nothing(client_of, stranger, form, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(stranger).post(url, form()).status_code == 404


def test_it_takes_no_other_methods(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_htmx_gets_the_form_and_after_saving_the_balances(client_of, trip, david, dinner, form, htmx, url):
    client, headers = client_of(david), htmx("payment-form")

    assert client.get(url, headers=headers).content.decode().strip().startswith('<form class="form')
    wrong = client.post(url, form(amount=""), headers=headers)
    right = client.post(url, form(), headers=headers)

    assert (wrong.status_code, "<html" in wrong.content.decode()) == (422, False)
    assert (right.status_code, f"/trips/{trip.slug}/balances/" in right.headers["HX-Location"]) == (204, True)


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, friends, dinner, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
