"""…/expenses/ with filters: what is found, said and summed, all from the address."""

import datetime
import html
import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from expenses.listing import PAGE
from expenses.models import Expense
from expenses.services import delete_expense
from tests.expenses.recording import DAY, record, words
from tests.expenses.talk import say
from tests.trips.recurring import queries

EARLIER = DAY - datetime.timedelta(days=3)


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/"


@pytest.fixture
def ledger(trip, zoe, david, emily, kenji, friends):
    """What was spent in Lisbon."""
    record(trip, zoe, friends, description="Dinner at Ramiro", amount=14200, category="food")
    record(trip, david, [david, kenji], description="Taxi", note="to the café", amount=1800, category="transport")
    record(trip, david, [zoe, emily], description="Museum", amount=900, category="activities", date=EARLIER)
    record(trip, zoe, friends, description="Deposit back", amount=5000, kind=Expense.Kind.INCOME, date=EARLIER)
    dollars = {"currency": "USD", "rate": Decimal("0.5"), "rate_source": "trip"}
    say(record(trip, kenji, friends, description="Flight bags", amount=6000, **dollars), zoe, "Robbery")
    gone = record(trip, zoe, friends, description="Taxi twice", amount=100)
    delete_expense(expense=gone, by=zoe, version=1)
    return trip


def titles(response):
    listed = response.content.decode().split('id="expense-list"')[1]
    return re.findall(r'class="what">(?:<a[^>]*>)?<strong>([^<]*)</strong>', listed)


def chips(response):
    """What each chip says, and the address without it."""
    found = re.findall(r'class="chip plain drop" href="([^"]*)".*?<span dir="auto">([^<]*)<', response.content.decode())
    return {html.unescape(text): parse_qs(urlsplit(html.unescape(href)).query) for href, text in found}


def faults(response):
    found = re.findall(r'<p class="error" id="find-(\w+)-error"[^>]*>([^<]+)<', response.content.decode())
    return {name: html.unescape(text) for name, text in found}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=taxi", ["Taxi"]),
        ("q=CAFE", ["Taxi"]),
        ("q=robb", ["Flight bags"]),
        ("q=dinner+ram", ["Dinner at Ramiro"]),
        ("q=dinner+taxi", []),
        ("category=food", ["Dinner at Ramiro"]),
        ("category=none", ["Flight bags", "Deposit back"]),
        ("kind=income", ["Deposit back"]),
        ("currency=USD", ["Flight bags"]),
        ("currency=EUR&category=none", ["Deposit back"]),
        ("from=2026-05-01", ["Flight bags", "Taxi", "Dinner at Ramiro"]),
        ("to=2026-05-02", ["Deposit back", "Museum"]),
        ("from=2026-04-30&to=2026-04-30&q=m", ["Museum"]),
        ("min=50", ["Dinner at Ramiro", "Deposit back"]),
        ("max=18&q=t", ["Taxi"]),
        ("min=30&max=30", ["Flight bags"]),
        ("min=60&currency=USD", ["Flight bags"]),
        ("min=61&currency=USD", []),
        ("min=50&category=none", ["Deposit back"]),
        ("comments=1", ["Flight bags"]),
        ("receipts=1", []),
        ("q=taxi&trash=1", ["Taxi twice"]),
        ("q=dinner&trash=1", []),
        ("min=1&trash=1", ["Taxi twice"]),
        ("from=2026-05-04&trash=1", []),
    ],
)
def test_what_the_address_asks_for_is_shown(client_of, zoe, ledger, url, query, found):
    page = client_of(zoe).get(f"{url}?{query}")
    assert page.status_code == 200
    assert titles(page) == found


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("", ["Flight bags", "Taxi", "Dinner at Ramiro", "Deposit back"]),
        ("either", ["Flight bags", "Taxi", "Dinner at Ramiro", "Deposit back"]),
        ("paid", ["Flight bags"]),
        ("shared", ["Flight bags", "Taxi", "Dinner at Ramiro", "Deposit back"]),
    ],
)
def test_a_person_is_found_by_what_they_paid_and_what_they_share(client_of, zoe, kenji, ledger, url, role, found):
    assert titles(client_of(zoe).get(url, {"person": kenji.ref, "role": role})) == found


def test_amounts_are_read_and_written_as_the_reader_writes_them(client_of, zoe, ledger, url):
    page = client_of(zoe, accept_language="de-DE").get(url, {"min": "141,99"})
    assert titles(page) == ["Dinner at Ramiro"]
    assert "At least 141,99\N{NO-BREAK SPACE}€" in chips(page)


