"""…/expenses/?q= by meaning: what counts as the thing is found and summed; what is only similar stands apart until it is asked for."""

import re

import pytest

from expenses.listing import PAGE
from expenses.search.engine import NotAvailable
from expenses.search.meaning import NOTES
from expenses.search.store import Hit
from expenses.services import delete_expense
from tests.expenses.recording import record, words
from tests.trips.recurring import queries


class Vectors:
    """Plays the worker: it finds what it is told to."""

    def __init__(self):
        self.hits, self.reason, self.asked = [], "", []

    def find(self, *rows, likeness=0.9):
        self.hits = [Hit(row.pk, row.ref, row.version, likeness) for row in rows]

    def search(self, trip, text, **_more):
        self.asked.append((trip, text))
        if self.reason:
            raise NotAvailable(self.reason)
        return self.hits


@pytest.fixture
def vectors(settings, monkeypatch):
    settings.EMBEDDING_MODEL_PATH = ""
    made = Vectors()
    monkeypatch.setattr("expenses.search.meaning.door", lambda: made)
    return made


@pytest.fixture
def rows(trip, zoe, david, friends):
    return {
        "uber": record(trip, zoe, friends, description="Uber to Belém", amount=1000),
        "taxi": record(trip, david, friends, description="Taxi", amount=500),
        "tuk": record(trip, david, [david], description="Three wheels uphill", amount=700, category="transport"),
        "dinner": record(trip, zoe, friends, description="Ramiro", amount=9000),
    }


@pytest.fixture
def get(client_of, zoe, trip, htmx):
    client = client_of(zoe)

    def ask(query, target=""):
        return client.get(f"/trips/{trip.slug}/expenses/?{query}", headers=htmx(target) if target else {})

    return ask


def titles(response):
    return re.findall(r'class="what">(?:<a[^>]*>)?<strong>([^<]*)</strong>', response.content.decode())


def test_taxi_finds_uber_and_sums_it(get, rows):
    page = get("q=taxi")
    assert titles(page) == ["Taxi", "Uber to Belém"]
    assert "2 expenses · €15.00" in words(page)
    assert "With what counts as it, by whatever name. Only the words" in words(page)


def test_the_words_alone_are_a_filter_that_stays_and_goes(get, rows):
    page = get("q=taxi&exact=1")
    assert titles(page) == ["Taxi"]
    assert "Remove: Only the words" in words(page)
    assert "With what counts as it" not in words(page)


def test_a_word_that_names_nothing_is_only_a_word(get, rows):
    page = get("q=ramiro")
    assert titles(page) == ["Ramiro"]
    assert "With what counts as it" not in words(page)


def test_the_filters_narrow_what_counts_as_it_too(get, rows, david):
    assert titles(get(f"q=taxi&person={david.ref}&role=paid")) == ["Taxi"]


def test_the_page_asks_for_what_is_similar_by_itself_and_after(get, rows, vectors):
    page = get("q=taxi")
    assert not vectors.asked
    assert 'id="expense-like"' in page.content.decode()
    assert 'hx-get="?q=taxi"' in page.content.decode()
    assert 'href="?q=taxi&amp;like=1"' in page.content.decode()


def test_what_is_similar_stands_apart_and_in_no_sum(get, rows, vectors, trip):
    vectors.find(rows["tuk"], rows["taxi"])
    part = get("q=taxi", target="expense-like")
    assert vectors.asked == [(trip.pk, "taxi")]
    assert titles(part) == ["Three wheels uphill"]
    assert "Perhaps also Include it Similar by meaning, not by the words. In no sum yet." in words(part)
    assert "<html" not in part.content.decode()


def test_the_reader_includes_it_and_takes_it_out_again(get, rows, vectors):
    vectors.find(rows["tuk"])
    page = get("q=taxi&like=1")
    assert titles(page) == ["Three wheels uphill", "Taxi", "Uber to Belém"]
    assert "3 expenses · €22.00" in words(page)
    assert "Similar · David paid" in words(page)
    assert "Remove: With similar ones" in words(page)
    assert 'id="expense-like"' not in page.content.decode()


