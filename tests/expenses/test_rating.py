"""The rate that a trip offers: its own first, then the ECB's of that day or before, else none; and how its own is set and forgotten."""

import datetime
from decimal import Decimal

import pytest

from expenses import rating
from expenses.rates import data_until
from expenses.rating import BadRate, NoRateNeeded, drop_trip_rate, offered_rate, set_trip_rate
from trips.errors import TripIsClosed
from trips.models import Activity

DAY = datetime.date(2026, 5, 4)


def test_the_trips_currency_needs_no_rate(trip):
    offer = offered_rate(trip, "EUR", DAY)
    assert (offer.rate, offer.date, offer.source) == (Decimal(1), DAY, "same")


def test_the_bank_is_asked_where_the_trip_has_no_rate_of_its_own(trip):
    offer = offered_rate(trip, "USD", datetime.date(2026, 5, 2))
    assert offer.source == "ecb"
    assert offer.date == datetime.date(2026, 4, 30)  # the last table before that Saturday
    assert offer.rate == rating.reference_rate("USD", "EUR", offer.date).value


def test_the_trips_own_rate_goes_before_the_banks_and_says_when_it_was_set(trip, zoe):
    own = set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.9"))
    offer = offered_rate(trip, "USD", DAY)
    assert (offer.rate, offer.source) == (Decimal("0.9"), "trip")
    assert offer.date == own.updated_at.date()


def test_a_rate_set_after_midnight_where_the_trip_is_bears_that_day(trip, zoe):
    trip.time_zone = "Asia/Tokyo"
    own = set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00003"))
    own.updated_at = datetime.datetime(2026, 5, 3, 20, tzinfo=datetime.UTC)
    assert rating.own_offer(trip, own).date == datetime.date(2026, 5, 4)


def test_there_is_no_offer_where_neither_has_a_rate(trip):
    assert offered_rate(trip, "VND", DAY) is None
    assert offered_rate(trip, "USD", datetime.date(1998, 12, 31)) is None


def test_a_day_to_come_gets_the_last_table_under_its_own_date(trip):
    assert offered_rate(trip, "USD", datetime.date(2099, 1, 1)).date == data_until()


def test_a_rate_of_another_trip_is_not_offered(trip, stranger):
    set_trip_rate(trip=stranger.trip, by=stranger, currency="VND", rate=Decimal("0.00003"))
    assert offered_rate(trip, "VND", DAY) is None


def test_an_offer_costs_one_query_at_most(trip, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        offered_rate(trip, "USD", DAY)


def test_setting_and_changing_a_rate_is_told_in_the_feed(trip, zoe, david):
    set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00003"))
    set_trip_rate(trip=trip, by=david, currency="VND", rate=Decimal("0.000040"))
    first, second = Activity.objects.filter(trip=trip).order_by("pk")
    assert (first.actor, first.changes) == (zoe, [{"field": "Rate", "before": "", "after": "1 VND = 0.00003 EUR"}])
    assert (second.actor, second.verb, second.ref) == (david, "set", "VND")
    assert second.changes == [{"field": "Rate", "before": "1 VND = 0.00003 EUR", "after": "1 VND = 0.00004 EUR"}]
    (own,) = trip.rates.all()
    assert (own.rate, own.updated_by) == (Decimal("0.00004"), david)


def test_the_same_rate_again_changes_nothing(trip, zoe, david):
    before = set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00003")).updated_at
    set_trip_rate(trip=trip, by=david, currency="VND", rate=Decimal("0.000030"))
    assert Activity.objects.filter(trip=trip).count() == 1
    assert (trip.rates.get().updated_at, trip.rates.get().updated_by) == (before, zoe)


def test_a_forgotten_rate_gives_way_to_the_banks(trip, zoe):
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal("0.9"))
    drop_trip_rate(trip=trip, by=zoe, currency="USD")
    assert offered_rate(trip, "USD", DAY).source == "ecb"
    last = Activity.objects.filter(trip=trip).latest("pk")
    assert (last.verb, last.changes) == ("dropped", [{"field": "Rate", "before": "1 USD = 0.9 EUR", "after": ""}])


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        ("0", "above zero"),
        ("-1", "above zero"),
        ("NaN", "as a number"),
        ("Infinity", "as a number"),
        ("1e-10", "direction"),
        ("0.00000000099", "direction"),
        ("1000000001", "direction"),
        ("1e30", "direction"),
        ("1.234567890123", "digits"),
    ],
)
def test_what_cannot_be_a_rate_is_refused_in_words_and_nothing_changes(trip, zoe, rate, says):
    with pytest.raises(BadRate, match=says):
        set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal(rate))
    trip.refresh_from_db()
    assert (trip.revision, trip.rates.count()) == (0, 0)


@pytest.mark.parametrize("rate", ["1e-9", "1000000000", "0.123456789012", "1.23456789012", "0.0000123"])
def test_a_rate_may_be_as_small_as_large_and_as_long_as_this(trip, zoe, rate):
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal(rate))
    assert trip.rates.get().rate == Decimal(rate)


def test_the_trips_own_currency_and_one_that_there_is_not_get_no_rate(trip, zoe):
    with pytest.raises(NoRateNeeded):
        set_trip_rate(trip=trip, by=zoe, currency="EUR", rate=Decimal(2))
    with pytest.raises(BadRate):
        set_trip_rate(trip=trip, by=zoe, currency="XXX", rate=Decimal(2))


def test_a_closed_trip_keeps_its_rates(trip, zoe):
    set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal(1))
    trip.archived_at = datetime.datetime.now(tz=datetime.UTC)
    trip.save()
    with pytest.raises(TripIsClosed):
        set_trip_rate(trip=trip, by=zoe, currency="USD", rate=Decimal(2))
    with pytest.raises(TripIsClosed):
        drop_trip_rate(trip=trip, by=zoe, currency="USD")
    assert trip.rates.get().rate == 1
