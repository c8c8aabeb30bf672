"""…/insights/budgets/: what the trip means to spend, set, changed and taken away; and what the insights say of it."""

import datetime

import pytest

from expenses.insights.budgeting import drop_budget, set_budget
from expenses.models import Budget
from tests.expenses.recording import DAY, record, words
from tests.trips.recurring import assert_does_not_grow
from trips.errors import AmountOutOfRange, RowChanged
from trips.models import Activity, Trip
from tripsplit.ids import new_submit_key


@pytest.fixture
def insights(trip):
    return f"/trips/{trip.slug}/insights/"


@pytest.fixture
def url(insights):
    return f"{insights}budgets/food/"


def said(amount, **more):
    return {"submit_key": new_submit_key(), "amount": amount, "version": "0", **more}


def test_a_budget_is_set_and_the_insights_show_what_is_left(client_of, trip, zoe, friends, url, insights, monkeypatch):
    Trip.objects.filter(pk=trip.pk).update(start_date=DAY, end_date=DAY + datetime.timedelta(days=3))
    monkeypatch.setattr("expenses.insight_views.today", lambda trip: DAY)
    record(trip, zoe, friends, amount=4_000, category="food")
    browser = client_of(zoe)
    answer = browser.post(url, said("200"))
    assert (answer.status_code, answer.url) == (303, insights)
    assert (trip.budgets.get().amount, trip.budgets.get().category, trip.budgets.get().updated_by) == (
        200_00,
        "food",
        zoe,
    )
    page = browser.get(insights)
    assert "€200.00 for Food & drink." in words(page)
    assert "Food & drink €40.00 of €200.00 €160.00 left: €40.00 a day for 4 days" in words(page)
    assert f'href="/trips/{trip.slug}/expenses/?category=food"' in page.content.decode()


def test_the_whole_trip_has_one_too_and_it_comes_first(client_of, trip, zoe, friends, insights):
    record(trip, zoe, friends, amount=4_000)
    set_budget(trip=trip, by=zoe, key="food", amount=1)
    client_of(zoe).post(f"{insights}budgets/all/", said("30"))
    shown = words(client_of(zoe).get(insights))
    assert "The whole trip €40.00 of €30.00 €10.00 more than planned" in shown
    assert shown.index("The whole trip €40.00") < shown.index("Food & drink €0.00 of €0.01")


def test_it_can_be_set_before_anything_is_spent_and_is_not_about_what_is_filtered(
    client_of, trip, zoe, friends, insights
):
    set_budget(trip=trip, by=zoe, key="all", amount=100_00)
    assert "€0.00 of €100.00" in words(client_of(zoe).get(insights))
    record(trip, zoe, friends)
    assert "of €100.00" not in words(client_of(zoe).get(f"{insights}?q=dinner"))


def test_the_list_offers_everything_that_a_budget_can_be_for(client_of, trip, zoe, emily, friends, insights):
    record(trip, zoe, friends, category="health")
    set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    shown = words(client_of(zoe).get(f"{insights}budgets/"))
    assert "Food & drink €0.00 spent so far €100.00" in shown
    assert "Health €10.00 spent so far Set a budget" in shown
    page = client_of(emily).get(f"{insights}budgets/")
    assert "No budget" in words(page)
    assert "budgets/food/" not in page.content.decode()


def test_it_is_read_as_the_reader_writes_it_and_shown_so_again(client_of, trip, zoe, url):
    reader = client_of(zoe, accept_language="de-DE")
    reader.post(url, said("1.200,50"))
    assert trip.budgets.get().amount == 1200_50
    assert 'value="1200,50"' in reader.get(url).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter an amount."),
        ("0", "above zero"),
        ("-5", "above zero"),
        ("lots", "cannot be read"),
        ("20000000000", "too much for one amount"),
    ],
)
def test_what_is_no_budget_is_refused_at_the_field_and_kept(client_of, trip, zoe, url, htmx, typed, says):
    answer = client_of(zoe).post(url, said(typed), headers=htmx("budget-form"))
    assert answer.status_code == 422
    assert answer.content.decode().strip().startswith('<form class="card pad form" id="budget-form"')
    assert says in words(answer)
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert not trip.budgets.exists()


def test_whoever_was_slower_sees_both_and_chooses(client_of, trip, zoe, david, url):
    set_budget(trip=trip, by=david, key="food", amount=90_00)
    answer = client_of(zoe).post(url, said("200"))
    assert answer.status_code == 409
    assert "David’s version" in words(answer)
    assert "€90.00" in words(answer)
    assert trip.budgets.get().amount == 90_00
    assert client_of(zoe).post(url, said("200", version=trip.budgets.get().version)).status_code == 303
    assert trip.budgets.get().amount == 200_00


def test_one_form_counts_once_and_the_feed_tells_it_with_before_and_after(client_of, trip, zoe, url):
    form = said("200")
    assert [client_of(zoe).post(url, form).status_code for _ in range(2)] == [303, 303]
    client_of(zoe).post(url, said("250", version=trip.budgets.get().version))
    assert Activity.objects.filter(trip=trip, subject="budget").count() == 2
    page = client_of(zoe).get(f"/trips/{trip.slug}/activity/")
    assert "set the budget for Food & drink" in words(page)
    assert "was €200.00 now €250.00" in words(page)
    assert 'insights/budgets/"' in page.content.decode()


