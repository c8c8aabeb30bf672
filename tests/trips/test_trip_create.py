"""/trips/new/: a name, a currency, and who comes along in one field."""

import pytest

from tests.factories import UserFactory
from tests.trips.recurring import queries
from trips.models import Trip

URL = "/trips/new/"


@pytest.fixture
def user(db):
    return UserFactory(name="Zoë")


def said(**more):
    return {"name": "Lisbon", "currency": "EUR", "people": "David, Emily\nKenji", "time_zone": "Europe/Lisbon", **more}


def test_the_maker_owns_the_trip_and_the_others_wait_in_it(client_of, user):
    response = client_of(user).post(URL, said())

    trip = Trip.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/trips/{trip.slug}/people/"
    people = [(person.name, person.role, person.user) for person in trip.people]
    assert people == [
        ("Zoë", "owner", user),
        ("David", "editor", None),
        ("Emily", "editor", None),
        ("Kenji", "editor", None),
    ]
    assert [person.position for person in trip.people] == [0, 1, 2, 3]
    assert trip.invitations.count() == 1


def test_the_makers_own_name_among_the_names_is_the_maker(client_of, user):
    client_of(user).post(URL, said(people="zoë, David"))

    assert [person.name for person in Trip.objects.get().people] == ["Zoë", "David"]


def test_a_name_that_is_there_twice_is_refused_in_words(client_of, user):
    response = client_of(user).post(URL, said(people="David, Emily, david"))

    assert response.status_code == 422
    assert "david is there twice" in response.content.decode()
    assert not Trip.objects.exists()


def test_nothing_typed_is_lost_when_something_is_wrong(client_of, user):
    page = client_of(user).post(URL, said(name="", people="David, Emily")).content.decode()

    assert "David, Emily" in page


def test_a_name_that_hides_something_is_refused(client_of, user):
    response = client_of(user).post(URL, said(people="David\u202e, Emily"))

    assert response.status_code == 422
    assert "invisible mark" in response.content.decode()


def test_a_trip_cannot_end_before_it_starts(client_of, user):
    response = client_of(user).post(URL, said(start_date="2026-05-06", end_date="2026-05-01"))

    assert response.status_code == 422
    assert "before the first" in response.content.decode()


@pytest.mark.parametrize("currency", ["XXX", "eur", "", "BTC"])
def test_only_real_currencies_are_taken(client_of, user, currency):
    assert client_of(user).post(URL, said(currency=currency)).status_code == 422


def test_an_account_without_a_name_is_asked_for_one(client_of, db):
    client = client_of(UserFactory(name=""))

    assert client.post(URL, said()).status_code == 422
    assert client.post(URL, said(my_name="Zoë")).status_code == 303
    assert Trip.objects.get().people[0].name == "Zoë"


@pytest.mark.parametrize(
    ("language", "currency"), [("de-CH", "CHF"), ("ja-JP", "JPY"), ("en-GB", "GBP"), ("fr", "EUR")]
)
def test_the_currency_is_guessed_from_the_readers_language(client_of, user, language, currency):
    form = client_of(user, accept_language=language).get(URL).context["form"]

    assert form["currency"].initial == currency


def test_the_same_form_twice_makes_one_trip(client_of, user):
    client = client_of(user)

    answers = [client.post(URL, said(submit_key="once")) for _ in range(2)]

    assert Trip.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_visitor_logs_in_first(client, db):
    assert client.post(URL, said())["Location"].startswith("/accounts/login/")
    assert not Trip.objects.exists()


def test_other_methods_are_refused(client_of, user):
    assert client_of(user).put(URL).status_code == 405


def test_htmx_gets_the_form_back_or_is_led_on(client_of, user, htmx):
    client = client_of(user)

    wrong = client.post(URL, said(name=""), headers=htmx("trip-form"))
    right = client.post(URL, said(), headers=htmx("trip-form"))

    assert (wrong.status_code, wrong.content.lstrip()[:26]) == (422, b'<form class="form" id="tri')
    assert (right.status_code, Trip.objects.get().slug in right["HX-Location"]) == (204, True)


def test_the_number_of_queries_does_not_grow_with_the_people(client_of, user):
    client = client_of(user)
    few = queries(lambda: client.post(URL, said(people="A, B")))

    assert queries(lambda: client.post(URL, said(people=", ".join(f"Friend {number}" for number in range(40))))) == few
