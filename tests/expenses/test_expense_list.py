"""…/expenses/: by day, newest first, a page at a time; and the trash."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from expenses.commenting import remove_comment
from expenses.listing import PAGE
from expenses.models import Expense
from expenses.services import delete_expense
from tests.expenses.recording import DAY, record, words
from tests.expenses.talk import say
from tests.factories import ParticipantFactory
from tests.trips.recurring import queries

YESTERDAY = DAY - datetime.timedelta(days=1)


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/"


def titles(response):
    return re.findall(r"<strong>([^<]*)</strong>", response.content.decode())


def days(response):
    return re.findall(r'class="day"><span>([^<]*)</span>\s*<span class="money">([^<]*)<', response.content.decode())


def test_days_come_newest_first_with_what_each_cost(client_of, trip, zoe, friends, url):
    record(trip, zoe, friends, description="Museum", date=YESTERDAY, amount=500)
    record(trip, zoe, friends, description="Lunch", amount=1200)
    record(trip, zoe, friends, description="Dinner", amount=3000)

    page = client_of(zoe).get(url)

    assert titles(page) == ["Dinner", "Lunch", "Museum"]
    assert days(page) == [("Sunday 3 May 2026", "€42.00"), ("Saturday 2 May 2026", "€5.00")]


def test_an_income_lowers_its_day(client_of, trip, zoe, friends, url):
    record(trip, zoe, friends, amount=3000)
    record(trip, zoe, friends, amount=1000, kind=Expense.Kind.INCOME, description="Deposit back")

    page = client_of(zoe).get(url)

    assert days(page) == [("Sunday 3 May 2026", "€20.00")]
    assert "You received" in words(page)


def test_a_row_says_who_paid_among_whom_and_what_it_means_for_the_reader(client_of, trip, friends, url):
    zoe, david, emily, kenji = friends
    record(trip, zoe, friends, amount=14200, description="Dinner")
    record(trip, emily, [zoe, emily], amount=1880, description="Uber")
    record(trip, david, [david, kenji], amount=900, description="Taxi")

    seen = words(client_of(emily).get(url))

    assert "Dinner Zoë paid · all four €142.00 your part €35.50" in seen
    assert "Uber You paid · you, Zoë €18.80 you get back €9.40" in seen
    assert "Taxi David paid · David, Kenji €9.00 without you" in seen


def test_shares_are_named_and_long_lists_are_counted(client_of, trip, friends, zoe, url):
    more = [ParticipantFactory(trip=trip, name=f"Friend {number}", position=9) for number in range(3)]
    record(trip, zoe, [*friends, more[0]], weights={person.ref: "2" for person in [*friends, more[0]]})

    assert "You paid · you, David, Emily and 2 more, by shares" in words(client_of(zoe).get(url))


def test_a_row_tells_how_much_was_said_about_it(client_of, trip, zoe, david, friends, url):
    dinner, taxi, museum = (record(trip, zoe, friends, description=what) for what in ("Dinner", "Taxi", "Museum"))
    for person, expense in ((zoe, dinner), (david, dinner), (david, taxi)):
        say(expense, person)
    remove_comment(comment=say(museum, zoe), by=zoe)

    seen = words(client_of(zoe).get(url))

    assert "all four · 2 comments €10.00" in seen
    assert "all four · 1 comment €10.00" in seen
    assert "Museum You paid · all four €10.00" in seen


def test_amounts_are_written_as_the_reader_writes_them(client_of, trip, zoe, friends, url):
    record(trip, zoe, friends, amount=123456)

    assert "1.234,56\N{NO-BREAK SPACE}€" in client_of(zoe, accept_language="de-DE").get(url).content.decode()


def test_an_empty_trip_offers_one_thing_to_do(client_of, zoe, emily, url):
    seen = client_of(zoe).get(url).content.decode()
    assert seen.count("Add the first expense") == 1
    assert "Add the first expense" not in client_of(emily).get(url).content.decode()


def test_pages_show_every_expense_once_and_true_totals_across_the_border(client_of, trip, zoe, friends, url, htmx):
    for number in range(PAGE + 10):
        record(trip, zoe, friends, amount=100, description=f"Thing {number}", date=DAY if number >= 20 else YESTERDAY)
    client = client_of(zoe)

    first = client.get(url)
    more = re.search(r'hx-get="([^"]*)"', first.content.decode().split('id="expense-more"')[1])[1].replace("&amp;", "&")
    second = client.get(more)
    fragment = client.get(more, headers=htmx("expense-more"))

    assert days(first) == [("Sunday 3 May 2026", "€40.00"), ("Saturday 2 May 2026", "€20.00")]
    assert days(second) == [("Saturday 2 May 2026, continued", "€20.00")]
    assert [*titles(first), *titles(second)] == [f"Thing {number}" for number in reversed(range(PAGE + 10))]
    assert titles(fragment) == titles(second)


def test_the_rest_of_a_day_joins_its_day_when_it_is_loaded_by_scrolling(client_of, trip, zoe, friends, url, htmx):
    for number in range(PAGE + 1):
        record(trip, zoe, friends, description=f"Thing {number}")
    client = client_of(zoe)
    first = client.get(url)
    last = Expense.objects.get(description="Thing 1")

    fragment = client.get(f"{url}?after=2026-05-03.{last.ref}", headers=htmx("expense-more")).content.decode()

    assert 'id="day-2026-05-03"' in first.content.decode()
    assert 'hx-swap-oob="beforeend:#day-2026-05-03"' in fragment
    assert 'class="day"' not in fragment
    assert "<html" not in fragment


def test_an_expense_added_meanwhile_shifts_no_page(client_of, trip, zoe, friends, url):
    rows = [record(trip, zoe, friends, description=f"Thing {number}") for number in range(PAGE + 5)]
    record(trip, zoe, friends, description="Quick one")
    delete_expense(expense=rows[5], by=zoe, version=1)

    page = client_of(zoe).get(f"{url}?after=2026-05-03.{rows[5].ref}")

    assert titles(page) == [f"Thing {number}" for number in reversed(range(5))]


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-05-03.nobody", "0000-00-00.x", "2026-05-03.a\x00", ".", "2026-05-03"]
)
def test_a_cursor_that_means_nothing_shows_the_start(client_of, trip, zoe, friends, url, after):
    record(trip, zoe, friends)
    assert titles(client_of(zoe).get(url, {"after": after})) == ["Dinner"]


def test_a_cursor_of_another_trip_means_nothing(client_of, trip, zoe, friends, stranger, url):
    record(trip, zoe, friends)
    other = record(stranger.trip, stranger, [stranger], date=YESTERDAY)
    assert titles(client_of(zoe).get(f"{url}?after=2026-05-02.{other.ref}")) == ["Dinner"]


def test_the_trash_holds_what_was_deleted_and_gives_it_back(client_of, trip, zoe, friends, url):
    gone = record(trip, zoe, friends, description="Wrong bill")
    record(trip, zoe, friends, description="Right bill")
    client = client_of(zoe)
    assert "?trash=1" not in client.get(url).content.decode()
    delete_expense(expense=gone, by=zoe, version=1)

    assert titles(client.get(url)) == ["Right bill"]
    assert "?trash=1" in client.get(url).content.decode()
    trash = client.get(url, {"trash": "1"})
    assert titles(trash) == ["Wrong bill"]
    assert re.search(r"deleted by\s+you,\s+\d+ \w+ \d{4}, \d\d:\d\d", words(trash))
    assert f'action="{url}{gone.ref}/restore/"' in trash.content.decode()


def test_viewers_look_and_change_nothing(client_of, trip, emily, zoe, friends, url):
    gone = record(trip, zoe, friends)
    delete_expense(expense=gone, by=zoe, version=1)
    seen = client_of(emily).get(url, {"trash": "1"}).content.decode()
    assert "Restore" not in seen
    assert "/expenses/new/" not in seen


def test_an_archived_trip_shows_its_expenses_and_no_forms(client_of, trip, zoe, friends, url):
    delete_expense(expense=record(trip, zoe, friends), by=zoe, version=1)
    trip.archived_at = trip.created_at
    trip.save()
    seen = client_of(zoe).get(url, {"trash": "1"}).content.decode()
    assert "This trip is archived" in seen
    assert "Restore" not in seen


def test_htmx_gets_the_list_alone(client_of, trip, zoe, friends, url, htmx):
    record(trip, zoe, friends)
    seen = client_of(zoe).get(url, headers=htmx("expense-list")).content.decode()
    assert seen.strip().startswith('<div class="stack" id="expense-list"')
    assert "Dinner" in seen


def test_a_trip_of_other_people_does_not_exist(client_of, trip, zoe, stranger, url):
    zoe.deactivated_at = trip.created_at
    zoe.save()
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(zoe).get(url).status_code == 404


def test_it_is_only_read(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, url):
    for number in range(5):
        record(trip, zoe, friends, date=DAY - datetime.timedelta(days=number))
    client = client_of(zoe)
    few = queries(lambda: client.get(url))
    for number in range(55):
        expense = record(trip, friends[number % 2], friends, date=DAY - datetime.timedelta(days=number % 9))
        say(expense, zoe)
    assert queries(lambda: client.get(url)) == few


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what it knows of the rows.")
def test_whether_something_is_in_the_trash_is_looked_up_in_the_trashs_own_index(trip, zoe, friends):
    record(trip, zoe, friends)
    with CaptureQueriesContext(connection) as asked:
        assert not trip.expenses.has_trash()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
        assert "expenses_expense_trash" in cursor.fetchone()[3]
