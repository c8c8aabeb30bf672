"""…/people/<ref>/pay/: how somebody can be paid, for the trip's people only."""

import pytest

from settlements.models import PaymentDetail
from settlements.paying.services import details_of, fingerprint
from tests.settlements.rows import assert_queries_do_not_grow
from trips.leaving import leave_trip
from trips.models import Activity, Trip

IBAN = "DE89370400440532013000"


@pytest.fixture
def url(trip, zoe):
    return f"/trips/{trip.slug}/people/{zoe.ref}/pay/"


def said(person, **fields):
    return {"iban": "", "other": "", "seen": fingerprint(details_of(person).values()), **fields}


def test_people_say_how_they_are_paid(client_of, zoe, url):
    answer = client_of(zoe).post(url, said(zoe, iban="de89 3704 0044 0532 0130 00", paypal="@zoe42", holder="Zoë Ötzi"))

    assert answer.status_code == 303
    assert {row.kind: row.value for row in zoe.payment_details.all()} == {"iban": IBAN, "paypal": "zoe42"}
    assert zoe.payment_details.get(kind="iban").holder == "Zoë Ötzi"
    page = client_of(zoe).get(url).content.decode()
    assert "DE89 3704 0044 0532 0130 00" in page


def test_what_is_left_empty_is_taken_away(client_of, zoe, url):
    client_of(zoe).post(url, said(zoe, iban=IBAN, paypal="zoe42"))
    client_of(zoe).post(url, said(zoe, paypal="zoe42"))

    assert [row.kind for row in zoe.payment_details.all()] == ["paypal"]


def test_the_feed_tells_that_it_changed_and_no_number(client_of, trip, zoe, url):
    client_of(zoe).post(url, said(zoe, iban=IBAN))

    line = Activity.objects.get(trip=trip, verb="payable")
    assert line.changes == [{"field": "Ways to be paid", "before": "", "after": "Bank account (IBAN)"}]


def test_a_wrong_iban_is_told_at_its_field_and_nothing_typed_is_lost(client_of, zoe, url):
    answer = client_of(zoe).post(url, said(zoe, iban="DE89370400440532013001", other="Cash, please"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "check the digits" in page
    assert "Cash, please" in page
    assert not PaymentDetail.objects.exists()


def test_half_an_address_is_refused(client_of, zoe, url):
    answer = client_of(zoe).post(url, said(zoe, iban="CH9300762011623852957", postcode="8001"))

    assert answer.status_code == 422
    assert "both the postcode and the town" in answer.content.decode()


def test_a_country_that_does_not_exist_is_refused(client_of, zoe, url):
    assert client_of(zoe).post(url, said(zoe, iban=IBAN, country="QQ")).status_code == 422


def test_nobody_redirects_what_another_person_gets(client_of, zoe, david, url):
    assert client_of(david).get(url).status_code == 403
    assert client_of(david).post(url, said(zoe, iban=IBAN)).status_code == 403
    assert not PaymentDetail.objects.exists()


def test_an_editor_says_it_for_a_name_that_nobody_has_claimed(client_of, trip, zoe, david, emily, kenji):
    url = f"/trips/{trip.slug}/people/{kenji.ref}/pay/"
    assert client_of(emily).post(url, said(kenji, other="Cash")).status_code == 403
    assert client_of(david).post(url, said(kenji, other="Cash")).status_code == 303
    assert kenji.payment_details.get().value == "Cash"


def test_a_viewer_says_how_they_are_paid_themselves(client_of, trip, zoe, emily):
    url = f"/trips/{trip.slug}/people/{emily.ref}/pay/"
    assert client_of(emily).post(url, said(emily, other="Cash")).status_code == 303


def test_it_goes_on_in_an_archived_trip(client_of, trip, zoe, url):
    Trip.objects.filter(pk=trip.pk).update(archived_at="2026-06-01T00:00Z")
    assert client_of(zoe).post(url, said(zoe, iban=IBAN)).status_code == 303


def test_two_who_change_it_at_once_both_keep_what_they_typed(client_of, zoe, url):
    first, second = said(zoe, iban=IBAN), said(zoe, paypal="zoe42")
    client_of(zoe).post(url, first)

    answer = client_of(zoe).post(url, second)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "DE89 3704 0044 0532 0130 00" in page  # theirs
    assert 'value="zoe42"' in page  # mine
    assert [row.kind for row in zoe.payment_details.all()] == ["iban"]


def test_details_go_with_the_person(zoe, david):
    PaymentDetail.objects.create(participant=david, kind="iban", value=IBAN)
    PaymentDetail.objects.create(participant=zoe, kind="iban", value=IBAN)
    leave_trip(david)
    assert [row.participant for row in PaymentDetail.objects.all()] == [zoe]


def test_a_stranger_learns_nothing(client_of, stranger, zoe, url):
    assert client_of(stranger).get(url).status_code == 404


def test_other_methods_are_refused(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_htmx_gets_the_form_alone(client_of, zoe, htmx, url):
    page = client_of(zoe).get(url, headers=htmx("payment-details")).content.decode()
    assert page.strip().startswith("<form")


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, friends, zoe, dinner, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
