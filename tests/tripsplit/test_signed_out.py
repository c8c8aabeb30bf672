"""The session has ended: the log-in leads on to a page that can be looked at, and an open page keeps what it shows."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.factories import PASSWORD, UserFactory
from tests.safety.surface import addresses
from tripsplit.signed_out import nearest_page

HOST = "http://testserver"


def next_of(url):
    where = urlsplit(url)
    assert where.path == "/accounts/login/"
    return parse_qs(where.query)["next"][0]


@pytest.mark.parametrize(
    ("sent_to", "page"),
    [
        ("/trips/abc/expenses/say/", "/trips/abc/expenses/"),
        ("/trips/abc/categories/learnt/forget/", "/trips/abc/categories/learnt/"),
        ("/trips/abc/expenses/xyz/delete/", "/trips/abc/expenses/xyz/"),
        ("/trips/abc/settings/", "/trips/abc/settings/"),
    ],
)
def test_after_a_form_the_log_in_leads_to_the_nearest_page(db, sent_to, page):
    assert next_of(Client().post(sent_to)["Location"]) == page


def test_after_a_link_it_leads_to_the_very_address(db):
    assert (
        next_of(Client().get("/trips/abc/expenses/?q=taxi&page=2")["Location"]) == "/trips/abc/expenses/?q=taxi&page=2"
    )


def test_under_htmx_the_page_stays_and_is_told_where_the_log_in_is(db, htmx):
    shown = {**htmx("category-suggest"), "HX-Current-URL": f"{HOST}/trips/abc/expenses/?q=taxi"}
    for answer in (
        Client().post("/trips/abc/categories/suggest/", headers=shown),
        Client().get("/trips/abc/ask/engine/", headers=shown),
    ):
        assert (answer.status_code, answer.content) == (401, b"")
        assert next_of(answer["X-Log-In"]) == "/trips/abc/expenses/?q=taxi"


@pytest.mark.parametrize(
    "shown", ["", "\\x", "http://[", "https://elsewhere.example/trips/abc/", f"{HOST}//elsewhere.example/"]
)
def test_what_htmx_says_of_another_place_is_not_believed(db, htmx, shown):
    answer = Client().post("/trips/abc/expenses/say/", headers={**htmx("expense-say"), "HX-Current-URL": shown})
    assert next_of(answer["X-Log-In"]) in {"/", "/trips/abc/expenses/"}


def test_whoever_logs_in_then_sees_a_page(client, trip, zoe):
    client.logout()
    sent = client.post(f"/trips/{trip.slug}/expenses/say/", {"sentence": "Taxi 45"})
    said = {"login": zoe.user.email, "password": PASSWORD}
    page = client.post(sent["Location"], said, follow=True)
    assert (page.status_code, page.request["PATH_INFO"]) == (200, f"/trips/{trip.slug}/expenses/")


def test_the_nearest_page_of_every_address_of_the_site_can_be_looked_at(db):
    client = Client()
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    unlike = set()
    for address in addresses():
        asked = "/" + address.route.replace("<slug:slug>", "abc").replace("<slug:ref>", "xyz").replace(
            "<slug:receipt>", "r"
        )
        if "<" in asked or address.is_admin:
            continue
        unlike.add(asked != nearest_page(asked))
        assert client.get(nearest_page(asked)).status_code != 405, asked
    assert unlike == {True, False}
