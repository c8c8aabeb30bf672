"""The expense form: what goes through it into the database comes out of it again, in any currency and for any reader."""

import datetime
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from expenses.conversion import written_rate
from expenses.forms import ExpenseForm
from expenses.models import Expense, SplitMethod
from expenses.services import record_expense
from tests.expenses.recording import said
from tests.factories import ParticipantFactory, TripFactory
from tripsplit.forms import plain_amount
from tripsplit.ids import new_ref
from tripsplit.locale import reading_as

PEOPLE = 4
WEIGHTS = st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,2})?", fullmatch=True)


@pytest.fixture
def trips(db):
    """A trip in each kind of currency: none, two and three decimals."""
    trips = {}
    for currency in ("JPY", "EUR", "KWD"):
        trip = trips[currency] = TripFactory(currency=currency)
        people = [ParticipantFactory(trip=trip, position=place) for place in range(PEOPLE)]
        trip.me = people[0]
    return trips


def as_sent(form):
    """The form as a browser sends it that shows it."""
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


LOCALES = ["en", "de_DE", "de_CH", "fr_FR", "en_IN", "pt_PT", "sv_SE", "ja_JP", "es_ES"]
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "So")), min_size=1, max_size=40)


def several(data, total, count):
    """Amounts of that many people that sum to the total."""
    cuts = sorted(data.draw(st.lists(st.integers(0, total), min_size=count - 1, max_size=count - 1)))
    return [high - low for low, high in pairwise([0, *cuts, total])]


def said_by(data, trip, method, minor):
    """What a person types for the way of splitting, in the reader's own writing; empty where nothing is asked."""
    people, currency = trip.people, trip.currency

    def fields(prefix, values):
        return {f"{prefix}{person.ref}": value for person, value in zip(people, values, strict=True)}

    if method == "shares":
        return fields("weight_", data.draw(st.lists(WEIGHTS, min_size=PEOPLE, max_size=PEOPLE)))
    if method == "exact":
        return fields("exact_", [plain_amount(part, currency) if part else "" for part in several(data, minor, PEOPLE)])
    if method == "percent":
        parts = several(data, 100_000_000, PEOPLE)
        return fields("percent_", [f"{part // 10**6}.{part % 10**6:06}" if part else "" for part in parts])
    if method == "adjustment":
        most = minor // (2 * PEOPLE)
        changes = data.draw(st.lists(st.integers(-most, most), min_size=PEOPLE, max_size=PEOPLE))
        return fields("adjust_", [plain_amount(change, currency) if change else "" for change in changes])
    return bill_by(data, trip, minor) if method == "itemised" else {}


def bill_by(data, trip, minor):
    fields = {}
    prices = several(data, minor, data.draw(st.integers(3, 6)))
    fields["tax"], fields["tip"] = (plain_amount(price, trip.currency) for price in (prices.pop(), prices.pop()))
    for number, price in enumerate(prices):
        who = data.draw(st.sets(st.sampled_from([person.ref for person in trip.people]), min_size=1))
        fields[f"item_{number}_label"] = data.draw(st.sampled_from(["", "Wine", "Peixe do dia"]))
        fields[f"item_{number}_amount"] = plain_amount(price, trip.currency)
        fields[f"item_{number}_who"] = sorted(who)
    return fields


def payers_by(data, trip, minor):
    if data.draw(st.booleans()):
        return {"payer": data.draw(st.sampled_from(trip.people)).ref}
    paid = several(data, minor, PEOPLE)
    amounts = {
        f"paid_{person.ref}": plain_amount(each, trip.currency) for person, each in zip(trip.people, paid, strict=True)
    }
    return {"payer": "*", **amounts}


def saved_form(trip, fields):
    """The form, the expense that it makes, and the form again as a browser sends it that was shown the expense."""
    form = ExpenseForm(fields, trip=trip)
    assert form.is_valid(), form.errors
    promised = form.preview("promised01").parts
    expense = record_expense(trip=trip, by=trip.me, draft=form.draft(), ref=new_ref())
    saved = Expense.objects.with_items().get(pk=expense.pk)
    saved.trip = trip
    again = ExpenseForm(as_sent(ExpenseForm(trip=trip, expense=saved)), trip=trip, expense=saved)
    assert again.is_valid(), again.errors
    return form, promised, saved, again


