"""What is forgotten for good, and that nothing else is."""

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from tests.factories import ParticipantFactory, TripFactory, UserFactory
from trips.history import log_activity
from trips.invitations import invitation_for
from trips.models import Revision, Trip, User
from trips.purging import (
    KEEP_DELETED_TRIPS,
    forget_expired_sessions,
    forget_failed_logins,
    purge_deleted_trips,
    rows_of_a_trip,
)
from trips.services import delete_trip, restore_trip
from tripsplit.jobs import sweep

DAY = date(2026, 5, 3)
RECEIPT = {
    "kind": "image",
    "content_type": "image/jpeg",
    "name": "x.jpg",
    "size": 9,
    "preview_size": 9,
    "width": 1,
    "height": 1,
}


def full_trip(name):
    """A trip with a row of every kind, a line of every expense included."""
    trip = TripFactory(name=name)
    zoe = ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(), role="owner")
    david = ParticipantFactory(trip=trip, name="David")
    invitation_for(trip=trip, by=zoe)
    log_activity(trip=trip, by=zoe, verb="edited", subject="trip")
    money = {"currency": "EUR", "amount": 100, "base_amount": 100}
    expense = apps.get_model("expenses.Expense").objects.create(
        trip=trip, description="Dinner", date=DAY, rate_date=DAY, created_by=zoe, **money
    )
    for line in ("Payer", "Share"):
        apps.get_model("expenses", line).objects.create(expense=expense, participant=david, amount=100, base_amount=100)
    apps.get_model("expenses.Receipt").objects.create(
        expense=expense, created_by=zoe, **RECEIPT, sha256="0" * 64, preview_sha256="1" * 64
    )
    item = apps.get_model("expenses.Item").objects.create(expense=expense, amount=100)
    apps.get_model("expenses.ItemSharer").objects.create(item=item, participant=david)
    apps.get_model("expenses.Comment").objects.create(expense=expense, author=zoe, text="Lovely")
    apps.get_model("expenses.SearchEntry").objects.create(place=expense.pk, expense=expense, words="lovely")
    apps.get_model("expenses.TripRate").objects.create(trip=trip, currency="USD", rate="0.9")
    apps.get_model("expenses.Budget").objects.create(trip=trip, amount=100)
    apps.get_model("expenses.DayTotal").objects.create(
        trip=trip, date=DAY, currency="EUR", count=1, amount=1, base_amount=1
    )
    apps.get_model("expenses.Preset").objects.create(trip=trip, name="Two", method="equal", lines=[])
    repeat = apps.get_model("expenses.Repeat").objects.create(
        trip=trip, draft={}, unit="week", start=DAY, created_by=zoe
    )
    apps.get_model("expenses.Occurrence").objects.create(repeat=repeat, number=1, date=DAY, expense=expense)
    payment = apps.get_model("settlements.Payment").objects.create(
        trip=trip, sender=david, receiver=zoe, date=DAY, rate_date=DAY, created_by=zoe, **money
    )
    apps.get_model("settlements.PaymentAnswer").objects.create(payment=payment, state="confirmed", version=1, by=zoe)
    apps.get_model("settlements.PaymentDetail").objects.create(participant=david, kind="other", value="Cash")
    apps.get_model("settlements.TripWishes").objects.create(trip=trip)
    apps.get_model("settlements.Report").objects.create(trip=trip, kind="csv", locale="en", ordered_by=zoe, revision=1)
    apps.get_model("assistant.Forgotten").objects.create(trip=trip, words="taxi", up_to=1)
    apps.get_model("assistant.Reading").objects.create(participant=zoe)
    apps.get_model("assistant.Question").objects.create(
        participant=zoe, user=zoe.user, text="How much?", status="unknown"
    )
    apps.get_model("settlements.Reminder").objects.create(trip=trip, participant=david, day=DAY, sent_by=zoe)
    apps.get_model("settlements.TripFile").objects.create(user=zoe.user, name="x.json", size=9, state="made", trip=trip)
    Revision.objects.create(
        trip=trip, kind="expense", ref=expense.ref, version=1, verb="recorded", actor=zoe, snapshot={}
    )
    return trip, zoe


def rows(trip):
    return {
        model._meta.label: model._base_manager.filter(**{path: trip.pk}).count() for model, path in rows_of_a_trip()
    }


@pytest.fixture
def deleted(db):
    trip, zoe = full_trip("Old")
    delete_trip(trip=trip, by=zoe, typed_name="Old")
    return trip, zoe


def later(trip, **more):
    return trip.deleted_at + KEEP_DELETED_TRIPS + timedelta(**more)


def test_a_trip_that_was_deleted_a_month_ago_is_gone_with_all_its_rows(deleted):
    trip, _ = deleted
    assert all(rows(trip).values())

    assert purge_deleted_trips(now=later(trip, seconds=1)) == 1

    assert not Trip.objects.exists()
    assert not any(rows(trip).values())


def test_other_trips_and_their_people_keep_every_row(deleted):
    kept, _ = full_trip("Kept")
    before = rows(kept)

    purge_deleted_trips(now=later(deleted[0], days=1))

    assert rows(kept) == before
    assert User.objects.count() == 2


def test_until_then_nothing_is_lost_and_the_trip_can_come_back(deleted):
    trip, zoe = deleted
    before = rows(trip)

    assert purge_deleted_trips(now=later(trip, seconds=-1)) == 0
    restore_trip(trip=trip, by=zoe)
    assert purge_deleted_trips(now=timezone.now() + timedelta(days=365)) == 0
    assert rows(trip) == before | {"trips.Activity": before["trips.Activity"] + 1}


def test_purging_twice_is_no_harm(deleted):
    purge_deleted_trips(now=later(deleted[0], days=1))

    assert purge_deleted_trips(now=later(deleted[0], days=1)) == 0


def test_every_model_that_hangs_on_a_trip_is_reached():
    reached = {model for model, _ in rows_of_a_trip()}
    hanging = {
        field.model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and (field.related_model in reached or field.related_model is Trip)
    }

    assert hanging == reached
    assert {"expenses.Share", "expenses.Payer", "expenses.Receipt", "settlements.Payment"} <= {
        model._meta.label for model in reached
    }


def test_nothing_that_still_hangs_on_a_row_comes_after_it():
    order = [model for model, _ in rows_of_a_trip()]
    for place, model in enumerate(order):
        relations = [field for field in model._meta.get_fields(include_hidden=True) if field.auto_created]
        pointing = {relation.related_model for relation in relations if relation.is_relation}
        assert not pointing & set(order[place + 1 :])


def test_expired_sessions_and_old_counts_of_failed_logins_are_forgotten(client_of, zoe):
    client_of(zoe)
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(hours=1))
    for number in range(2):
        AccessAttempt.objects.create(username=f"person{number}@example.com", failures_since_start=1)
    AccessAttempt.objects.filter(username="person0@example.com").update(attempt_time=timezone.now() - timedelta(days=2))

    forget_expired_sessions()
    forget_failed_logins()

    assert Session.objects.count() == 1
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["person1@example.com"]


def test_the_worker_cleans_up_every_night(deleted, run_jobs):
    Trip.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    assert ("trips.jobs.clean_up", "nightly") in settings.PERIODIC_JOBS
    sweep()
    run_jobs()
    assert not Trip.objects.exists()
