"""…/insights/: what was spent, by category, person and day, narrowed as the list is; and each bar leads to what is behind it."""

import datetime
import html
import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from expenses.models import Expense
from expenses.services import delete_expense
from tests.expenses.recording import DAY, record, words
from tests.factories import ParticipantFactory
from tests.settlements.rows import pay
from tests.trips.recurring import assert_does_not_grow, queries
from trips.kitties import add_kitty
from trips.models import Trip

NEXT = DAY + datetime.timedelta(days=1)
DOLLARS = {"currency": "USD", "rate": Decimal("0.5"), "rate_source": "trip"}


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/insights/"


@pytest.fixture
def ledger(trip, zoe, david, emily, kenji, friends):
    """€181.00 less €50.00 that came back, on two days; €30.00 of it in dollars."""
    record(trip, zoe, friends, description="Dinner", amount=14200, category="food")
    record(trip, david, [david, kenji], description="Taxi", amount=900, category="transport")
    record(trip, zoe, friends, description="Deposit back", amount=5000, kind=Expense.Kind.INCOME, date=NEXT)
    record(trip, kenji, friends, description="Flight bags", amount=6000, category="transport", date=NEXT, **DOLLARS)
    delete_expense(expense=record(trip, zoe, friends, amount=100_000), by=zoe, version=1)
    pay(trip, 777_00, sender=david, receiver=zoe)
    return trip


def lines(response):
    """The bars by category: name, amount, percentage and address."""
    found = re.findall(
        r'<a class="chart-line" href="([^"]*)">.*?chart-name">([^<]*)<.*?money">([^<]*)<.*?chart-more">([^<]*)<',
        response.content.decode(),
        re.DOTALL,
    )
    return [(html.unescape(name), money, more, html.unescape(href)) for href, name, money, more in found]


def sides(response):
    """The bars by person: (name, Paid or Share) -> (amount, address)."""
    found = re.findall(
        r'<a class="chart-side" href="([^"]*)">\s*<span class="chart-label"><span[^>]*>([^<]*): </span>(\w+)<.*?money">([^<]*)<',
        response.content.decode(),
        re.DOTALL,
    )
    return {(name, label): (money, html.unescape(href)) for href, name, label, money in found}


def places(response):
    """The places of the columns that can be pressed: what they say, and where they lead."""
    found = re.findall(r'<a href="([^"]*)" tabindex="-1">\s*<title>([^<]*)<', response.content.decode())
    return {html.unescape(title): html.unescape(href) for href, title in found}


def asked(href):
    return {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}


def test_everything_is_summed_by_category_the_largest_first(client_of, zoe, ledger, url):
    page = client_of(zoe).get(url)
    assert [row[:3] for row in lines(page)] == [
        ("Food & drink", "€142.00", "78 %"),
        ("Transport", "€39.00", "22 %"),
        ("No category", "−€50.00", ""),
    ]
    assert "€131.00" in words(page)


def test_people_have_what_they_paid_beside_their_share_and_payments_are_no_spending(client_of, zoe, ledger, url):
    found = sides(client_of(zoe).get(url))
    assert {key: money for key, (money, _) in found.items()} == {
        ("You", "Paid"): "€92.00",
        ("You", "Share"): "€30.50",
        ("David", "Paid"): "€9.00",
        ("David", "Share"): "€35.00",
        ("Emily", "Paid"): "€0.00",
        ("Emily", "Share"): "€30.50",
        ("Kenji", "Paid"): "€30.00",
        ("Kenji", "Share"): "€35.00",
    }


def test_days_are_columns_with_the_running_total(client_of, zoe, ledger, url):
    page = client_of(zoe).get(url)
    assert [*places(page)] == ["Sun 3 May 2026: €151.00", "Mon 4 May 2026: −€20.00"]
    shown = words(page)
    assert (
        "2 days. The highest is Sun 3 May 2026 with €151.00. The line is the running total, which comes to €131.00."
        in shown
    )
    assert "Mon 4 May 2026 2 −€20.00 €131.00" in shown


def test_averages_are_per_person_and_per_day_of_the_trip(client_of, trip, zoe, ledger, url):
    shown = words(client_of(zoe).get(url))
    assert "Per person €32.75 4 people" in shown
    assert "Per day €65.50 2 days" in shown
    assert "Per person and day €16.38 4 people, 2 days" in shown
    Trip.objects.filter(pk=trip.pk).update(start_date=DAY, end_date=DAY + datetime.timedelta(days=9))
    assert "Per day €13.10 10 days" in words(client_of(zoe).get(url + "?x"))