@pytest.mark.parametrize("method", SplitMethod.values)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    currency=st.sampled_from(["JPY", "EUR", "KWD"]),
    locale=st.sampled_from(LOCALES),
    minor=st.integers(1, 10**12),
    kind=st.sampled_from(["expense", "income"]),
    day=st.dates(datetime.date(1970, 1, 1), datetime.date(2100, 12, 31)),
    description=TEXTS,
)
def test_what_goes_in_comes_out(trips, method, data, currency, locale, minor, kind, day, description):
    trip = trips[currency]
    with reading_as(locale):
        who = data.draw(st.sets(st.sampled_from(range(PEOPLE)), min_size=1)) if method == "equal" else range(PEOPLE)
        more = {**said_by(data, trip, method, minor), **payers_by(data, trip, minor)}
        fields = said(
            trip.me,
            [trip.people[place] for place in who],
            amount=plain_amount(minor, currency),
            description=description,
            date=day.isoformat(),
            kind=kind,
            method=method,
            category="food",
            **more,
        )
        assume(is_possible(ExpenseForm(fields, trip=trip)))
        form, _, _, again = saved_form(trip, fields)
        assert form.draft().amount == minor
        assert form.draft().kind == kind
        assert again.draft() == form.draft()


def is_possible(form):
    """Everybody's share is zero, a part would fall below zero, tax without an item, or the text is one that clean_text refuses."""
    if form.is_valid():
        return True
    assert not form.errors.keys() & {"amount", "payer", "kind", "method", "date", "currency"}, form.errors
    return False


@pytest.mark.parametrize("method", SplitMethod.values)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), currency=st.sampled_from(["JPY", "EUR", "KWD"]), minor=st.integers(1, 10**9))
def test_the_preview_of_every_way_is_what_is_saved(trips, method, data, currency, minor):
    trip = trips[currency]
    fields = said(trip.me, trip.people, amount=plain_amount(minor, currency), method=method)
    fields |= said_by(data, trip, method, minor)
    form = ExpenseForm(fields, trip=trip)
    assume(is_possible(form))
    ref = new_ref()
    expense = record_expense(trip=trip, by=trip.me, draft=form.draft(), ref=ref)
    saved = {share.participant.ref: share.amount for share in expense.shares.all()}
    assert form.preview(ref).parts == saved
    assert sum(saved.values()) == minor
    saved_expense = Expense.objects.with_items().get(pk=expense.pk)
    saved_expense.trip = trip
    assert ExpenseForm(trip=trip, expense=saved_expense).preview(ref).parts == saved


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minor=st.integers(1, 10**9),
    rate=st.decimals("0.000001", "10000", places=6).filter(bool),
    locale=st.sampled_from(LOCALES),
    spent=st.sampled_from(["VND", "GBP", "BHD"]),
    card=st.integers(1, 10**9),
    source=st.sampled_from(["typed", "card"]),
)
def test_a_rate_goes_in_and_comes_out(trips, minor, rate, locale, spent, card, source):
    trip = trips["EUR"]
    with reading_as(locale):
        foreign = {
            "currency": spent,
            "rate_from": source,
            "rate": written_rate(rate),
            "card": plain_amount(card, "EUR"),
        }
        fields = said(trip.me, trip.people, amount=plain_amount(minor, spent), **foreign)
        form = ExpenseForm(fields, trip=trip)
        if not form.is_valid():  # the rate has a group of three, or makes too much of the amount
            assert set(form.errors) <= {"rate", "amount"}
            return
        form, _, saved, again = saved_form(trip, fields)
        assert (saved.currency, saved.rate_source) == (spent, "trip" if source == "typed" else "card")
        assert saved.base_amount == card if source == "card" else saved.rate == rate
        before, after = form.draft(), again.draft()
        assert replace(before, rate=after.rate, rate_date=after.rate_date) == after
        assert again.exchange.facts["card_amount"] == before.card_amount


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    minor=st.integers(1, 10**6),
    method=st.sampled_from(["equal", "shares"]),
    key=st.text("abc", min_size=1),
)
def test_shuffling_the_boxes_changes_nobodys_part(trips, data, minor, method, key):
    trip = trips["JPY"]
    order = data.draw(st.permutations(trip.people))
    parts = [
        ExpenseForm(said(trip.me, people, amount=str(minor), method=method), trip=trip).preview(key).parts
        for people in (trip.people, order)
    ]
    assert parts[0] == parts[1]
    assert sum(parts[0].values()) == minor
