"""Facts about people and lines that the database itself keeps, whoever writes."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from tests.factories import ParticipantFactory
from trips.models import Invitation, Participant, Trip


def refused(run):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():  # PostgreSQL says "too long" in its own way
        run()


@pytest.fixture
def expense(trip, zoe):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO expenses_expense (trip_id, ref, date, note, currency, amount, base_amount, rate, rate_date, rate_source,"
            " version, created_at, description, category, kind, method, tax, tip) VALUES (%s, 'x1', '2026-05-03', '', 'EUR', 100, 100, '1',"
            " '2026-05-03', 'same', 1, '2026-05-03', 'Dinner', '', 'expense', 'equal', 0, 0)",
            [trip.pk],
        )
        cursor.execute("SELECT id FROM expenses_expense")
        return cursor.fetchone()[0]


def insert_line(table, expense, participant):
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (expense_id, participant_id, position, value, amount, base_amount) VALUES (%s, %s, 0, '', 100, 100)",
            [expense, participant.pk],
        )


@pytest.mark.parametrize("table", ["expenses_share", "expenses_payer"])
def test_a_line_of_somebody_from_another_trip_is_refused(expense, zoe, stranger, table):
    refused(lambda: insert_line(table, expense, stranger))
    insert_line(table, expense, zoe)


@pytest.mark.parametrize("table", ["expenses_share", "expenses_payer"])
def test_a_line_cannot_be_handed_to_somebody_from_another_trip(expense, zoe, stranger, table):
    insert_line(table, expense, zoe)

    def hand_over():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET participant_id = %s", [stranger.pk])

    refused(hand_over)


def test_somebody_with_a_line_cannot_be_deleted(expense, trip):
    person = ParticipantFactory(trip=trip)
    insert_line("expenses_share", expense, person)

    refused(person.delete)


def test_a_user_takes_part_once_in_a_trip(trip, zoe):
    refused(lambda: ParticipantFactory(trip=trip, user=zoe.user))


def test_a_ref_is_there_once_in_a_trip_and_never_the_word_new(trip, zoe, stranger):
    refused(lambda: ParticipantFactory(trip=trip, ref=zoe.ref))
    refused(lambda: ParticipantFactory(trip=trip, ref="new"))
    ParticipantFactory(trip=stranger.trip, ref=zoe.ref)


def test_a_kitty_acts_for_nobody(trip, zoe):
    refused(lambda: Participant.objects.create(trip=trip, name="Kitty", kind="kitty", role="editor"))


def test_a_link_never_makes_an_owner(trip):
    refused(lambda: Invitation.objects.create(trip=trip, role="owner", expires_at="2026-05-03T00:00Z"))


@pytest.mark.parametrize(
    "wrong",
    [{"currency": "eur"}, {"currency": "EURO"}, {"name": ""}, {"start_date": "2026-05-03", "end_date": "2026-05-02"}],
)
def test_a_trip_is_what_a_trip_can_be(trip, wrong):
    refused(lambda: Trip.objects.update(**wrong))
