"""The expense form's “Repeat”: the expense is the first of many, the preview says when the next ones come, nonsense is refused."""

import datetime

import pytest

from expenses.repeat_models import Occurrence, Repeat
from expenses.repeating import MOST_REPEATS
from expenses.services import delete_expense
from tests.expenses.recording import record, said, words
from tests.expenses.repeats import clock, dates, rent, work
from tripsplit.jobs import drain


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/new/"


@pytest.fixture(autouse=True)
def today():
    with clock("2027-01-31"):
        yield


def repeated(payer, among, **more):
    return said(payer, among, **{"date": "2027-01-31", "repeat_unit": "month", "repeat_every": "1", **more})


def test_a_new_expense_is_the_first_of_many(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    answer = client.post(url, repeated(zoe, friends))
    assert (answer.status_code, answer.url) == (303, f"/trips/{trip.slug}/expenses/")
    repeat, expense = Repeat.objects.get(), trip.expenses.get()
    assert (repeat.unit, repeat.every, repeat.start, repeat.next_date) == (
        "month",
        1,
        datetime.date(2027, 1, 31),
        datetime.date(2027, 2, 28),
    )
    assert (Occurrence.objects.get().expense, Occurrence.objects.get().number) == (expense, 1)
    assert repeat.created_by == zoe
    assert "Repeats every month, next on 28 February 2027" in words(client.get(expense.get_absolute_url()))
    feed = words(client.get(f"/trips/{trip.slug}/activity/"))
    assert "Zoë made Dinner repeat" in feed


def test_never_is_what_it_says_at_first_and_then_the_rest_is_not_read(client_of, trip, zoe, url):
    client = client_of(zoe)
    form = client.get(url).context["form"]
    assert (form["repeat_unit"].value(), form.repetition.is_open) == ("", False)
    client.post(url, repeated(zoe, [zoe], repeat_unit="", repeat_every="x", repeat_ends="until"))
    assert trip.expenses.count() == 1
    assert not Repeat.objects.exists()


def test_sent_twice_it_is_set_up_once(client_of, zoe, url):
    client, form = client_of(zoe), repeated(zoe, [zoe])
    assert client.post(url, form).url == client.post(url, form).url
    assert Repeat.objects.count() == 1


def test_what_has_gone_by_already_is_added_right_away(client_of, trip, zoe, url):
    client, form = client_of(zoe), repeated(zoe, [zoe], date="2026-11-30")
    preview = words(client.post(f"{url}preview/", form))
    assert "Every month on the 30th, or the month’s last day. The 2 from 30 December 2026 on are added right" in preview
    client.post(url, form)
    drain()
    assert dates(trip) == ["2026-11-30", "2026-12-30", "2027-01-30"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Every month on the 31st, or the month’s last day. Next on 28 February 2027."),
        ({"repeat_unit": "week", "repeat_every": "2"}, "Every 2 weeks on Sunday. Next on 14 February 2027."),
        (
            {"repeat_unit": "day", "repeat_ends": "times", "repeat_times": "3"},
            "Every day, 3 times in all. Next on 1 February 2027.",
        ),
        (
            {"repeat_ends": "until", "repeat_until": "2027-12-31"},
            "Every month on the 31st, or the month’s last day, until 31 December 2027. Next on 28 February 2027.",
        ),
        ({"repeat_unit": ""}, ""),
        ({"repeat_every": ""}, ""),
    ],
)
def test_the_preview_says_it_in_words(client_of, zoe, url, fields, sentence):
    seen = client_of(zoe).post(f"{url}preview/", repeated(zoe, [zoe], **fields)).content.decode()
    assert f'<p id="repeat-words" hx-swap-oob="innerHTML">{sentence}</p>' in seen


