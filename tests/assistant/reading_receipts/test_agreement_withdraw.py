"""…/receipts/agreed/withdraw/: who agreed to have photos sent to another machine takes it back, and is asked again."""

import pytest
from django.test import Client

from assistant.models import Agreement
from assistant.reading_receipts import services
from tests.expenses.recording import words
from tests.trips.recurring import queries
from tripsplit.ids import new_submit_key

THERE, OTHER = "https://models.example.org/v1", "http://10.0.0.7:11434"


@pytest.fixture
def page_url(trip):
    return f"/trips/{trip.slug}/categories/learnt/"


@pytest.fixture
def withdraw_url(trip):
    return f"/trips/{trip.slug}/receipts/agreed/withdraw/"


@pytest.fixture
def agreed(zoe, david):
    for person, address in ((zoe, THERE), (zoe, OTHER), (david, THERE)):
        Agreement.objects.create(user=person.user, address=address)


def send(client, withdraw_url, address=THERE, **more):
    return client.post(withdraw_url, {"submit_key": new_submit_key(), "address": address}, **more)


def left():
    return sorted(Agreement.objects.values_list("user__name", "address"))


def test_what_somebody_agreed_to_is_there_for_them_alone(client_of, zoe, emily, agreed, page_url):
    page = words(client_of(zoe).get(page_url))
    assert "Where your photos may go" in page
    assert "models.example.org since" in page
    assert "10.0.0.7:11434 since" in page
    assert "photos" not in words(client_of(emily).get(page_url))


def test_one_is_taken_back_and_the_others_stay(client_of, zoe, agreed, withdraw_url, page_url):
    answer = send(client_of(zoe), withdraw_url)
    assert (answer.status_code, answer["Location"]) == (303, page_url)
    assert left() == [("David", THERE), ("Zoë", OTHER)]


def test_whoever_took_it_back_is_asked_again(client_of, zoe, read, eyes, withdraw_url, monkeypatch):
    monkeypatch.setattr(services, "is_elsewhere", lambda address: True)
    assert "Use it" in words(read(agree=eyes.url.removeprefix("http://")))
    send(client_of(zoe), withdraw_url, eyes.url)
    asked = len(eyes.asked)
    assert "would leave this machine" in words(read())
    assert len(eyes.asked) == asked


@pytest.mark.parametrize("address", ["", "\x00", f"{THERE}\x00", "x" * 301])
def test_what_is_no_address_takes_nothing_back(client_of, zoe, agreed, withdraw_url, page_url, address):
    client = client_of(zoe)
    assert send(client, withdraw_url, address).status_code == 303
    assert "Nothing was taken back." in words(client.get(page_url))
    assert len(left()) == 3


def test_twice_is_once_and_nobody_takes_back_for_others(client_of, zoe, emily, agreed, withdraw_url):
    client = client_of(zoe)
    assert [send(client, withdraw_url).status_code for _ in range(2)] == [303, 303]
    send(client_of(emily), withdraw_url)
    assert left() == [("David", THERE), ("Zoë", OTHER)]


def test_who_only_looks_on_takes_theirs_back_and_in_an_archived_trip_too(client_of, trip, emily, withdraw_url):
    Agreement.objects.create(user=emily.user, address=THERE)
    trip.archived_at = trip.created_at
    trip.save()
    send(client_of(emily), withdraw_url)
    assert left() == []


def test_others_and_other_methods(client_of, zoe, stranger, agreed, withdraw_url):
    assert send(client_of(stranger), withdraw_url).status_code == 404
    assert send(Client(), withdraw_url).status_code == 302
    assert client_of(zoe).get(withdraw_url).status_code == 405
    assert len(left()) == 3


def test_htmx_is_led_to_the_page(client_of, zoe, agreed, withdraw_url, htmx):
    assert send(client_of(zoe), withdraw_url, headers=htmx()).status_code == 204


def test_queries_do_not_grow(client_of, zoe, agreed, page_url):
    client = client_of(zoe)
    few = queries(lambda: client.get(page_url))
    for number in range(8):
        Agreement.objects.create(user=zoe.user, address=f"http://10.0.1.{number}")
    assert queries(lambda: client.get(page_url)) == few


def test_the_settings_say_so_where_a_model_sees(client_of, trip, zoe, eyes, settings):
    page = f"/trips/{trip.slug}/settings/"
    assert "Where your photos may go" in words(client_of(zoe).get(page))
    settings.LLM_VISION_MODEL = "none"
    assert "photos" not in words(client_of(zoe).get(page))
