"""…/rates/<currency>/: the trip's own rate, typed as its reader writes numbers; and …/drop/, which takes it away."""

import datetime
from decimal import Decimal

import pytest

from expenses.rating import set_trip_rate
from tests.expenses.rates import in_dong
from tests.expenses.recording import words
from tests.trips.recurring import assert_does_not_grow
from trips.models import Activity, Trip
from tripsplit.ids import new_submit_key


@pytest.fixture
def rates(trip):
    return f"/trips/{trip.slug}/rates/"


@pytest.fixture
def url(rates):
    return f"{rates}USD/"


def said(rate, **more):
    return {"submit_key": new_submit_key(), "rate": rate, "version": "0", **more}


def test_a_rate_is_set_and_the_list_shown(client_of, trip, zoe, url, rates):
    browser = client_of(zoe)
    answer = browser.post(url, said("0.92"))
    assert (answer.status_code, answer.url) == (303, rates)
    assert trip.rates.get().rate == Decimal("0.92")
    assert trip.rates.get().updated_by == zoe
    assert "1 USD = 0.92 EUR for every expense from now on." in words(browser.get(rates))


@pytest.mark.parametrize(
    ("locale", "typed", "rate"),
    [
        ("de-DE", "1,171", "1.171"),
        ("en", "1.171", "1.171"),
        ("fr", "0,000031", "0.000031"),
        ("en-IN", "25000", "25000"),
    ],
)
def test_it_is_read_as_the_reader_writes_it_and_shown_so_again(client_of, trip, zoe, url, locale, typed, rate):
    reader = client_of(zoe, accept_language=locale)
    reader.post(url, said(typed))
    assert trip.rates.get().rate == Decimal(rate)
    assert f'name="rate" value="{typed}"' in reader.get(url).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a rate."),
        ("0", "Enter a rate above zero."),
        ("-1", "above zero, without a plus or minus sign"),
        ("1e3", "cannot be read as one rate"),
        ("1,171", "can be read in two ways"),
        ("1_0", "cannot be read as one rate"),
        ("١", "digits 0 to 9"),
        ("NaN", "cannot be read as one rate"),
        ("1,2,3", "cannot be read as one rate"),
        ("10000000000", "Check the direction."),
        ("0.0000000001", "Check the direction."),
        ("1.234567890123", "12 digits at most"),
        ("1" * 60, "Check the direction."),
        ("9" * 80, "at most 60"),
        ("£1.2", "this rate is in Euro"),
    ],
)
def test_what_is_no_rate_is_refused_at_the_field_and_kept(client_of, trip, zoe, url, htmx, typed, says):
    answer = client_of(zoe).post(url, said(typed), headers=htmx("rate-form"))
    assert answer.status_code == 422
    assert answer.content.decode().strip().startswith('<form class="card pad form" id="rate-form"')
    assert says in words(answer)
    assert 'aria-invalid="true"' in answer.content.decode()
    if typed:
        assert f'value="{typed}"' in answer.content.decode()
    assert not trip.rates.exists()


def test_the_page_says_the_direction_and_what_the_bank_says(client_of, zoe, url, monkeypatch):
    monkeypatch.setattr("expenses.rate_views.today", lambda: datetime.date(2026, 5, 2))
    monkeypatch.setattr("expenses.rate_table.today", lambda: datetime.date(2026, 5, 2))
    shown = words(client_of(zoe).get(url))
    assert "How many EUR is 1 USD?" in shown
    assert "European Central Bank, 30 April 2026: 1 USD = 0.854554777 EUR." in shown


def test_typing_shows_what_the_rate_comes_to(client_of, trip, zoe, url, htmx):
    answer = client_of(zoe, accept_language="de").get(url, {"rate": "0,9"}, headers=htmx("rate-example"))
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<div class="stack tight" id="rate-example"')
    assert "1 USD = 0,9 EUR : 10,00 $ is 9,00 €" in words(answer)
    assert not trip.rates.exists()
    nothing = client_of(zoe).get(url, {"rate": "x"}, headers=htmx("rate-example"))
    assert (nothing.status_code, "10.00" in words(nothing)) == (200, False)


