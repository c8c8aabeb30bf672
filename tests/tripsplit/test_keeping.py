"""Pages that are shown again: never to somebody else, never after a change, never with an old token or an old form's key."""

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.utils import timezone

from expenses.services import delete_expense, restore_expense
from settlements.services import PaymentDraft, record_payment
from tests.expenses.recording import DAY, record
from tests.servers import Answer, changed
from tests.trips.recurring import queries
from trips.services import archive_trip
from tripsplit.keeping import KEY_MARK, TOKEN_MARK, Shelf, filled, shelf

FORM = "application/x-www-form-urlencoded"
KEYS = re.compile(r'name="submit_key" value="([^"]+)"')
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _keep(settings):
    settings.KEPT_PAGES_BYTES = 2**20
    shelf.clear()
    yield
    shelf.clear()


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/"


@pytest.fixture
def balances(trip):
    return f"/trips/{trip.slug}/balances/"


def body(client, url, **headers):
    """The page without what is fresh each time."""
    page = client.get(url, headers=headers).content.decode()
    assert TOKEN_MARK not in page
    assert KEY_MARK not in page
    return re.sub(r"X-CSRFToken[^}]*", "", TOKENS.sub("", KEYS.sub("", page)))


def pay(trip, by, receiver):
    draft = PaymentDraft(
        date=DAY, sender=by.ref, receiver=receiver.ref, amount=500, currency=trip.currency, method="Cash"
    )
    return record_payment(trip=trip, by=by, draft=draft)


def test_a_page_is_made_once_and_shown_again_as_it_was(client_of, trip, zoe, friends, url):
    record(trip, zoe, friends)
    client = client_of(zoe)
    first = body(client, url)

    assert queries(lambda: client.get(url)) == 3  # the session, the user, and the trip with its reader
    assert body(client, url) == first


def test_every_change_is_on_the_next_page(client_of, trip, zoe, david, friends, url, balances):
    """Each page is compared with one that nothing was kept for: the control, which would differ if the key named too little."""
    client = client_of(zoe)
    expense = record(trip, zoe, friends)
    changes = [
        lambda: record(trip, david, friends, amount=777),
        lambda: pay(trip, zoe, david),
        lambda: delete_expense(expense=expense, by=zoe, version=1),
        lambda: restore_expense(expense=expense, by=zoe, version=2),
        lambda: archive_trip(trip=trip, by=zoe),
    ]
    for change in changes:
        before = [body(client, page) for page in (url, balances)]
        change()
        after = [body(client, page) for page in (url, balances)]
        assert before != after
        assert [body(client, page) for page in (url, balances)] == after
        shelf.clear()
        assert [body(client, page) for page in (url, balances)] == after


def test_each_reader_has_pages_of_their_own(client_of, trip, zoe, david, emily, friends, balances):
    record(trip, zoe, friends)
    pages = [body(client_of(person), balances) for person in (zoe, david, emily)]

    assert len(set(pages)) == 3
    assert [body(client_of(person), balances) for person in (zoe, david, emily)] == pages


def test_a_fragment_is_made_although_its_page_is_kept(client_of, trip, zoe, friends, url):
    record(trip, zoe, friends)
    client, asked = client_of(zoe), {"HX-Request": "true", "HX-Target": "expense-list"}
    body(client, url)
    body(client, url, **asked, HX_History_Restore_Request="true")

    fragment = client.get(url, headers=asked).content.decode()

    assert fragment.strip().startswith("<div")
    assert "Dinner" in fragment


def test_a_stranger_is_shown_nothing_that_was_kept(client_of, trip, zoe, stranger, url):
    body(client_of(zoe), url)

    assert client_of(stranger).get(url).status_code == 404


def test_numbers_are_written_as_the_reader_writes_them(client_of, trip, zoe, friends, url):
    record(trip, zoe, friends, amount=123456)
    english, german = (body(client_of(zoe), url, Accept_Language=language) for language in ("en", "de"))

    assert "€1,234.56" in english
    assert "1.234,56\N{NO-BREAK SPACE}€" in german


