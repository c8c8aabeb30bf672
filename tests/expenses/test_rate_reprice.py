"""…/rates/<currency>/reprice/: the expenses at an earlier rate, what the present one makes of them, and making it so."""

import datetime
import re
from decimal import Decimal

import pytest

from expenses import repricing
from expenses.rating import set_trip_rate
from expenses.services import delete_expense
from settlements.verify import verify_trip
from tests.expenses.rates import in_dong, nets
from tests.expenses.recording import words
from tests.trips.recurring import queries
from trips.models import Trip
from tripsplit.ids import new_submit_key


@pytest.fixture
def rates(trip):
    return f"/trips/{trip.slug}/rates/"


@pytest.fixture
def url(rates):
    return f"{rates}VND/reprice/"


@pytest.fixture
def own(trip, zoe):
    return set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal("0.00005"))


@pytest.fixture
def pho(trip, zoe, david, own):
    return in_dong(trip, zoe, [zoe, david], 250_000, description="Phở")


@pytest.fixture
def tea(trip, zoe, david, own):
    return in_dong(trip, david, [zoe, david], 50_000, description="Tea")


def said(*expenses, rate="0.00005", **more):
    ticked = [f"{expense.ref}.{expense.version}" for expense in expenses]
    return {"submit_key": new_submit_key(), "rate": rate, "expense": ticked, **more}


def ticked(response):
    boxes = re.findall(r'name="expense" value="([^".]+)\.(\d+)"\s*(checked)?', response.content.decode())
    return {ref: bool(checked) for ref, _, checked in boxes}


def test_each_expense_and_each_balance_is_shown_before_and_after(client_of, zoe, pho, tea, url):
    page = client_of(zoe).get(url)
    shown = words(page)
    assert "1 VND = 0.00005 EUR" in shown
    assert "Phở 3 May 2026 · ₫250,000 now €12.50 was €10.00" in shown
    assert "Tea 3 May 2026 · ₫50,000 now €2.50 was €2.00" in shown
    assert "Zoë now +€5.00 was +€4.00" in shown
    assert "David now −€5.00 was −€4.00" in shown
    assert ticked(page) == {pho.ref: True, tea.ref: True}


def test_what_is_ticked_is_updated_and_the_rest_stays(client_of, trip, zoe, pho, tea, url, rates):
    browser = client_of(zoe)
    answer = browser.post(url, said(pho))
    assert (answer.status_code, answer.url) == (303, rates)
    pho.refresh_from_db()
    tea.refresh_from_db()
    assert (pho.base_amount, pho.version, tea.base_amount, tea.version) == (1250, 2, 200, 1)
    assert nets(trip) == {"Zoë": 525, "David": -525}
    assert "Updated 1 expense." in words(browser.get(rates))
    assert verify_trip(trip) == []


def test_the_preview_of_some_saves_nothing(client_of, trip, zoe, pho, tea, url, htmx):
    answer = client_of(zoe).post(url, said(tea, preview="1"), headers=htmx("reprice-balances"))
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<section class="stack tight" id="reprice-balances"')
    assert "Zoë now +€3.75 was +€4.00" in words(answer)
    nothing = client_of(zoe).post(url, said(preview="1"), headers=htmx("reprice-balances"))
    assert "Nobody’s balance changes." in words(nothing)
    whole = client_of(zoe).post(url, said(tea, preview="1"))
    assert ticked(whole) == {pho.ref: False, tea.ref: True}
    assert nets(trip) == {"Zoë": 400, "David": -400}


def test_nothing_ticked_is_asked_about(client_of, zoe, pho, url, htmx):
    answer = client_of(zoe).post(url, said(), headers=htmx("reprice-form"))
    assert answer.status_code == 422
    assert "Choose at least one expense of the list." in words(answer)
    assert ticked(answer) == {pho.ref: False}