def test_what_is_similar_passes_the_other_filters(get, rows, vectors):
    vectors.find(rows["tuk"], rows["dinner"])
    assert titles(get("q=cab&category=transport&like=1")) == ["Three wheels uphill"]
    assert titles(get("q=taxi&min=8", target="expense-like")) == ["Ramiro"]
    assert titles(get("q=taxi&to=2026-05-02", target="expense-like")) == []


def test_a_hit_of_another_trip_or_of_the_trash_is_never_shown(get, rows, vectors, trip, zoe, friends, stranger):
    theirs = record(stranger.trip, stranger, [stranger], description="Their secret")
    gone = delete_expense(expense=record(trip, zoe, friends, description="Gone"), by=zoe, version=1)
    vectors.find(theirs, gone, rows["tuk"])
    for target in ("", "expense-like"):
        shown = get(f"q=taxi{'&like=1' if not target else ''}", target=target).content.decode()
        assert "Their secret" not in shown
        assert "Gone" not in shown
        assert "Three wheels" in shown


@pytest.mark.parametrize("reason", sorted(NOTES))
def test_without_it_the_words_are_found_and_a_note_says_why(get, rows, vectors, reason):
    vectors.reason = reason
    part = get("q=taxi", target="expense-like")
    assert part.status_code == 200
    assert NOTES[reason] in words(part)
    page = get("q=taxi&like=1")
    assert titles(page) == ["Taxi", "Uber to Belém"]
    assert NOTES[reason] in words(page)


def test_a_site_that_wants_none_asks_for_none(get, rows):
    page = get("q=taxi")
    assert 'id="expense-like"' not in page.content.decode()
    assert titles(get("q=taxi&like=1")) == ["Taxi", "Uber to Belém"]


def test_nobody_looks_for_what_is_similar_in_the_trash_or_while_choosing(get, rows, vectors):
    for mode in ("trash=1", "select=1"):
        assert 'id="expense-like"' not in get(f"q=taxi&{mode}").content.decode()


def test_pages_go_on_where_they_ended_with_what_is_similar_among_them(get, trip, zoe, friends, vectors):
    rows = [
        record(trip, zoe, friends, description="Uber" if n % 2 else "Three wheels", ref=f"row{n}")
        for n in range(PAGE + 6)
    ]
    vectors.find(*rows[::2])
    first = get("q=taxi&like=1")
    after = re.search(r"after=([^\"&]+)", first.content.decode())[1]
    second = get(f"q=taxi&like=1&after={after}")
    assert len(titles(first)) == PAGE
    assert len(titles(second)) == 6


def test_the_number_of_queries_does_not_grow(get, rows, vectors, trip, zoe, friends):
    vectors.find(rows["tuk"], rows["dinner"])
    counts = []
    for _ in range(2):
        counts.append([queries(lambda: get("q=taxi", target="expense-like")), queries(lambda: get("q=taxi&like=1"))])
        more = [record(trip, zoe, friends, description=text) for text in ("Uber", "Wheels") for _ in range(8)]
        vectors.find(rows["tuk"], rows["dinner"], *more)
    assert counts[0] == counts[1]


def test_a_stranger_finds_nothing_of_it(client_of, stranger, trip, rows, vectors, htmx):
    url = f"/trips/{trip.slug}/expenses/?q=taxi"
    assert client_of(stranger).get(url, headers=htmx("expense-like")).status_code == 404
    assert not vectors.asked


def test_what_is_kept_of_a_page_never_holds_what_is_similar(get, rows, vectors, settings):
    settings.KEPT_PAGES_BYTES = 2**20
    vectors.find(rows["tuk"])
    assert len(titles(get("q=taxi&like=1"))) == 3
    vectors.hits = []
    assert len(titles(get("q=taxi&like=1"))) == 2


def test_where_the_words_find_nothing_less_likeness_is_enough(get, rows, vectors):
    vectors.find(rows["tuk"], likeness=0.5)
    assert titles(get("q=taxi", target="expense-like")) == []
    assert titles(get("q=taxi+garden", target="expense-like")) == ["Three wheels uphill"]