def test_each_form_has_a_fresh_key_each_time_and_the_readers_own_token(client_of, trip, zoe, david, friends, balances):
    record(trip, zoe, friends)
    pay(trip, zoe, david)
    pay(trip, david, zoe)
    client = client_of(zoe)
    pages = [client.get(balances).content.decode() for _ in range(3)]

    keys = [key for page in pages for key in KEYS.findall(page)]
    assert len(keys) == len(set(keys)) >= 6
    # Django masks the token anew for each page; that none is the mark is the point.
    assert len({token for page in pages for token in TOKENS.findall(page)}) == 3


def test_a_form_of_a_kept_page_can_be_sent(client_of, trip, zoe, david, friends, balances):
    payment = pay(trip, zoe, david)
    client = client_of(zoe)
    client.handler.enforce_csrf_checks = True
    page = [client.get(balances).content.decode() for _ in range(2)][1]
    fields = {"csrfmiddlewaretoken": TOKENS.findall(page)[-1], "submit_key": KEYS.findall(page)[0], "version": 1}

    answer = client.post(f"/trips/{trip.slug}/payments/{payment.ref}/delete/", fields)

    assert answer.status_code == 303
    payment.refresh_from_db()
    assert payment.is_deleted


def test_a_form_is_kept_too(client_of, trip, zoe, friends):
    client = client_of(zoe)

    assert queries(lambda: client.get(f"/trips/{trip.slug}/expenses/new/")) == 3


def test_the_form_of_a_kept_page_saves_what_is_typed_into_it(client_of, trip, zoe, friends):
    client, path = client_of(zoe), f"/trips/{trip.slug}/expenses/new/"
    for number in (1, 2, 3):
        page = Answer(200, {}, client.get(path).content.decode())
        fields = changed(page.form(path), amount="12.50", description=f"Dinner {number}")
        assert client.post(path, urlencode(fields), content_type=FORM).status_code == 303

    assert trip.expenses.count() == 3


def test_a_form_is_of_the_day_that_it_is_where_the_trip_is(client_of, trip, zoe, friends, monkeypatch):
    type(trip).objects.update(time_zone="Pacific/Kiritimati")
    client, path = client_of(zoe), f"/trips/{trip.slug}/expenses/new/"
    for now, day in ((9, "2026-05-03"), (11, "2026-05-04")):
        monkeypatch.setattr(timezone, "now", lambda now=now: datetime(2026, 5, 3, now, 30, tzinfo=UTC))
        assert f'value="{day}"' in client.get(path).content.decode()


def test_a_change_that_is_taken_back_leaves_no_page_behind(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    before = body(client, url)
    with transaction.atomic():
        record(trip, zoe, friends)
        transaction.set_rollback(True)

    assert body(client, url) == before


def test_the_shelf_drops_what_was_not_asked_for_the_longest(settings):
    settings.KEPT_PAGES_BYTES = 30
    small = Shelf()
    for name in "abc":
        small.put((name,), name * 10)
    small.get(("a",))
    small.put(("d",), "é" * 5)

    assert [small.get((name,)) for name in "abcd"] == ["a" * 10, None, "c" * 10, "é" * 5]
    assert small.size == 30


def test_a_page_that_is_put_twice_counts_once(settings):
    small = Shelf()
    small.put(("a",), "one")
    small.put(("a",), "other")

    assert (small.get(("a",)), small.size) == ("other", 5)


def test_a_page_that_is_too_large_is_not_kept(settings):
    settings.KEPT_PAGES_BYTES = 3
    small = Shelf()
    small.put(("a",), "four")

    assert (small.get(("a",)), small.size) == (None, 0)


def test_what_somebody_wrote_is_never_taken_for_a_mark():
    assert filled("no mark at all {key}", "token") == "no mark at all {key}"
    assert filled(f"a {TOKEN_MARK} b", "token") == "a token b"