@pytest.mark.parametrize(
    ("fields", "words_told"),
    [
        ({"repeat_unit": "year"}, "Choose how often it repeats."),
        ({"repeat_every": ""}, "Enter a whole number from 1 to 366."),
        ({"repeat_every": "0"}, "Enter a whole number from 1 to 366."),
        ({"repeat_every": "1.5"}, "Enter a whole number from 1 to 366."),
        ({"repeat_ends": "until"}, "Choose the last day."),
        ({"repeat_ends": "until", "repeat_until": "tomorrow"}, "Choose a day, such as 2026-05-03."),
        ({"repeat_ends": "until", "repeat_until": "2027-02-27"}, "That is over before it comes again."),
        ({"repeat_ends": "times", "repeat_times": "1"}, "Enter a whole number from 2 to 1,000."),
        ({"repeat_ends": "times"}, "Enter a whole number from 2 to 1,000."),
        ({"repeat_ends": "sometimes"}, "Choose when it ends."),
        ({"repeat_unit": "day", "date": "2026-01-01"}, "more than 100 expenses at once"),
        ({"date": "2100-12-31"}, "That is over before it comes again."),
    ],
)
def test_what_makes_no_sense_is_said_where_it_is(client_of, trip, zoe, url, fields, words_told):
    answer = client_of(zoe).post(url, repeated(zoe, [zoe], **fields))
    assert answer.status_code == 422
    assert words_told in words(answer)
    assert 'class="disclosure" open' in answer.content.decode().replace("  ", " ")
    assert not trip.expenses.exists()


def test_a_trip_has_so_many_and_no_more(client_of, trip, zoe, url):
    first = rent(trip, zoe)
    Repeat.objects.bulk_create(
        Repeat(trip=trip, draft=first.draft, unit="day", start=first.start, next_date="2027-05-05", ref=f"r{number}")
        for number in range(MOST_REPEATS - 1)
    )
    answer = client_of(zoe).post(url, repeated(zoe, [zoe]))
    assert (answer.status_code, "at most. Stop one" in words(answer)) == (422, True)
    assert trip.expenses.count() == 1


def test_an_expense_that_is_there_can_be_made_to_repeat(client_of, trip, zoe):
    expense = record(trip, zoe, [zoe], date=datetime.date(2027, 1, 15))
    client, address = client_of(zoe), f"{expense.get_absolute_url()}edit/"
    client.post(address, repeated(zoe, [zoe], date="2027-01-20", repeat_unit="week", version="1"))
    repeat = Repeat.objects.get()
    assert (repeat.start, repeat.next_date) == (datetime.date(2027, 1, 20), datetime.date(2027, 1, 27))
    assert repeat.draft["amount"] == 1250
    assert "repeat_unit" not in client.get(address).content.decode()
    client.post(address, repeated(zoe, [zoe], version="2"))
    assert Repeat.objects.count() == 1


def test_with_the_last_one_in_the_trash_it_pauses_and_undo_brings_it_back(client_of, trip, zoe):
    repeat = rent(trip, zoe)
    client, expense = client_of(zoe), trip.expenses.get()
    client.post(f"{expense.get_absolute_url()}delete/", {"version": "1"})
    repeat.refresh_from_db()
    assert "in the trash" in repeat.reason
    client.post(f"{expense.get_absolute_url()}restore/", {"version": "2"})
    repeat.refresh_from_db()
    assert (repeat.is_going, repeat.reason, repeat.next_date) == (True, "", datetime.date(2027, 2, 28))


def test_one_of_several_in_the_trash_stops_nothing(client_of, trip, zoe):
    repeat = rent(trip, zoe, on="2026-12-31")
    work("2027-01-31")
    first, second = trip.expenses.order_by("date")
    delete_expense(expense=first, by=zoe, version=1)
    client_of(zoe).post(f"{first.get_absolute_url()}restore/", {"version": "2"})
    client_of(zoe).post(f"{second.get_absolute_url()}delete/", {"version": "1"})
    repeat.refresh_from_db()
    assert repeat.is_going
