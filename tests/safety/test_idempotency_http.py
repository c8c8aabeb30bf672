"""Over real HTTP, with two workers: whatever is sent twenty times at once counts once, and so does what is sent again after a crash."""

import contextlib
import json
import time

import pytest

from tests.safety.racing import AT_ONCE, Table, at_once
from tests.safety.sendings import keyed, prepare, sending_to
from tests.safety.tables import NOBODYS_DATA, undone
from tests.servers import PATIENCE, Browser, changed
from tripsplit.ids import new_submit_key

# The search index's own tables grow and shrink as it tidies up.
UNCOUNTED = (*NOBODYS_DATA, "sqlite_sequence", "expenses_searchindex_")
# A file is not sent over and over here: tests/expenses/test_receipt_add and tests/settlements/incoming do that.
WITH_FILES = {"receipt_add", "import_create"}


@pytest.fixture(scope="module")
def seeded(faulty_site):
    """A world for each sending, in the site's own database; and who sends it."""
    return json.loads(faulty_site.run("-m", "tests.safety.seeding"))


@pytest.fixture
def once(world, browser_of, settings):
    """How many rows each sending makes, table by table, when it is sent once."""
    settings.MAIL_IS_REAL = True  # as on the site

    def count(address):
        with undone(browser_of("owner")):
            prepare(address, world.ours)
            sending = sending_to(address, world.ours, world.theirs)
            before = counts_here()
            answer = browser_of(sending.role).post(sending.url, sending.body(submit_key=new_submit_key()))
            return grown(before, counts_here()) if answer.status_code == 303 else f"{answer.status_code}"

    return {address.name: count(address) for address in keyed()}


def counts_here():
    from django.db import connection

    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if not name.startswith(UNCOUNTED)]
        return {name: cursor.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in names}


def counts_there(site, names):
    return {name: site.rows(f"SELECT COUNT(*) FROM {name}")[0][0] for name in names}


def grown(before, after):
    return {name: after[name] - before[name] for name in after if after[name] != before.get(name)}


def test_whatever_is_sent_twenty_times_at_once_counts_once(faulty_site, seeded, once):
    faults, names = [], list(counts_here())
    for sending in seeded["sendings"]:
        if sending["name"] in WITH_FILES:
            continue
        browser = signed_in(faulty_site, seeded["cookie"], sending["session"])
        fields = {**with_token(browser), "submit_key": new_submit_key()}
        said = [(name, each) for name, value in sending["fields"].items() for each in listed(value)]
        before = counts_there(faulty_site, names)
        body = [*fields.items(), *said]
        answers = at_once(*[lambda browser=browser, url=sending["url"], body=body: browser.post(url, body)] * AT_ONCE)
        told = {(answer.status, answer.headers.get("Location")) for answer in answers}
        if len(told) != 1 or next(iter(told))[0] != 303:
            faults.append(f"{sending['name']}: {told}")
        rows = grown(before, counts_there(faulty_site, names))
        if rows != once[sending["name"]]:
            faults.append(f"{sending['name']}: {rows}, not {once[sending['name']]}")
    assert not faults
    assert len(seeded["sendings"]) > 25
    assert "database is locked" not in faulty_site.log.read_text()


def listed(value):
    return value if isinstance(value, list) else [value]


def signed_in(site, cookie, session):
    browser = Browser(site.servers[0].url)
    browser.cookie(cookie, session)
    return browser


def with_token(browser):
    return {"csrfmiddlewaretoken": dict(browser.get("/trips/new/").form("/trips/new/"))["csrfmiddlewaretoken"]}


@pytest.fixture
def table(faulty_site):
    return Table(faulty_site)


BETWEEN_KILLS = 7.5  # granian takes a worker that dies within 5.5 seconds of its start for one that cannot live, and ends the server
killed_at = [0.0]


def killed_after_the_commit(table, url, fields):
    time.sleep(max(0.0, killed_at[0] + BETWEEN_KILLS - time.monotonic()))
    with pytest.raises(OSError):
        table.owner.post(url, fields, **{"X-Fault": "die"})
    killed_at[0] = time.monotonic()


def answered(table, url, fields):
    """Sent until somebody answers: a worker that was killed is replaced in a moment."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            return table.owner.post(url, fields)
        time.sleep(0.2)
    raise TimeoutError


def test_what_a_killed_server_had_saved_is_shown_when_it_is_sent_again(table):
    for page, values, row in (
        (table.new, {"amount": "12.50", "description": "Taxi"}, "expenses_expense"),
        (f"{table.trip}people/", {"names": "Ann, Bo"}, "trips_participant"),
    ):
        before = len(table.of_trip(row, "id"))
        action = f"{page}new/" if page.endswith("people/") else page
        fields = table.filled(page, action=action, **values)
        killed_after_the_commit(table, action, fields)
        made = len(table.of_trip(row, "id"))
        assert made > before

        again = answered(table, action, fields)

        assert again.status == 303
        assert len(table.of_trip(row, "id")) == made
        assert "Added" in table.owner.get(again.location).body
    table.site.run("manage.py", "verify_ledger", table.slug)


def test_without_its_key_it_would_be_there_twice(table):
    fields = changed(table.filled(table.new, amount="12.50", description="Taxi"), submit_key=[])
    killed_after_the_commit(table, table.new, fields)
    answered(table, table.new, fields)
    assert len(table.expenses("ref")) == 2