def test_the_biggest_come_first_in_the_trips_currency(client_of, zoe, ledger, url):
    page = client_of(zoe).get(url).content.decode().split('id="biggest"')[1]
    assert re.findall(r"<strong>([^<]*)</strong>", page)[:3] == ["Dinner", "Flight bags", "Taxi"]
    assert "$60.00 at 0.5" in page


def test_several_currencies_are_told(client_of, zoe, ledger, url):
    shown = words(client_of(zoe).get(url))
    assert "US Dollar 1 expense · 23 % $60.00 €30.00" in shown
    assert "Euro 3 expenses · 77 % €101.00" in shown


def test_one_currency_is_not_worth_a_word(client_of, trip, zoe, friends, url):
    record(trip, zoe, friends)
    assert "Currencies" not in words(client_of(zoe).get(url))


def test_a_kitty_pays_and_is_no_person_who_consumes(client_of, trip, zoe, friends, url):
    kitty = add_kitty(trip=trip, by=zoe, name="Purse")
    record(trip, kitty, friends, amount=4000, by=zoe)
    page = client_of(zoe).get(url)
    found = sides(page)
    assert found["Purse", "Paid"][0] == "€40.00"
    assert ("Purse", "Share") not in found
    assert "Per person €10.00 4 people" in words(page)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("category=transport", "€39.00"),
        ("category=none", "−€50.00"),
        ("kind=expense", "€181.00"),
        ("currency=USD", "€30.00"),
        ("q=dinner", "€142.00"),
        ("from=2026-05-04", "−€20.00"),
        ("min=100", "€142.00"),
    ],
)
def test_the_filters_of_the_list_narrow_it_and_stand_in_the_address(client_of, zoe, ledger, url, query, total):
    page = client_of(zoe).get(f"{url}?{query}")
    summary = words(page).split("What was found")[1]
    assert summary.strip().startswith(total)
    assert "Remove:" in words(page)
    listed = client_of(zoe).get(f"{url.replace('insights', 'expenses')}?{query}&sums=1")
    assert total in words(listed)


def test_every_bar_leads_to_the_expenses_behind_it_and_keeps_the_filters(client_of, zoe, david, ledger, url):
    page = client_of(zoe).get(f"{url}?kind=expense")
    bars = {name: href for name, _, _, href in lines(page)}
    assert asked(bars["Transport"]) == {"kind": "expense", "category": "transport"}
    assert asked(sides(page)["David", "Share"][1]) == {"kind": "expense", "person": david.ref, "role": "shared"}
    day = places(page)["Mon 4 May 2026: €30.00"]
    assert asked(day) == {"kind": "expense", "from": "2026-05-04", "to": "2026-05-04"}
    reader = client_of(zoe)
    for href in [*bars.values(), *places(page).values(), *(href for _, href in sides(page).values())]:
        assert href.startswith(url.replace("insights", "expenses"))
        assert reader.get(href).status_code == 200
    assert "Flight bags" in words(reader.get(day))
    assert "Dinner" not in words(reader.get(day))


def test_what_the_list_cannot_ask_for_leads_to_all_that_is_found(client_of, zoe, david, kenji, ledger, url):
    """One person at a time can be asked for, and an amount is read in the currency that is asked for."""
    page = client_of(zoe).get(url, {"person": david.ref})
    assert asked(sides(page)["Kenji", "Paid"][1]) == {"person": david.ref}
    assert asked(sides(page)["David", "Paid"][1]) == {"person": david.ref, "role": "paid"}
    shared = client_of(zoe).get(url, {"person": david.ref, "role": "shared"})
    assert asked(sides(shared)["David", "Paid"][1]) == {"person": david.ref, "role": "shared"}
    bounded = client_of(zoe).get(url, {"min": "30"}).content.decode()
    assert re.search(r'href="[^"]*min=30"[^>]*>\s*<span class="what"><strong>US Dollar', bounded)


def test_many_days_are_weeks_and_the_page_says_so(client_of, trip, zoe, friends, url):
    for week in range(10):
        record(trip, zoe, friends, date=DAY + datetime.timedelta(days=7 * week))
    page = client_of(zoe).get(url)
    assert "By week Too many days for one picture, so each bar is a week." in words(page)
    assert "3 May 2026: €10.00" in places(page)
    assert asked(places(page)["4 May to 10 May 2026: €10.00"]) == {"from": "2026-05-04", "to": "2026-05-10"}


