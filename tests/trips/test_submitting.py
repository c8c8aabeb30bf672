"""A form counts once, however often and however quickly it is sent."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from tests.factories import UserFactory
from trips.models import SubmitKey, Trip
from trips.purging import KEEP_SUBMIT_KEYS, forget_submit_keys

URL = "/trips/new/"


@pytest.fixture
def user(db):
    return UserFactory(name="Zoë")


def said(**more):
    return {"name": "Lisbon", "currency": "EUR", "submit_key": "once", **more}


def test_the_second_time_leads_to_the_same_place_and_does_nothing(client_of, user):
    client = client_of(user)

    first, second = client.post(URL, said()), client.post(URL, said())

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Trip.objects.count() == 1


def test_the_second_time_under_htmx_leads_to_the_same_place(client_of, user, htmx):
    client = client_of(user)

    first, second = client.post(URL, said()), client.post(URL, said(), headers=htmx("trip-form"))

    assert second.status_code == 204
    assert first["Location"] in second["HX-Location"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_submits_at_once_one_counts_and_all_lead_to_the_same_place(client_of):
    user, many = UserFactory(name="Zoë"), 6
    clients = [client_of(user) for _ in range(many)]
    start = Barrier(many)

    def send(client):
        try:
            start.wait(timeout=10)
            return client.post(URL, said())
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        answers = list(pool.map(send, clients))

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Trip.objects.count() == 1


@pytest.mark.parametrize("change", [{"name": "Porto"}, {"people": "Bo"}, {"currency": "CHF"}])
def test_the_same_key_with_other_contents_is_refused_in_words(client_of, user, change):
    client = client_of(user)
    client.post(URL, said())

    response = client.post(URL, said(**change))

    assert response.status_code == 422
    assert "You sent this form before" in response.content.decode()
    assert Trip.objects.count() == 1


def test_the_same_key_and_contents_at_another_address_is_refused(client_of, user):
    client = client_of(user)
    trip = Trip.objects.get(slug=client.post(URL, said())["Location"].split("/")[2])

    assert client.post(f"/trips/{trip.slug}/settings/", said()).status_code == 422


def test_the_key_of_one_user_is_nothing_to_another(client_of, user):
    client_of(user).post(URL, said())
    client_of(UserFactory(name="David")).post(URL, said())

    assert Trip.objects.count() == 2


def test_the_key_of_one_browser_is_nothing_to_another(db):
    owners = set()
    for _ in range(2):
        client = Client()
        client.get("/accounts/login/")
        client.cookies["ts_csrf"] = "x" * 31 + str(len(owners))
        owners.add(owner_of(client))

    assert len(owners) == 2


def owner_of(client):
    """Who a browser's keys belong to where nobody is signed in."""
    from django.test import RequestFactory

    from trips.submitting import submit

    request = RequestFactory().post(URL, {"submit_key": "k"})
    request.META["CSRF_COOKIE"] = client.cookies["ts_csrf"].value
    request.user = type("Nobody", (), {"is_authenticated": False})()
    submit(request, lambda: "/")
    return SubmitKey.objects.latest("pk").owner


def test_a_form_that_was_refused_can_be_corrected_with_the_same_key(client_of, user):
    client = client_of(user)

    assert client.post(URL, said(name="")).status_code == 422
    assert client.post(URL, said()).status_code == 303


def test_what_fails_half_way_leaves_no_key_behind(client_of, user):
    client = client_of(user)
    client.post(URL, said(people="A, B, C, Zoë, zoë"))

    assert not SubmitKey.objects.exists()
    assert not Trip.objects.exists()


def test_a_form_without_a_key_counts_each_time(client_of, user):
    client = client_of(user)
    for _ in range(2):
        client.post(URL, said(submit_key=""))

    assert Trip.objects.count() == 2


def test_every_form_is_handed_a_key_of_its_own(client_of, user):
    pages = [client_of(user).get(URL).content.decode() for _ in range(2)]
    keys = {page.split('name="submit_key" value="')[1].split('"')[0] for page in pages}

    assert len(keys) == 2
    assert all(len(key) >= 20 for key in keys)


def test_keys_are_forgotten_after_two_days(client_of, user):
    client_of(user).post(URL, said())
    key = SubmitKey.objects.get()

    assert forget_submit_keys(now=key.created_at + KEEP_SUBMIT_KEYS) == 0
    assert forget_submit_keys(now=key.created_at + KEEP_SUBMIT_KEYS * 1.01) == 1


@pytest.mark.parametrize("key", ["a\x00b", "x" * 65, "käse", "a b"])
def test_what_is_no_key_of_ours_is_no_key(client_of, zoe, key):
    for _ in range(2):
        answer = client_of(zoe).post(
            "/trips/new/", {"name": "Rome", "currency": "EUR", "my_name": "Zoë", "submit_key": key}
        )
        assert answer.status_code < 500
