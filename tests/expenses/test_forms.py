"""The expense form: what goes through it into the database comes out of it again, in any currency and for any reader."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expenses.forms import ExpenseForm
from expenses.models import Expense
from expenses.services import record_expense
from tests.expenses.recording import said
from tests.factories import ParticipantFactory, TripFactory
from tripsplit.forms import plain_amount
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


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    currency=st.sampled_from(["JPY", "EUR", "KWD"]),
    locale=st.sampled_from(["en", "de_DE", "de_CH", "fr_FR", "en_IN", "pt_PT", "sv_SE", "ja_JP", "es_ES"]),
    minor=st.integers(1, 10**12),
    who=st.sets(st.integers(0, PEOPLE - 1), min_size=1),
    payer=st.integers(0, PEOPLE - 1),
    weights=st.lists(WEIGHTS, min_size=PEOPLE, max_size=PEOPLE),
    method=st.sampled_from(["equal", "shares"]),
    day=st.dates(datetime.date(1970, 1, 1), datetime.date(2100, 12, 31)),
    description=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "So")), min_size=1, max_size=40),
)
def test_what_goes_in_comes_out(trips, currency, locale, minor, who, payer, weights, method, day, description):
    trip = trips[currency]
    people = trip.people
    with reading_as(locale):
        fields = said(
            people[payer],
            [people[place] for place in who],
            amount=plain_amount(minor, currency),
            description=description,
            date=day.isoformat(),
            method=method,
            **{f"weight_{person.ref}": weight for person, weight in zip(people, weights, strict=True)},
        )
        form = ExpenseForm(fields, trip=trip)
        if not form.is_valid():  # everybody's share is zero, or the text is one that clean_text refuses
            assert set(form.errors) <= {"participants", "description"}
            return
        assert form.draft().amount == minor
        expense = record_expense(trip=trip, by=trip.me, draft=form.draft())
        saved = Expense.objects.with_lines().get(pk=expense.pk)
        again = ExpenseForm(as_sent(ExpenseForm(trip=trip, expense=saved)), trip=trip, expense=saved)
        assert again.is_valid(), again.errors
        assert again.draft() == form.draft()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