@pytest.mark.parametrize("what", ["an expense", "the rate"])
def test_what_changed_meanwhile_is_shown_again_and_nothing_is_done(client_of, trip, zoe, david, pho, tea, url, what):
    form = said(pho, tea)
    if what == "an expense":
        delete_expense(expense=tea, by=david, version=1)
    else:
        set_trip_rate(trip=trip, by=david, currency="VND", rate=Decimal("0.00006"))
    before = nets(trip)
    answer = client_of(zoe).post(url, form)
    assert answer.status_code == 409
    assert "in the meantime" in words(answer)
    assert "€15.00" in words(answer) or what == "an expense"
    assert nets(trip) == before
    again = {name: value for name, value in form.items() if name != "submit_key"}
    again |= {"rate": "0.00005" if what == "an expense" else "0.00006", "expense": [f"{pho.ref}.1"]}
    assert client_of(zoe).post(url, {**again, "submit_key": form["submit_key"]}).status_code == 303


@pytest.mark.parametrize("expense", ["x", "x.1", ".", "..", "é.1", "\x00.1", "x" * 500])
def test_what_is_no_expense_of_the_trip_is_refused_in_words(client_of, trip, zoe, pho, url, expense):
    answer = client_of(zoe).post(url, said() | {"expense": [f"{pho.ref}.1", expense]})
    assert answer.status_code == 422
    assert "Choose at least one expense of the list." in words(answer)
    assert trip.revisions.count() == 1


@pytest.mark.parametrize("version", ["", "0", "2", "-1", "1.0", "99999999999999999999", "١"])
def test_a_version_that_nobody_has_seen_changes_nothing(client_of, trip, zoe, pho, url, version):
    answer = client_of(zoe).post(url, said() | {"expense": [f"{pho.ref}.{version}"]})
    assert answer.status_code == 409
    assert trip.revisions.count() == 1


def test_an_amount_that_would_grow_too_large_cannot_be_ticked(client_of, trip, zoe, pho, url):
    set_trip_rate(trip=trip, by=zoe, currency="VND", rate=Decimal(10) ** 9)
    page = client_of(zoe).get(url)
    assert "more than an amount can be" in words(page)
    assert re.search(r'name="expense" value="[^"]*"\s+disabled', page.content.decode())
    answer = client_of(zoe).post(url, said(pho, rate="1000000000"))
    assert answer.status_code == 422
    assert "below ten billion" in words(answer)


def test_one_form_counts_once(client_of, trip, zoe, pho, tea, url):
    form = said(pho)
    answers = [client_of(zoe).post(url, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert trip.revisions.filter(ref=pho.ref).count() == 2


def test_where_nothing_is_left_to_do_it_says_so(client_of, trip, zoe, own, url, rates):
    browser = client_of(zoe)
    assert browser.get(url).url == rates
    assert "uses the present one" in words(browser.get(rates))


def test_a_currency_without_a_rate_of_its_own_has_nothing_to_update(client_of, zoe, rates):
    assert client_of(zoe).get(f"{rates}USD/reprice/").url == rates


def test_a_closed_trip_keeps_its_expenses(client_of, trip, zoe, pho, url, rates):
    Trip.objects.filter(pk=trip.pk).update(archived_at=datetime.datetime.now(tz=datetime.UTC))
    assert client_of(zoe).get(url).url == rates
    assert client_of(zoe).post(url, said(pho)).url == rates
    pho.refresh_from_db()
    assert pho.version == 1


def test_many_are_updated_in_portions(client_of, trip, zoe, pho, tea, url, monkeypatch):
    monkeypatch.setattr(repricing, "MOST", 1)
    page = client_of(zoe).get(url)
    assert "1 more come" in words(page)
    assert ticked(page) == {tea.ref: True}


def test_strangers_and_viewers(client_of, emily, stranger, pho, url):
    for person, status in ((emily, 403), (stranger, 404)):
        assert client_of(person).get(url).status_code == status
        assert client_of(person).post(url, said(pho)).status_code == status


def test_its_queries_do_not_grow_with_the_expenses(client_of, trip, zoe, david, emily, pho, url):
    reader = client_of(zoe)
    before = queries(lambda: reader.get(url))
    for minor in range(1000, 1020):
        in_dong(trip, zoe, [zoe, david, emily], minor)
    assert queries(lambda: reader.get(url)) == before
