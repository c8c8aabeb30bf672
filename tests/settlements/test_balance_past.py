"""…/balances/?on= and ?at=: where everybody stood, with nothing on it that changes anything; and one person's lines of then."""

import datetime
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from expenses.services import delete_expense, edit_expense
from settlements.past.moments import written
from settlements.services import delete_payment
from tests.settlements.rows import DAY, expense_draft, grow, pay, spend
from trips.models import Activity

CHANGES = re.compile(r"/payments/(new/|[\w-]+/(edit|delete|restore|revert)/)|Mark as paid")


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/balances/"


def text_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def nets(response):
    return {person.name: person.net.minor for person in response.context["balances"].people}


def test_as_of_a_day_shows_bars_balances_and_plan_of_then(client_of, trip, zoe, david, dinner, url):
    spend(trip, 9000, by=david, among=[zoe], date=DAY + datetime.timedelta(1))

    page = client_of(david).get(f"{url}?on={DAY}")

    assert "As of 3 May 2026." in text_of(page)
    assert "You owe −€10.00" in text_of(page)
    assert "Three payments settle everything, and no plan needs fewer." in text_of(page)
    assert nets(page) == {"Zoë": 3000, "David": -1000, "Emily": -1000, "Kenji": -1000}
    assert f'href="{url}"' in page.content.decode()  # the way back


def test_as_it_stood_at_a_moment_of_the_trips_own_clocks(client_of, trip, zoe, dinner, url):
    """The trip is in Lisbon: an hour ahead of UTC in summer."""
    moments = [datetime.datetime(2026, 7, 3, 17, minute, tzinfo=datetime.UTC) for minute in (0, 30)]
    rewrite_history(trip, moments[0])
    expense = edit_expense(expense=dinner, by=zoe, version=1, draft=expense_draft(400, by=zoe, among=[zoe]))
    client = client_of(zoe)

    assert nets(client.get(f"{url}?at=2026-07-03T17:59")) == dict.fromkeys(["Zoë", "David", "Emily", "Kenji"], 0)
    page = client.get(f"{url}?at=2026-07-03T18:30")
    assert nets(page)["Zoë"] == 3000
    assert "As it stood on 3 July 2026 at 18:30." in text_of(page)
    assert expense.version == 2


def rewrite_history(trip, at):
    """As if the revisions so far were of that moment: the trigger that forbids it is off for a moment."""
    with connection.cursor() as cursor:
        name = triggers(cursor)
        cursor.execute(f"DROP TRIGGER {name[0]}{' ON trips_revision' if connection.vendor == 'postgresql' else ''}")
        trip.revisions.update(at=at)
        if connection.vendor == "sqlite":
            cursor.execute(name[1])


def triggers(cursor):
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'trips_revision'")
    else:
        cursor.execute(
            "SELECT tgname, '' FROM pg_trigger WHERE tgrelid = 'trips_revision'::regclass AND NOT tgisinternal"
        )
    return cursor.fetchone()


def test_nothing_on_it_changes_anything(client_of, trip, zoe, payment, url):
    page = client_of(zoe).get(f"{url}?at={written(timezone.now())}").content.decode()

    assert not CHANGES.search(page)
    assert f"/trips/{trip.slug}/balances/?on=" not in page


def test_todays_page_has_the_pickers(client_of, zoe, dinner, url):
    page = client_of(zoe).get(url).content.decode()

    assert 'type="date" name="on"' in page
    assert 'type="datetime-local" name="at"' in page


def test_each_line_of_the_feed_leads_to_how_things_stood_right_after_it(client_of, trip, zoe, david, dinner, payment):
    delete_payment(payment=payment, by=zoe, version=1)
    delete_expense(expense=dinner, by=zoe, version=1)
    client = client_of(zoe)
    page = html.unescape(client.get(f"/trips/{trip.slug}/activity/").content.decode())
    links = re.findall(rf'href="(/trips/{trip.slug}/balances/\?at=[^"]+)"', page)

    assert [nets(client.get(link))["David"] for link in links[:4]] == [0, -1000, 0, -1000]
    assert len(links) == Activity.objects.filter(trip=trip).count()


@pytest.mark.parametrize(
    "query",
    [
        "on=",
        "on=soon",
        "on=2026-02-30",
        "at=",
        "at=2026-05-03",
        "at=2026-05-03T99:00",
        "on=2026-05-03&at=2026-05-03T10:00",
        "on=0001-01-01",
        "at=9999-12-31T23:59",
        "on=%00",
        "at=2026-05-03T18:30%2B99:99",
    ],
)
def test_what_is_no_day_and_no_moment_is_said_in_a_sentence(client_of, zoe, dinner, url, query):
    for place in (url, f"{url}{zoe.ref}/"):
        page = client_of(zoe).get(f"{place}?{query}")
        assert page.status_code == 422
        assert "Choose" in text_of(page)
        assert 'name="on"' in page.content.decode()


def test_one_persons_lines_of_then_come_to_the_balance_of_then(client_of, trip, zoe, david, dinner, payment, url):
    then = written(timezone.now())
    edit_expense(expense=dinner, by=zoe, version=1, draft=expense_draft(50, by=zoe, among=[david], description="Snack"))
    delete_payment(payment=payment, by=zoe, version=1)
    client = client_of(zoe)

    page = client.get(f"{url}{david.ref}/?at={then}")
    rows = page.context["statement"].rows
    assert [(row.title, row.effect.minor, row.balance.minor) for row in rows] == [
        ("David paid you", 1000, 0),
        ("Dinner", -1000, -1000),
    ]
    assert page.context["statement"].person.net.minor == 0
    assert "As it stood on" in text_of(page)
    now = client.get(f"{url}{david.ref}/?on={DAY}").context["statement"]
    assert [(row.title, row.balance.minor) for row in now.rows] == [("Snack", -50)]
    day_before = client.get(f"{url}{david.ref}/?on={DAY - datetime.timedelta(1)}").context["statement"]
    assert (day_before.rows, day_before.person.net.minor) == ([], 0)


def test_the_bars_lead_to_the_lines_of_the_same_moment(client_of, zoe, david, dinner, url):
    then = written(timezone.now())
    client = client_of(zoe)
    page = html.unescape(client.get(f"{url}?at={then}").content.decode())

    assert f"{url}{david.ref}/?at={then}" in page
    assert f"{url}?at={then}" in html.unescape(client.get(f"{url}{david.ref}/?at={then}").content.decode())


def test_a_stranger_learns_nothing(client_of, stranger, dinner, url):
    assert client_of(stranger).get(f"{url}?on={DAY}").status_code == 404
    assert client_of(stranger).get(f"{url}?on=soon").status_code == 404


def test_htmx_gets_the_fragment(client_of, zoe, dinner, htmx, url):
    page = client_of(zoe).get(f"{url}?on={DAY}", headers=htmx("balance-list")).content.decode()
    assert page.strip().startswith('<div class="stack loose" id="balance-list"')


@pytest.mark.parametrize("person", ["", "zoe"])
@pytest.mark.parametrize("query", [f"on={DAY}", "at=2100-01-01T00:00"])
def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, david, friends, payment, url, query, person):
    client = client_of(zoe)
    place = f"{url}{zoe.ref}/" if person else url

    def queries():
        pay(trip, 1, sender=zoe, receiver=david)  # so that no kept page is shown again
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{place}?{query}").status_code == 200
        return len(captured)

    queries()
    before = queries()
    grow(trip, friends)
    assert queries() == before