def test_each_filter_in_use_is_a_chip_that_leaves_the_others(client_of, zoe, david, ledger, url):
    page = client_of(zoe).get(
        url,
        {"q": "taxi", "person": david.ref, "role": "paid", "category": "transport", "from": "2026-05-01", "max": "20"},
    )
    found = chips(page)
    assert [*found] == ["“taxi”", "David paid", "Transport", "From 1 May 2026", "At most €20.00"]
    assert "q" not in found["“taxi”"]
    assert found["“taxi”"].keys() == {"person", "role", "category", "from", "max"}
    assert found["David paid"].keys() == {"q", "category", "from", "max"}
    assert titles(client_of(zoe).get(url, found["Transport"])) == ["Taxi"]


def test_the_form_shows_what_the_address_says(client_of, zoe, david, ledger, url):
    page = client_of(zoe).get(url, {"q": '"taxi', "person": david.ref, "role": "paid", "min": "1+1"}).content.decode()
    assert 'value="&quot;taxi"' in page
    assert f'<option value="{david.ref}" selected>David</option>' in page
    assert '<option value="paid" selected>' in page
    assert 'value="1+1"' in page


@pytest.mark.parametrize(
    ("query", "field", "words_of_it"),
    [
        ("q=%21%3F", "q", "There is no word in this to search for."),
        ("q=a%00b", "q", "This text holds a control character. Type it again without it."),
        (f"q={'x' * 5_001}", "q", "Search for 5,000 characters at most."),
        ("person=nobody", "person", "Choose a person of this trip."),
        ("role=chief", "role", "Choose what they did."),
        ("category=fun", "category", "Choose a category of the list."),
        ("kind=gift", "kind", "Choose spent or money back."),
        ("currency=JPY", "currency", "Choose a currency that this trip has used."),
        ("from=yesterday", "from", "Choose a day, such as 2026-05-03."),
        ("from=2026-05-02&to=2026-05-01", "to", "This day is before the first one."),
        ("min=5&max=4", "max", "This amount is less than the first one."),
        ("min=-5", "min", "Enter an amount above zero, without a plus or minus sign."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_narrows_nothing(
    client_of, zoe, ledger, url, htmx, query, field, words_of_it
):
    client = client_of(zoe)
    page = client.get(f"{url}?{query}")
    fragment = client.get(f"{url}?{query}", headers=htmx("expense-list"))
    assert (page.status_code, fragment.status_code) == (200, 200)
    assert faults(page) == faults(fragment) == {field: words_of_it}
    assert (
        len(titles(client.get(f"{url}?{query}&category=food"))) == (0 if field == "category" else 1)
        or field == "category"
    )


def test_what_is_wrong_is_kept_when_another_filter_goes(client_of, zoe, ledger, url):
    page = client_of(zoe).get(f"{url}?q=taxi&min=abc")
    assert chips(page) == {"“taxi”": {"min": ["abc"]}}


def test_days_count_what_is_found_and_the_sums_say_what_it_comes_to(client_of, zoe, ledger, url):
    page = client_of(zoe).get(url, {"q": "t d f"[:1]})  # Taxi, and nothing else that begins so
    assert re.findall(r'<span class="money">([^<]*)</span>\s*</h3>', page.content.decode()) == ["€18.00"]
    assert "1 expense · €18.00 · your part €0.00" in words(page)


def test_money_back_counts_the_other_way_and_foreign_money_is_said_too(client_of, zoe, ledger, url):
    assert "2 expenses · −€20.00 (of it $60.00 ) · your part −€5.00" in words(
        client_of(zoe).get(url, {"category": "none"})
    )


def test_nothing_found_offers_the_way_back(client_of, zoe, ledger, url):
    page = client_of(zoe).get(url, {"q": "nothing", "trash": "1"})
    assert "Nothing like that here" in words(page)
    assert 'href="?trash=1">Show everything' in page.content.decode()


def test_an_empty_trip_has_no_filters(client_of, zoe, url):
    assert 'id="find"' not in client_of(zoe).get(url).content.decode()


def test_choosing_several_goes_on_with_what_was_found(client_of, zoe, ledger, url):
    page = client_of(zoe).get(url, {"q": "taxi", "select": "1"})
    assert titles(page) == ["Taxi"]
    assert 'id="find"' not in page.content.decode()


@pytest.fixture
def many(trip, zoe, friends):
    for number in range(PAGE * 2 + 5):
        record(trip, zoe, friends, amount=100, description=f"Taxi {number}", date=DAY if number >= 20 else EARLIER)
        record(trip, zoe, friends, amount=100, description="Tram", date=DAY)
    return trip


def test_pages_of_what_is_found_show_each_once_with_true_totals(client_of, many, zoe, friends, url, htmx):
    client, shown, address = client_of(zoe), [], f"{url}?q=taxi&min=1"
    while address:
        page = client.get(address, headers=htmx("expense-more") if shown else {})
        if not shown:
            record(many, zoe, friends, description="Taxi just now")  # shifts nothing
        text = page.content.decode()
        shown += re.findall(r"<strong>(Taxi[^<]*)</strong>", text)
        more = re.search(r'id="expense-more" hx-get="([^"]*)"', text)
        address = html.unescape(more[1]) if more else ""
        assert not more or parse_qs(urlsplit(address).query).keys() == {"q", "min", "after"}
    assert shown == [f"Taxi {number}" for number in reversed(range(PAGE * 2 + 5))]


def test_a_page_of_what_is_found_can_be_linked_to(client_of, many, zoe, url):
    row = Expense.objects.get(description="Taxi 40")
    page = client_of(zoe).get(f"{url}?q=taxi&after={row.date}.{row.ref}")
    assert titles(page) == [f"Taxi {number}" for number in reversed(range(40))]
    # What is found on the whole day, not what is on this page; and not the trams.
    assert re.findall(r'<span class="money">([^<]*)</span>\s*</h3>', page.content.decode()) == ["€85.00", "€20.00"]


def test_sums_of_more_than_a_page_are_asked_for_by_the_page_or_by_a_link(client_of, many, zoe, url, htmx):
    client = client_of(zoe)
    page = client.get(url, {"q": "taxi"}).content.decode()
    assert 'hx-get="?q=taxi" hx-trigger="load"' in page
    assert 'href="?q=taxi&amp;sums=1"' in page
    said = "105 expenses · €105.00 · your part €26.25"
    fragment = client.get(url, {"q": "taxi"}, headers=htmx("expense-sums"))
    assert said in words(fragment)
    assert 'id="expense-list"' not in fragment.content.decode()
    assert said in words(client.get(url, {"q": "taxi", "sums": "1"}))


def test_both_ways_of_summing_agree(client_of, zoe, ledger, url, htmx):
    client = client_of(zoe)
    for query in ("category=none", "q=t", "kind=expense", "currency=USD", "min=1", "from=2026-01-01"):
        at_once = re.search(
            r'id="expense-sums"[^>]*>(.*?)</p>', client.get(f"{url}?{query}").content.decode(), re.DOTALL
        )
        by_itself = client.get(f"{url}?{query}", headers=htmx("expense-sums")).content.decode()
        assert at_once[1].split() == re.search(r">(.*?)</p>", by_itself, re.DOTALL)[1].split()


def test_typing_gets_the_list_alone_and_a_tidy_address(client_of, zoe, ledger, url, htmx):
    empty = "person=&role=either&category=&kind=&from=&to=&min=&max="
    headers = {**htmx("expense-list"), "HX-Trigger": "find"}
    answer = client_of(zoe).get(f"{url}?q=taxi&{empty}", headers=headers)
    assert answer.content.decode().strip().startswith('<div class="stack" id="expense-list"')
    assert answer.headers["HX-Replace-Url"] == f"{url}?q=taxi"
    assert "1 expense found" in words(answer)
    trash = client_of(zoe).get(f"{url}?trash=1&q=&{empty}", headers=headers)
    assert trash.headers["HX-Replace-Url"] == f"{url}?trash=1"


def test_somebody_elses_person_is_not_one_to_find(client_of, zoe, stranger, ledger, url):
    page = client_of(zoe).get(url, {"person": stranger.ref})
    assert faults(page) == {"person": "Choose a person of this trip."}


def test_an_outsider_finds_nothing(client_of, stranger, ledger, url):
    assert client_of(stranger).get(url, {"q": "taxi"}).status_code == 404


@pytest.mark.parametrize("query", ["q=taxi", "q=t&person={person}&min=1", "category=none", "from=2026-01-01"])
def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, david, friends, url, query):
    client, address = client_of(zoe), f"{url}?{query.format(person=zoe.ref)}"
    for number in range(3):
        record(trip, zoe, friends, description=f"Taxi {number}")
    few = queries(lambda: client.get(address))
    for number in range(30):
        say(record(trip, friends[number % 2], friends, description=f"Taxi {number}"), zoe)
    assert queries(lambda: client.get(address)) <= few
    for number in range(30):
        record(trip, zoe, friends, description=f"Taxi {number}")
    assert queries(lambda: client.get(address)) <= few


def test_summing_takes_as_many_queries_for_any_number(client_of, many, zoe, friends, url, htmx):
    client, headers = client_of(zoe), htmx("expense-sums")
    few = queries(lambda: client.get(url, {"q": "taxi 1"}, headers=headers))
    assert queries(lambda: client.get(url, {"q": "t"}, headers=headers)) == few
