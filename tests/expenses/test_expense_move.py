"""…/move-expenses/, and the list's `?select=1`: choose several, give them a day, and take it back."""

import datetime
import re

import pytest

from expenses.listing import PAGE
from expenses.models import Expense
from expenses.services import delete_expense
from tests.expenses.recording import DAY, record, said, words
from tests.expenses.talk import keyed
from tests.trips.recurring import queries

EARLIER, LATER = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=2)


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends)


@pytest.fixture
def taxi(trip, david, friends):
    return record(trip, david, friends, description="Taxi")


@pytest.fixture
def list_url(trip):
    return f"/trips/{trip.slug}/expenses/"


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/move-expenses/"


def chosen(*rows, day=LATER, **more):
    return keyed(expense=[f"{row.ref}.{row.version}" for row in rows], date=day.isoformat(), **more)


def boxes(response):
    """The values of the boxes, and whether each is ticked."""
    found = re.findall(
        r'type="checkbox" form="expense-move" name="expense" value="([^"]*)"([^>]*)>', response.content.decode()
    )
    return {value: "checked" in rest for value, rest in found}


def days(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.date for row in rows]


def test_the_list_leads_to_boxes_one_for_each_expense(client_of, zoe, dinner, taxi, list_url):
    client = client_of(zoe)
    assert 'href="?select=1"' in client.get(list_url).content.decode()

    page = client.get(list_url, {"select": "1"})
    assert boxes(page) == {f"{dinner.ref}.1": False, f"{taxi.ref}.1": False}
    assert re.search(r'<input type="date" name="date"[^>]*>', page.content.decode())
    assert f'href="{dinner.get_absolute_url()}"' not in page.content.decode()


def test_it_is_offered_only_where_something_can_move(client_of, trip, zoe, emily, dinner, list_url):
    seen = client_of(emily).get(list_url, {"select": "1"})
    assert not boxes(seen)
    assert "select=1" not in seen.content.decode().split('id="expense-list"')[1]
    delete_expense(expense=dinner, by=zoe, version=1)
    assert "?select=1" not in client_of(zoe).get(list_url).content.decode()
    trip.archived_at = trip.created_at
    trip.save()
    assert "?select=1" not in client_of(zoe).get(list_url).content.decode()


def test_all_pages_can_be_chosen_from(client_of, trip, zoe, friends, list_url, htmx):
    for number in range(PAGE + 5):
        record(trip, zoe, friends, description=f"Thing {number}")
    client = client_of(zoe)
    first = client.get(list_url, {"select": "1"})
    more = re.search(r'hx-get="([^"]*after=[^"]*)"', first.content.decode())[1].replace("&amp;", "&")
    assert len(boxes(first)) == PAGE
    assert len(boxes(client.get(more))) == 5
    assert len(boxes(client.get(more, headers=htmx("expense-more")))) == 5


def test_the_chosen_move_and_the_message_can_undo_it(client_of, zoe, dinner, taxi, list_url, url):
    client = client_of(zoe)
    answer = client.post(url, chosen(dinner, taxi))
    assert (answer.status_code, answer.url) == (303, list_url)
    assert days(dinner, taxi) == [LATER, LATER]

    page = client.get(answer.url)
    assert "Moved 2 expenses to Tuesday 5 May 2026." in words(page)
    undo = re.search(r'action="([^"]*move-expenses[^"]*)"', page.content.decode())[1].replace("&amp;", "&")
    assert client.post(undo, keyed(), follow=True).status_code == 200
    assert days(dinner, taxi) == [DAY, DAY]
    assert dinner.version == 3


def test_what_had_several_days_offers_no_undo(client_of, trip, zoe, friends, dinner, url):
    museum = record(trip, zoe, friends, date=EARLIER)
    page = client_of(zoe).post(url, chosen(dinner, museum), follow=True)
    assert "Moved 2 expenses" in words(page)
    assert "move-expenses" not in page.content.decode()


def test_only_what_moved_is_counted_and_moved_back(client_of, trip, zoe, friends, dinner, url):
    there = record(trip, zoe, friends, date=LATER)
    client = client_of(zoe)
    page = client.post(url, chosen(dinner, there), follow=True)
    assert "Moved 1 expense to" in words(page)
    undo = re.search(r'action="([^"]*move-expenses[^"]*)"', page.content.decode())[1].replace("&amp;", "&")
    client.post(undo, keyed())
    assert days(dinner, there) == [DAY, LATER]


def test_moving_to_where_they_are_is_told(client_of, zoe, dinner, url):
    page = client_of(zoe).post(url, chosen(dinner, day=DAY), follow=True)
    assert "of Sunday 3 May 2026 already" in words(page)
    dinner.refresh_from_db()
    assert dinner.version == 1


@pytest.mark.parametrize("target", ["", "expense-list"])
def test_where_somebody_was_quicker_nothing_moves_and_the_list_is_as_it_stands(
    client_of, zoe, david, friends, dinner, taxi, url, htmx, target
):
    form = chosen(dinner, taxi)
    client_of(david).post(f"{taxi.get_absolute_url()}edit/", said(david, friends, description="Uber", version="1"))

    answer = client_of(zoe).post(url, form, headers=htmx(target) if target else {})

    assert answer.status_code == 409
    assert "Nothing was moved: somebody else changed one of these in the meantime." in words(answer)
    assert "Uber" in words(answer)
    assert ("<html" in answer.content.decode()) == (not target)
    assert boxes(answer) == {f"{dinner.ref}.1": True, f"{taxi.ref}.2": True}
    assert 'value="2026-05-05"' in answer.content.decode()
    assert days(dinner, taxi) == [DAY, DAY]