def test_taking_it_away(client_of, trip, zoe, url, insights):
    assert "Take this budget away" not in words(client_of(zoe).get(url))
    budget = set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    assert "Take this budget away" in words(client_of(zoe).get(url))
    browser = client_of(zoe)
    late = browser.post(f"{url}drop/", {"submit_key": new_submit_key(), "version": budget.version + 1})
    assert (late.url, trip.budgets.count()) == (url, 1)
    answer = browser.post(f"{url}drop/", {"submit_key": new_submit_key(), "version": budget.version})
    assert (answer.status_code, answer.url) == (303, insights)
    assert not trip.budgets.exists()
    assert "took the budget for Food & drink away" in words(browser.get(f"/trips/{trip.slug}/activity/"))


def test_a_closed_trip_keeps_its_budgets(client_of, trip, zoe, url, insights):
    set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    Trip.objects.filter(pk=trip.pk).update(archived_at=datetime.datetime.now(tz=datetime.UTC))
    assert client_of(zoe).get(url).url == f"{insights}budgets/"
    assert client_of(zoe).post(url, said("5")).status_code == 422
    assert client_of(zoe).post(f"{url}drop/", {"submit_key": new_submit_key()}).status_code == 303
    assert trip.budgets.get().amount == 100_00
    assert "Change budgets" not in words(client_of(zoe).get(insights))


def test_budgets_go_with_the_currency_that_they_are_in(client_of, trip, zoe):
    set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    page = f"/trips/{trip.slug}/settings/"
    form = {
        "submit_key": new_submit_key(),
        "name": "Lisbon",
        "currency": "JPY",
        "time_zone": "Europe/Lisbon",
        "version": "1",
    }
    browser = client_of(zoe)
    assert browser.post(page, form).status_code == 303
    assert not trip.budgets.exists()
    assert "Its budgets were in EUR, so they are gone." in words(browser.get(page))
    assert {"field": "Budgets", "before": "1", "after": ""} in trip.activities.filter(subject="trip").latest(
        "pk"
    ).changes


@pytest.mark.parametrize("key", ["fun", "EVERYTHING", "none"])
def test_what_no_budget_can_be_for_does_not_exist(client_of, zoe, insights, key):
    assert client_of(zoe).get(f"{insights}budgets/{key}/").status_code == 404
    assert client_of(zoe).post(f"{insights}budgets/{key}/drop/", said("")).status_code == 404


@pytest.mark.parametrize("page", ["", "drop/"])
def test_viewers_change_nothing_and_strangers_learn_nothing(client_of, emily, stranger, url, page):
    for person, status in ((emily, 403), (stranger, 404)):
        assert client_of(person).post(url + page, said("1")).status_code == status
    assert client_of(stranger).get(f"{url}../").status_code == 404


def test_only_the_methods_that_mean_something_are_answered(client_of, zoe, url, insights):
    assert client_of(zoe).put(url).status_code == 405
    assert client_of(zoe).get(f"{url}drop/").status_code == 405
    assert client_of(zoe).post(f"{insights}budgets/").status_code == 405


def test_htmx_gets_the_fragments(client_of, zoe, url, insights, htmx):
    reader = client_of(zoe)
    assert reader.get(url, headers=htmx("budget-form")).content.decode().strip().startswith("<form")
    listed = reader.get(f"{insights}budgets/", headers=htmx("budget-list")).content.decode()
    assert listed.strip().startswith('<div class="stack" id="budget-list"')


@pytest.mark.parametrize("page", ["", "budgets/", "budgets/food/"])
def test_their_queries_do_not_grow(client_of, trip, zoe, insights, page):
    reader = client_of(zoe)
    set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    for key in ("all", "health", "other"):
        set_budget(trip=trip, by=zoe, key=key, amount=100_00)
    assert_does_not_grow(lambda: reader.get(insights + page), trip)


# -- the service ----------------------------------------------------------------------------------------------------------
def test_the_same_again_changes_nothing(trip, zoe):
    first = set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    assert set_budget(trip=trip, by=zoe, key="food", amount=100_00, version=99).version == first.version
    drop_budget(trip=trip, by=zoe, key="health")
    assert trip.activities.filter(subject="budget").count() == 1


def test_a_budget_that_was_taken_away_and_set_anew_is_not_what_it_was(trip, zoe):
    first = set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    drop_budget(trip=trip, by=zoe, key="food", version=first.version)
    set_budget(trip=trip, by=zoe, key="food", amount=100_00)
    with pytest.raises(RowChanged):
        set_budget(trip=trip, by=zoe, key="food", amount=50_00, version=first.version)
    with pytest.raises(RowChanged):
        drop_budget(trip=trip, by=zoe, key="food", version=first.version)


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1])
def test_an_amount_out_of_range_is_refused(trip, zoe, amount):
    with pytest.raises(AmountOutOfRange):
        set_budget(trip=trip, by=zoe, key="food", amount=amount)
    assert not Budget.objects.exists()
