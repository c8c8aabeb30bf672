"""…/repeats/<ref>/: how often it comes, until when, and what it makes from its next day on; what was made stays."""

import datetime

import pytest

from expenses.repeat_models import Repeat
from expenses.repeating import halt_repeat
from tests.expenses.recording import said, words
from tests.expenses.repeats import clock, dates, rent, work
from tests.trips.recurring import assert_does_not_grow
from trips.models import Activity
from trips.people import deactivate_participant
from tripsplit.jobs import drain


@pytest.fixture(autouse=True)
def today():
    with clock("2027-02-10"):
        yield


@pytest.fixture
def repeat(trip, zoe, david):
    return rent(trip, zoe, [zoe, david])


@pytest.fixture
def url(trip, repeat):
    return f"/trips/{trip.slug}/repeats/{repeat.ref}/"


def shown(client, url):
    """The fields as the page shows them, ready to be sent."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "")} | {"version": "1"}


def test_it_shows_what_is_made_and_when(client_of, zoe, david, url):
    fields = shown(client_of(zoe), url)
    assert (fields["amount"], fields["description"], fields["date"]) == ("900.00", "Rent", "2027-02-28")
    assert (fields["repeat_unit"], fields["repeat_every"]) == ("month", "1")
    assert fields["participants"] == [zoe.ref, david.ref]
    page = client_of(zoe).get(url)
    assert "Every month on the 31st, or the month’s last day. Next on 28 February 2027." in words(page)
    assert "Next on" in words(page)
    assert "Never" not in words(page)
    assert 'type="file"' not in page.content.decode()


def test_where_a_model_reads_receipts_what_repeats_offers_none_to_be_read(client_of, trip, zoe, url, monkeypatch):
    monkeypatch.setattr("expenses.forms.form.can_see", lambda: True)
    button = "data-ts-photo"
    assert button in client_of(zoe).get(f"/trips/{trip.slug}/expenses/new/").content.decode()
    assert button not in client_of(zoe).get(url).content.decode()


def test_saving_it_as_it_is_moves_no_day(client_of, trip, zoe, url):
    client = client_of(zoe)
    answer = client.post(url, shown(client, url))
    assert (answer.status_code, answer.url) == (303, f"/trips/{trip.slug}/repeats/")
    work("2027-05-01")
    assert dates(trip) == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_what_is_made_from_now_on_changes_and_what_was_made_stays(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url, shown(client, url) | {"amount": "950", "description": "Rent and heating", "participants": zoe.ref})
    work("2027-02-28")
    first, second = trip.expenses.order_by("date")
    assert (first.description, first.amount) == ("Rent", 90000)
    assert (second.description, second.amount) == ("Rent and heating", 95000)
    assert [share.participant for share in second.shares.all()] == [zoe]
    told = Activity.objects.get(trip=trip, subject="repeat", verb="edited")
    assert [change["field"] for change in told.changes] == ["What", "Amount"]


def test_another_rhythm_begins_with_the_next_day(client_of, trip, zoe, url):
    client = client_of(zoe)
    weekly = {"repeat_unit": "week", "repeat_every": "2", "repeat_ends": "times", "repeat_times": "3"}
    client.post(url, shown(client, url) | weekly | {"date": "2027-02-15"})
    work("2027-06-01")
    assert dates(trip) == ["2027-01-31", "2027-02-15", "2027-03-01"]


def test_every_second_month_keeps_the_31st_in_sight(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url, shown(client, url) | {"repeat_every": "2"})
    work("2027-09-01")
    assert dates(trip) == ["2027-01-31", "2027-02-28", "2027-04-30", "2027-06-30", "2027-08-31"]


def test_a_day_that_went_by_is_added_right_away(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url, shown(client, url) | {"date": "2027-02-05"})
    drain()
    assert dates(trip) == ["2027-01-31", "2027-02-05"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date": "2027-01-31"}, "Choose a day after 31 January 2027, the last one that was made."),
        ({"repeat_ends": "until", "repeat_until": "2027-02-01"}, "That is over before it comes again."),
        ({"repeat_unit": "never"}, "Choose how often it repeats."),
        ({"amount": "0"}, "above zero"),
        ({"description": ""}, "in a few words"),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(client_of, zoe, repeat, url, fields, sentence):
    client = client_of(zoe)
    answer = client.post(url, shown(client, url) | fields)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    repeat.refresh_from_db()
    assert repeat.version == 1


def test_the_preview_is_about_its_next_one(client_of, trip, zoe, repeat, url):
    client = client_of(zoe)
    fields = shown(client, url) | {"repeat_every": "3"}
    seen = words(client.post(f"/trips/{trip.slug}/expenses/new/preview/?repeat={repeat.ref}", fields))
    assert "Every 3 months on the 31st, or the month’s last day. Next on 28 February 2027." in seen
    assert client.post(f"/trips/{trip.slug}/expenses/new/preview/?repeat=AAAA", fields).status_code == 404


def test_the_one_that_left_can_be_taken_off_and_then_it_goes_on(client_of, trip, zoe, david, repeat, url):
    deactivate_participant(participant=david, by=zoe)
    work("2027-02-28")
    with clock("2027-03-05"):
        client = client_of(zoe)
        fields = shown(client, url) | {"version": str(Repeat.objects.get().version)}
        assert fields["participants"] == [zoe.ref]
        assert "The one of 28 February 2027 is added right away. Next on 31 March 2027." in words(client.get(url))
        client.post(url, fields)
        drain()
    assert dates(trip) == ["2027-01-31", "2027-02-28"]
    repeat.refresh_from_db()
    assert (repeat.is_going, repeat.reason) == (True, "")


def test_whoever_was_slower_sees_both_versions(client_of, trip, zoe, david, repeat, url, htmx):
    slow, quick = client_of(zoe), client_of(david)
    fields = shown(slow, url) | {"amount": "910"}
    quick.post(url, shown(quick, url) | {"amount": "920", "repeat_every": "2"})
    answer = slow.post(url, fields)
    assert answer.status_code == 409
    for words_told in ("€920.00", "€910.00", "Every 2 months", "David", "Save mine over it"):
        assert words_told in words(answer)
    assert slow.post(url, fields, headers=htmx("expense-form")).status_code == 409
    slow.post(url, fields | {"version": "2"})
    repeat.refresh_from_db()
    assert (repeat.draft["amount"], repeat.every, repeat.version) == (91000, 1, 3)


def test_the_worker_counts_as_somebody_who_was_quicker(client_of, zoe, url):
    client = client_of(zoe)
    fields = shown(client, url)
    work("2027-02-28")
    assert client.post(url, fields).status_code == 409


def test_a_button_of_the_form_saves_nothing(client_of, zoe, repeat, url):
    client = client_of(zoe)
    answer = client.post(url, shown(client, url) | {"act": "add-item", "method": "itemised"})
    assert (answer.status_code, answer.context["form"].bill.numbers[-1] > 0) == (200, True)
    repeat.refresh_from_db()
    assert repeat.version == 1


def test_what_was_paid_in_another_currency_can_be_changed(client_of, trip, zoe):
    repeat = rent(trip, zoe, currency="USD", rate_source="ecb", rate_date=datetime.date(2027, 1, 29))
    client, url = client_of(zoe), f"/trips/{trip.slug}/repeats/{repeat.ref}/"
    answer = client.post(url, shown(client, url) | {"amount": "1000"})
    assert answer.status_code == 303
    repeat.refresh_from_db()
    assert (repeat.draft["currency"], repeat.draft["amount"]) == ("USD", 100000)


def test_sent_twice_it_counts_once(client_of, zoe, repeat, url):
    client = client_of(zoe)
    fields = shown(client, url) | {"submit_key": "k" * 22}
    assert client.post(url, fields).url == client.post(url, fields).url
    repeat.refresh_from_db()
    assert repeat.version == 2


def test_under_htmx_it_leads_on_and_what_is_wrong_comes_back_alone(client_of, trip, zoe, url, htmx):
    client = client_of(zoe)
    fields = shown(client, url)
    wrong = client.post(url, fields | {"amount": ""}, headers=htmx("expense-form"))
    assert (wrong.status_code, wrong.content.decode().strip()[:25]) == (422, '<form class="form" id="ex')
    assert client.post(url, fields, headers=htmx("expense-form")).status_code == 204


def test_a_closed_trip_shows_its_list_instead(client_of, trip, zoe, url):
    trip.archived_at = trip.created_at
    trip.save()
    client = client_of(zoe)
    assert "This trip is archived" in words(client.get(url, follow=True))
    assert client.post(url, said(zoe, [zoe], version="1", date="2027-03-01", repeat_every="1")).status_code == 422


def test_viewers_are_told_and_strangers_find_nothing(client_of, trip, emily, stranger, zoe, url):
    assert client_of(emily).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(zoe).get(f"/trips/{trip.slug}/repeats/AAAAAAAAAA/").status_code == 404


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)


def test_editing_keeps_a_pause_that_somebody_asked_for(client_of, trip, zoe, repeat, url):
    Repeat.objects.update(paused_at=datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC))
    client = client_of(zoe)
    client.post(url, shown(client, url) | {"amount": "950"})
    repeat.refresh_from_db()
    assert (repeat.draft["amount"], repeat.is_going) == (95000, False)


def test_what_still_stands_in_its_way_is_refused_in_words(client_of, trip, zoe, david, repeat, url):
    halt_repeat(repeat=repeat, reason="Something was wrong.")
    expense = trip.expenses.get()
    client = client_of(zoe)
    client.post(f"{expense.get_absolute_url()}delete/", {"version": "1"})
    answer = client.post(url, shown(client, url) | {"version": "2"})
    assert (answer.status_code, "in the trash" in words(answer)) == (422, True)
