"""…/categories/: what has no category, each with its suggestion, saved at once or not at all; with history and a way back."""

import html
import re
from dataclasses import replace

import pytest

from assistant import filing
from expenses.drafts import draft_of
from expenses.listing import cursor_after
from expenses.services import edit_expense
from tests.expenses.recording import record, words
from tests.trips.recurring import queries
from tripsplit.ids import new_submit_key


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/categories/"


@pytest.fixture
def bare(trip, zoe, friends):
    """Three without a category, and one with."""
    record(trip, zoe, friends, description="Museum", category="activities")
    return [record(trip, zoe, friends, description=what) for what in ("Taxi", "zxcvq", "Supermarket")]


def sent(expenses, *categories, **more):
    fields = {"submit_key": new_submit_key(), "expense": [f"{each.ref}.{each.version}" for each in expenses], **more}
    return fields | {f"category_{each.ref}": key for each, key in zip(expenses, categories, strict=True)}


def categories(expenses):
    for each in expenses:
        each.refresh_from_db()
    return [(each.category, each.suggested, each.version) for each in expenses]


def test_each_without_a_category_is_there_with_its_suggestion(client_of, zoe, bare, url):
    page = client_of(zoe).get(url)
    assert [(row.expense.description, row.chosen) for row in page.context["page"].rows] == [
        ("Supermarket", "groceries"),
        ("zxcvq", ""),
        ("Taxi", "transport"),
    ]
    assert "Museum" not in words(page)


def test_saving_files_what_was_chosen_and_skips_the_rest(client_of, trip, zoe, bare, url):
    taxi, unknown, market = bare
    before = trip.day_totals.there().get(category="").amount
    form = sent(bare, "fees", "", "groceries", **{f"suggested_{taxi.ref}": "transport"})
    answer = client_of(zoe).post(url, form)
    assert answer.status_code == 303
    assert categories(bare) == [("fees", "transport", 2), ("", None, 1), ("groceries", None, 2)]
    assert trip.revisions.of("expense", taxi.ref).get(version=2).snapshot["category"] == "fees"
    assert trip.day_totals.there().get(category="").amount == before - taxi.amount - market.amount
    assert trip.day_totals.there().get(category="fees").amount == taxi.amount
    assert "Taxi" not in words(client_of(zoe).get(url))
    assert unknown.category == ""


def test_undo_takes_the_categories_away_again(client_of, zoe, bare, url):
    client = client_of(zoe)
    page = client.post(url, sent(bare, "transport", "", "groceries"), follow=True)
    back = html.unescape(re.search(r'action="([^"]*/categories/\?[^"]+)"', page.content.decode())[1])
    client.post(back, {"submit_key": new_submit_key()})
    assert [key for key, *_ in categories(bare)] == ["", "", ""]


def test_one_that_changed_meanwhile_saves_none_and_keeps_what_was_chosen(client_of, zoe, bare, url):
    form = sent(bare, "fees", "health", "other")
    edit_expense(expense=bare[0], by=zoe, version=1, draft=replace(draft_of(bare[0]), note="New"))
    answer = client_of(zoe).post(url, form)
    assert answer.status_code == 409
    assert "somebody else changed one of these" in words(answer)
    assert [row.chosen for row in answer.context["page"].rows] == ["other", "health", "fees"]
    assert [key for key, *_ in categories(bare)] == ["", "", ""]


@pytest.mark.parametrize("category", ["bribes", "<b>"])
def test_a_category_that_there_is_not_is_refused(client_of, zoe, bare, url, category):
    assert client_of(zoe).post(url, sent(bare, category, "", "")).status_code == 422
    assert [key for key, *_ in categories(bare)] == ["", "", ""]


def test_expenses_of_another_trip_are_refused(client_of, zoe, bare, url, stranger):
    theirs = record(stranger.trip, stranger, [stranger], description="Taxi")
    assert client_of(zoe).post(url, sent([theirs], "fees")).status_code == 422
    assert categories([theirs]) == [("", None, 1)]


def test_skipping_all_changes_nothing(client_of, zoe, bare, url):
    page = client_of(zoe).post(url, sent(bare, "", "", ""), follow=True)
    assert "nothing has changed" in words(page)
    assert [version for *_, version in categories(bare)] == [1, 1, 1]


def test_with_nothing_left_the_page_says_so_and_the_list_does_not_offer_it(client_of, trip, zoe, bare, url):
    client = client_of(zoe)
    list_url = f"/trips/{trip.slug}/expenses/"
    assert "Categorise the rest" in words(client.get(list_url))
    client.post(url, sent(bare, "fees", "fees", "fees"))
    assert "Every expense has its category" in words(client.get(url))
    assert "Categorise the rest" not in words(client.get(list_url))


def test_who_looks_on_is_not_offered_it(client_of, trip, emily, bare):
    assert "Categorise the rest" not in words(client_of(emily).get(f"/trips/{trip.slug}/expenses/"))


def test_htmx_gets_the_fragment(client_of, zoe, bare, url, htmx):
    page = client_of(zoe).get(url, headers=htmx("category-batch")).content.decode()
    assert page.strip().startswith("<form")


def test_only_who_edits(client_of, emily, stranger, url):
    assert client_of(emily).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404


def test_wrong_method(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_queries_do_not_grow(client_of, trip, zoe, friends, bare, url):
    client = client_of(zoe)
    few = queries(lambda: client.get(url))
    for number in range(10):
        record(trip, zoe, friends, description=f"Taxi {number}")
    assert queries(lambda: client.get(url)) == few


@pytest.fixture
def two_at_once(monkeypatch):
    monkeypatch.setattr(filing, "AT_ONCE", 2)


def shown(page):
    return [row.expense.description for row in page.context["page"].rows]


def test_of_many_the_newest_are_shown_and_a_link_leads_on_to_the_older_ones(client_of, zoe, bare, url, two_at_once):
    client = client_of(zoe)
    page = client.get(url)
    assert shown(page) == ["Supermarket", "zxcvq"]
    assert "1 older one waits." in words(page)
    onward = re.search(r'href="([^"]*[?]after=[^"]+)"', page.content.decode())[1]
    page = client.get(onward)
    assert shown(page) == ["Taxi"]
    assert "waits" not in words(page)
    answer = client.post(onward, sent(bare[:1], "bribes"))
    assert (answer.status_code, shown(answer)) == (422, ["Taxi"])


def test_after_the_last_one_it_does_not_say_that_all_are_filed(client_of, zoe, bare, url):
    page = client_of(zoe).get(f"{url}?after={cursor_after(bare[0])}")
    assert "That was the last one" in words(page)
    assert "Every expense has its category" not in words(page)


@pytest.mark.parametrize("after", ["x", "0" * 50, "\0"])
def test_after_nothing_known_it_begins_at_the_newest(client_of, zoe, bare, url, after):
    assert shown(client_of(zoe).get(url, {"after": after}))[0] == "Supermarket"