def test_the_reader_of_another_language_reads_its_numbers(client_of, zoe, ledger, url):
    assert "131,00 €" in words(client_of(zoe, accept_language="de-DE").get(url))


def test_nothing_spent_says_what_to_do(client_of, zoe, emily, url):
    assert "Add the first expense" in words(client_of(zoe).get(url))
    shown = words(client_of(emily).get(url))
    assert "appear here with the first expense" in shown
    assert "Add the first expense" not in shown


def test_nothing_found_says_so(client_of, zoe, ledger, url):
    page = client_of(zoe).get(f"{url}?q=zebra")
    assert "Nothing like that here" in words(page)


def test_what_cannot_be_read_is_said_at_its_field_and_narrows_nothing(client_of, zoe, ledger, url):
    shown = words(client_of(zoe).get(f"{url}?from=yesterday"))
    assert "Choose a day, such as 2026-05-03." in shown
    assert "In all €131.00" in shown


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ([{"kind": Expense.Kind.INCOME}], ["−€10.00", "One day. The line"]),
        ([{}, {"kind": Expense.Kind.INCOME}], ["In all €0.00"]),
        ([{}], ["In all €10.00", "See the expense", "1 day"]),
    ],
)
def test_little_nothing_and_less_than_nothing_are_drawn(client_of, trip, zoe, friends, url, facts, shown):
    for each in facts:
        record(trip, zoe, friends, **each)
    page = client_of(zoe).get(url)
    assert page.status_code == 200
    for sentence in shown:
        assert sentence in words(page)


@pytest.mark.parametrize(("currency", "total"), [("JPY", "¥1,000"), ("KWD", "KWD 1.000")])
def test_currencies_have_their_own_decimals(client_of, trip, zoe, friends, url, currency, total):
    Trip.objects.filter(pk=trip.pk).update(currency=currency)
    trip.refresh_from_db()
    record(trip, zoe, friends, amount=1000)
    assert total in words(client_of(zoe).get(url)).replace("\N{NO-BREAK SPACE}", " ")


def test_it_is_drawn_without_a_style_and_told_to_a_screen_reader(client_of, zoe, ledger, url):
    page = client_of(zoe).get(url).content.decode()
    assert 'role="img"' in page
    assert 'aria-labelledby="chart-time-title chart-time-desc"' in page
    assert "style=" not in page
    assert page.count("As a table") == 3


# -- the five of every view -----------------------------------------------------------------------------------------------
def test_strangers_learn_nothing(client_of, stranger, ledger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_it_is_for_looking_at(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405


def test_htmx_gets_what_is_found(client_of, zoe, ledger, url, htmx):
    answer = client_of(zoe).get(f"{url}?q=taxi&min=", headers={**htmx("insight-list"), "HX-Trigger": "find"})
    assert answer.content.decode().strip().startswith('<div class="stack" id="insight-list"')
    assert answer.headers["HX-Replace-Url"] == f"{url}?q=taxi"
    assert "1 expense found" in words(answer)


@pytest.mark.parametrize("query", ["", "?q=dinner"])
def test_its_queries_do_not_grow(client_of, trip, zoe, friends, ledger, url, query):
    reader = client_of(zoe)
    assert_does_not_grow(lambda: reader.get(url + query), trip)
    before = queries(lambda: reader.get(url + query))
    for number in range(12):
        record(
            trip, zoe, friends, description="Dinner", amount=500 + number, date=DAY + datetime.timedelta(days=number)
        )
    assert queries(lambda: reader.get(url + query)) <= before


def test_it_takes_a_fixed_number_of_queries(client_of, zoe, ledger, url):
    """Who reads, the trip, its people and currencies; then the running totals, budgets and the biggest, or three sums of the rows."""
    reader = client_of(zoe)
    counted = [queries(lambda query=query: reader.get(url + query, headers={"HX-Request": "true", "HX-Target": "insight-list"}))
               for query in ("", "?q=dinner")]  # fmt: skip
    assert counted == [8, 9]


def test_twenty_people_and_every_category_have_room(client_of, trip, zoe, url):
    people = [
        zoe,
        *(ParticipantFactory(trip=trip, name=f"Traveller with a long name {number}") for number in range(19)),
    ]
    for key in (
        "food",
        "groceries",
        "transport",
        "accommodation",
        "activities",
        "shopping",
        "fees",
        "health",
        "communication",
        "other",
        "",
    ):
        record(trip, zoe, people, category=key, amount=2000)
    page = client_of(zoe).get(url)
    assert len(lines(page)) == 11
    assert len(sides(page)) == 40