def test_an_undo_that_came_too_late_shows_the_list(client_of, zoe, david, friends, dinner, url, htmx):
    client = client_of(zoe)
    page = client.post(url, chosen(dinner), follow=True)
    undo = re.search(r'action="([^"]*move-expenses[^"]*)"', page.content.decode())[1].replace("&amp;", "&")
    client_of(david).post(f"{dinner.get_absolute_url()}edit/", said(david, friends, version="2", date="2026-05-05"))
    answer = client.post(undo, keyed(), headers=htmx())
    assert answer.status_code == 409
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("body", "innerHTML")
    assert days(dinner) == [LATER]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"expense": []}, "Choose at least one expense."),
        ({"expense": ["nonsense"]}, "Choose from the list."),
        ({"expense": ["AAAAAAAAAA.1"]}, "Choose expenses of this trip."),
        ({"expense": [f"row{number}.1" for number in range(101)]}, "Choose up to 100 expenses at once."),
        ({"date": ""}, "Choose a day."),
        ({"date": "3 May"}, "Choose a day, such as 2026-05-03."),
        ({"date": "0001-01-01"}, "Choose a day between 1970 and 2100."),
        ({"date": "2101-01-01"}, "Choose a day between 1970 and 2100."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(client_of, zoe, dinner, url, fields, reason):
    answer = client_of(zoe).post(url, {**chosen(dinner), **fields})
    assert answer.status_code == 422
    assert reason in words(answer)
    assert days(dinner) == [DAY]


@pytest.mark.parametrize("key", ["{ref}", "{ref}.0", "{ref}.1.1", "{ref}.x", "{ref}.9999999999", ".1", "{ref}.１"])
def test_a_box_nobody_was_shown_is_refused(client_of, zoe, dinner, url, key):
    form = {**chosen(dinner), "expense": [key.format(ref=dinner.ref)]}
    assert client_of(zoe).post(url, form).status_code == 422
    assert days(dinner) == [DAY]


def test_what_is_ticked_stays_ticked_when_the_day_is_missing(client_of, zoe, dinner, taxi, url, htmx):
    answer = client_of(zoe).post(url, {**chosen(taxi), "date": ""}, headers=htmx("expense-list"))
    assert boxes(answer) == {f"{dinner.ref}.1": False, f"{taxi.ref}.1": True}


def test_what_is_not_on_the_page_is_not_left_ticked_in_part(client_of, trip, zoe, friends, dinner, url):
    for number in range(PAGE):
        record(trip, zoe, friends, description=f"Thing {number}")
    newest = Expense.objects.get(description="Thing 3")
    answer = client_of(zoe).post(url, {**chosen(dinner, newest), "date": ""})
    assert not any(boxes(answer).values())


def test_a_form_sent_twice_counts_once(client_of, zoe, dinner, url):
    client, form = client_of(zoe), chosen(dinner)
    assert {client.post(url, form).status_code for _ in range(2)} == {303}
    dinner.refresh_from_db()
    assert dinner.version == 2


def test_the_page_says_what_happens_to_rates_only_where_there_are_any(client_of, trip, zoe, friends, dinner, list_url):
    client = client_of(zoe)
    assert "keeps its rate" not in words(client.get(list_url, {"select": "1"}))
    record(trip, zoe, friends, currency="USD", rate_source="ecb", rate_date=DAY)
    assert "keeps its rate" in words(client.get(list_url, {"select": "1"}))


def test_a_closed_trip_keeps_its_days(client_of, trip, zoe, dinner, url):
    trip.archived_at = trip.created_at
    trip.save()
    assert "nothing in it can change" in words(client_of(zoe).post(url, chosen(dinner), follow=True))
    assert days(dinner) == [DAY]


def test_viewers_are_told_and_strangers_find_nothing(client_of, client, emily, stranger, dinner, url):
    assert client_of(emily).post(url, chosen(dinner)).status_code == 403
    assert client_of(stranger).post(url, chosen(dinner)).status_code == 404
    assert client.post(url, chosen(dinner)).status_code == 302
    assert days(dinner) == [DAY]


def test_looking_moves_nothing(client_of, zoe, dinner, url):
    key = f"{dinner.ref}.1"
    assert client_of(zoe).get(url, {"expense": key, "date": "2026-05-05"}).status_code == 405
    assert days(dinner) == [DAY]


def test_under_htmx_no_page_reloads(client_of, zoe, dinner, url, htmx):
    answer = client_of(zoe).post(url, chosen(dinner), headers=htmx("expense-list"))
    assert answer.status_code == 204
    assert "HX-Location" in answer.headers


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, dinner, list_url, url):
    client, to_and_fro = client_of(zoe), [LATER, DAY, LATER, DAY]

    def move(rows):
        for row in rows:
            row.refresh_from_db()
        return client.post(url, chosen(*rows, day=to_and_fro.pop()))

    few = queries(lambda: move([dinner])) - 1, queries(lambda: client.get(list_url, {"select": "1"}))
    rows = [dinner, *[record(trip, zoe, friends) for _ in range(30)]]
    many = queries(lambda: move(rows)) - len(rows), queries(lambda: client.get(list_url, {"select": "1"}))
    assert many == few
