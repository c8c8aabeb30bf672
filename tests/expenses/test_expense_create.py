"""…/expenses/new/: amount, what, Save; everything else is right already, and what is wrong is said where it is wrong."""

import datetime
import re
from unittest import mock

import pytest
from django.utils import timezone

from expenses.models import Expense
from tests.expenses.recording import record, said, words
from tests.factories import ParticipantFactory
from tests.trips.recurring import assert_does_not_grow, queries
from trips.models import Activity
from tripsplit.ids import ref_from_key


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/new/"


def error_at(response, field):
    """What stands at the field; the words beside an exclamation mark."""
    found = re.search(rf'id="id_{field}_error">\s*<p class="error">([^<]*)</p>', response.content.decode())
    return found[1] if found else ""


def test_amount_what_and_save_are_enough(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    form = client.get(url).context["form"]
    typed = {"amount": "142", "description": "Dinner at Ramiro"}
    right_already = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    answer = client.post(url, right_already | typed)

    assert (answer.status_code, answer.url) == (303, f"/trips/{trip.slug}/expenses/")
    expense = Expense.objects.with_lines().get()
    assert (expense.amount, expense.currency, expense.description) == (14200, "EUR", "Dinner at Ramiro")
    assert expense.date == timezone.localdate()
    assert [payer.participant for payer in expense.payers.all()] == [zoe]
    assert {share.participant.name: share.amount for share in expense.shares.all()} == dict.fromkeys(
        ["Zoë", "David", "Emily", "Kenji"], 3550
    )
    assert Activity.objects.filter(trip=trip, actor=zoe, verb="recorded").count() == 1


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Kiritimati", "2026-05-04"), ("Pacific/Niue", "2026-05-02")])
def test_today_is_the_day_where_the_trip_is(client_of, trip, zoe, url, zone, day):
    trip.time_zone = zone
    trip.save()
    morning = datetime.datetime(2026, 5, 3, 10, 30, tzinfo=datetime.UTC)
    with mock.patch("django.utils.timezone.now", return_value=morning):
        assert f'name="date" value="{day}"' in client_of(zoe).get(url).content.decode()


def test_a_kitty_and_those_who_left_are_not_offered(client_of, trip, zoe, friends, url):
    ParticipantFactory(trip=trip, name="Kitty", kind="kitty", role="viewer")
    friends[1].deactivated_at = trip.created_at
    friends[1].save()
    form = client_of(zoe).get(url).context["form"]
    assert [person.name for person in form.people] == ["Zoë", "Emily", "Kenji"]


@pytest.mark.parametrize(
    ("language", "typed", "minor"),
    [("de-DE", "1.234,50", 123450), ("en-GB", "1,234.50", 123450), ("fr-FR", "12,5", 1250)],
)
def test_amounts_are_read_as_the_reader_writes_them(client_of, zoe, friends, url, language, typed, minor):
    client_of(zoe, accept_language=language).post(url, said(zoe, friends, amount=typed))
    assert Expense.objects.get().amount == minor


def test_shares_follow_the_weights(client_of, trip, zoe, friends, url):
    _, david, emily, _ = friends
    weights = {f"weight_{david.ref}": "1,5", f"weight_{emily.ref}": "0.5"}
    client_of(zoe).post(url, said(zoe, [david, emily], amount="10", method="shares", **weights))
    shares = {line.participant: (line.value, line.amount) for line in Expense.objects.get().shares.all()}
    assert shares == {david: ("1.5", 750), emily: ("0.5", 250)}


def test_the_weights_of_people_are_there_already(client_of, trip, zoe, david, url):
    david.weight = "2.5"
    david.save()
    seen = client_of(zoe, accept_language="de-DE").get(url).content.decode()
    assert f'name="weight_{david.ref}" value="2,5"' in seen


BAD = [
    ("amount", {"amount": "0"}, "above zero"),
    ("amount", {"amount": "-5"}, "above zero"),
    ("amount", {"amount": str(10**18)}, "too much"),
    ("amount", {"amount": "1_000"}, "cannot be read"),
    ("amount", {"amount": "１２"}, "digits 0 to 9"),
    ("amount", {"amount": "1,2,3"}, "cannot be read"),
    ("amount", {"amount": "NaN"}, "cannot be read"),
    ("amount", {"amount": "1e5"}, "cannot be read"),
    ("amount", {"amount": ""}, "Enter the amount"),
    ("amount", {"amount": None}, "Enter the amount"),
    ("amount", {"amount": "12\x00"}, "Null characters"),
    ("amount", {"amount": "9" * 400}, "too long"),
    ("description", {"description": ""}, "in a few words"),
    ("description", {"description": "👨‍👩‍👧‍👦" * 300}, "300 characters"),
    ("description", {"description": "Din\u202ener"}, "direction of writing"),
    ("date", {"date": "0001-01-01"}, "between 1970 and 2100"),
    ("date", {"date": "9999-12-31"}, "between 1970 and 2100"),
    ("date", {"date": "2026-02-30"}, "Choose a day"),
    ("date", {"date": ""}, "Choose a day"),
    ("payer", {"payer": "nobody"}, "people of this trip"),
    ("payer", {"payer": "*"}, "€12.50 left to assign"),
    ("payer", {"payer": ""}, "who paid"),
    ("participants", {"participants": []}, "at least one person"),
    ("participants", {"participants": ["nobody"]}, "people of this trip"),
    ("method", {"method": "by weight"}, "how to split"),
    ("currency", {"currency": "XXX"}, "currency of the list"),
    ("currency", {"currency": "eur"}, "currency of the list"),
    ("category", {"category": "yachts"}, "category of the list"),
    ("kind", {"kind": "gift"}, "money back"),
    ("method", {"method": None}, "how to split"),
    ("note", {"note": "x" * 2001}, "2000 characters"),
]


@pytest.mark.parametrize(
    ("field", "bad", "reason"), BAD, ids=[f"{field}-{number}" for number, (field, *_) in enumerate(BAD)]
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_saved(client_of, trip, zoe, friends, url, field, bad, reason):
    answer = client_of(zoe).post(url, said(zoe, friends, **bad))

    assert answer.status_code == 422
    assert reason in error_at(answer, field)
    assert list(answer.context["form"].errors) == [field]
    assert not Expense.objects.exists()


def test_three_hundred_emoji_are_a_description(client_of, zoe, friends, url):
    client_of(zoe).post(url, said(zoe, friends, description="🍤" * 300))
    assert Expense.objects.get().description == "🍤" * 300


@pytest.mark.parametrize("field", ["payer", "participants"])
def test_people_of_another_trip_are_refused(client_of, zoe, friends, stranger, url, field):
    answer = client_of(zoe).post(url, said(zoe, friends, **{field: stranger.ref}))
    assert (answer.status_code, error_at(answer, field)) == (422, "Choose people of this trip.")
    assert not Expense.objects.exists()


def test_the_same_person_twice_is_refused(client_of, zoe, david, url):
    twice = said(zoe, [david], participants=[david.ref, david.ref])
    assert "twice" in error_at(client_of(zoe).post(url, twice), "participants")
    by_shares = client_of(zoe).post(url, {**twice, "method": "shares"})
    assert "twice" in error_at(by_shares, f"weight_{david.ref}")
    assert not Expense.objects.exists()


@pytest.mark.parametrize("weight", ["x", "-1", "1/3", "1e3", "", "1.555", "²"])
def test_a_bad_weight_is_refused_at_the_line_of_its_person(client_of, zoe, david, friends, url, weight):
    bad = {"method": "shares", f"weight_{david.ref}": weight}
    answer = client_of(zoe).post(url, said(zoe, friends, **bad))
    assert answer.status_code == 422
    assert "number of shares" in error_at(answer, f"weight_{david.ref}")
    assert not Expense.objects.exists()


def test_a_bad_weight_of_somebody_who_does_not_share_is_nothing(client_of, zoe, david, friends, url):
    bad = {"method": "shares", f"weight_{david.ref}": "x"}
    client_of(zoe).post(url, said(zoe, [zoe], **bad))
    assert Expense.objects.exists()


def test_somebody_has_to_have_a_share_above_zero(client_of, zoe, david, url):
    answer = client_of(zoe).post(url, said(zoe, [david], method="shares", **{f"weight_{david.ref}": "0"}))
    assert "above zero" in error_at(answer, "participants")


def test_nothing_typed_is_lost(client_of, zoe, david, friends, url, htmx):
    typed = said(
        david, [zoe], amount="1,2,3", description="<b>Dinner", note="Two\nlines", date="2026-05-01", method="shares"
    )
    answer = client_of(zoe).post(url, typed | {f"weight_{zoe.ref}": "7"}, headers=htmx("expense-form"))
    seen = answer.content.decode()

    assert answer.status_code == 422
    assert seen.strip().startswith('<form class="form" id="expense-form"')
    for text in (
        'value="1,2,3"',
        "&lt;b&gt;Dinner",
        "Two\nlines",
        'value="2026-05-01"',
        'value="7"',
        typed["submit_key"],
    ):
        assert text in seen
    assert re.search(rf'name="payer" value="{david.ref}" checked', seen)
    assert re.search(rf'name="participants" value="{zoe.ref}" checked', seen)
    assert not re.search(rf'name="participants" value="{david.ref}" checked', seen)


def test_a_form_sent_twice_counts_once(client_of, trip, zoe, friends, url):
    client, form = client_of(zoe), said(zoe, friends)
    first, second = client.post(url, form), client.post(url, form)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Expense.objects.get().ref == ref_from_key(form["submit_key"])


def test_a_form_without_a_key_still_works(client_of, zoe, friends, url):
    client_of(zoe).post(url, said(zoe, friends, submit_key=None))
    client_of(zoe).post(url, said(zoe, friends, submit_key=""))
    assert Expense.objects.count() == 2


def test_a_ref_that_is_taken_already_is_not_taken_again(client_of, zoe, david, friends, url):
    form = said(zoe, friends)
    client_of(zoe).post(url, form)
    client_of(david).post(url, form)
    assert Expense.objects.count() == 2


def test_under_htmx_saving_leads_on_without_a_reload(client_of, trip, zoe, friends, url, htmx):
    answer = client_of(zoe).post(url, said(zoe, friends), headers=htmx("expense-form"))
    assert answer.status_code == 204
    assert f"/trips/{trip.slug}/expenses/" in answer.headers["HX-Location"]


def test_the_message_offers_undo(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    client.post(url, said(zoe, friends))
    expense = Expense.objects.get()
    seen = client.get(f"/trips/{trip.slug}/expenses/").content.decode()
    undo = f"/trips/{trip.slug}/expenses/{expense.ref}/delete/?version=1"
    assert "Added “Dinner”." in seen
    assert f'action="{undo}"' in seen
    client.post(undo)
    expense.refresh_from_db()
    assert expense.is_deleted


def test_a_closed_trip_takes_nothing_and_what_was_typed_stays(client_of, trip, zoe, friends, url):
    trip.archived_at = trip.created_at
    trip.save()
    client = client_of(zoe)
    assert client.get(url).status_code == 303
    answer = client.post(url, said(zoe, friends, description="Late bill"))
    assert answer.status_code == 422
    assert "This trip is archived" in words(answer)
    assert "Late bill" in answer.content.decode()
    assert not Expense.objects.exists()


def test_viewers_are_told_that_they_cannot(client_of, emily, friends, url):
    for answer in (client_of(emily).get(url), client_of(emily).post(url, said(emily, friends))):
        assert answer.status_code == 403
        assert "look at this trip" in words(answer)


def test_a_trip_of_other_people_does_not_exist(client_of, zoe, stranger, friends, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(stranger).post(url, said(zoe, friends)).status_code == 404
    assert not Expense.objects.exists()


def test_other_methods_are_refused(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)
    assert_does_not_grow(lambda: client.post(url, said(zoe, friends, amount="")), trip)


def test_adding_takes_as_many_queries_in_a_larger_trip(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    few = queries(lambda: client.post(url, said(zoe, friends)))
    for _ in range(30):
        record(trip, zoe, friends)

    assert queries(lambda: client.post(url, said(zoe, friends))) == few
    assert trip.expenses.count() == 34