@pytest.mark.parametrize(("typed", "far"), [("0.92", False), ("1.17", False), ("117", True), ("0.0085", True)])
def test_a_rate_far_from_the_banks_is_asked_about_and_may_be_saved(client_of, trip, zoe, url, typed, far):
    shown = words(client_of(zoe).get(url, {"rate": typed}))
    assert ("Is it the right way round?" in shown) == far
    assert client_of(zoe).post(url, said(typed)).status_code == 303


def test_changing_a_rate_that_expenses_used_leads_to_those(client_of, trip, zoe, david, rates):
    own = set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00004"))
    in_dong(trip, zoe, [david], 1000)
    answer = client_of(zoe).post(f"{rates}VND/", said("0.00005", version=own.version))
    assert answer.url == f"{rates}VND/reprice/"


def test_one_form_counts_once(client_of, trip, zoe, url):
    form = said("0.92")
    answers = [client_of(zoe).post(url, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Activity.objects.filter(trip=trip, subject="rate").count() == 1


def test_a_trip_that_closed_meanwhile_says_so(client_of, trip, zoe, url, rates):
    Trip.objects.filter(pk=trip.pk).update(archived_at=datetime.datetime.now(tz=datetime.UTC))
    assert client_of(zoe).get(url).url == rates
    answer = client_of(zoe).post(url, said("0.92"))
    assert answer.status_code == 422
    assert "archived" in words(answer)


def test_the_feed_tells_it_and_leads_to_the_rates(client_of, trip, zoe, url, rates):
    client_of(zoe).post(url, said("0.92"))
    page = client_of(zoe).get(f"/trips/{trip.slug}/activity/")
    assert "set this trip’s own rate for USD" in words(page)
    assert f'href="{rates}"' in page.content.decode()


@pytest.mark.parametrize("currency", ["EUR", "XXX", "usd", "NOPE"])
def test_what_needs_no_rate_and_what_is_no_currency_does_not_exist(client_of, zoe, rates, currency):
    for page in ("", "reprice/"):
        assert client_of(zoe).get(f"{rates}{currency}/{page}").status_code == 404
    assert client_of(zoe).post(f"{rates}{currency}/drop/", said("")).status_code == 404


@pytest.mark.parametrize("page", ["", "reprice/", "drop/"])
def test_viewers_change_nothing_and_strangers_learn_nothing(client_of, emily, stranger, url, page):
    for person, status in ((emily, 403), (stranger, 404)):
        assert client_of(person).post(url + page, said("1")).status_code == status
        if page != "drop/":
            assert client_of(person).get(url + page).status_code == status


def test_only_the_methods_that_mean_something_are_answered(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405
    assert client_of(zoe).get(f"{url}drop/").status_code == 405


def test_its_queries_do_not_grow(client_of, trip, zoe, url):
    reader = client_of(zoe)
    assert_does_not_grow(lambda: reader.get(url), trip)


# -- taking it away -------------------------------------------------------------------------------------------------------
def test_taking_the_rate_away_brings_the_banks_back(client_of, trip, zoe, url, rates):
    assert "Take this trip’s own rate away" not in words(client_of(zoe).get(url))
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.9"))
    assert "Take this trip’s own rate away" in words(client_of(zoe).get(url))
    browser = client_of(zoe)
    answer = browser.post(f"{url}drop/", {"submit_key": new_submit_key()})
    assert (answer.status_code, answer.url) == (303, rates)
    assert not trip.rates.exists()
    assert "no rate of its own for USD any more" in words(browser.get(rates))


def test_a_closed_trips_rate_cannot_be_taken_away(client_of, trip, zoe, url, rates):
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.9"))
    Trip.objects.filter(pk=trip.pk).update(archived_at=datetime.datetime.now(tz=datetime.UTC))
    answer = client_of(zoe).post(f"{url}drop/", {"submit_key": new_submit_key()})
    assert (answer.status_code, answer.url) == (303, rates)
    assert trip.rates.exists()
