"""…/payments/<ref>/edit/: change a payment; of two who change it at once nobody loses anything."""

from decimal import Decimal

import pytest
from django.utils import timezone

from settlements.services import delete_payment, edit_payment
from tests.settlements.rows import assert_queries_do_not_grow, nets, pay, payment_draft


@pytest.fixture
def url(trip, payment):
    return f"/trips/{trip.slug}/payments/{payment.ref}/edit/"


def test_the_form_shows_what_is_there(client_of, zoe, payment, url):
    page = client_of(zoe).get(url)

    assert page.context["form"]["amount"].value() == "10.00"
    assert "For the dinner" in page.content.decode()
    assert '<input type="hidden" name="version" value="1">' in page.content.decode()


def test_it_is_changed_and_the_balances_follow(client_of, trip, zoe, payment, form, url):
    response = client_of(zoe).post(url, form(amount="7.50", version="1"))

    assert response.status_code == 303
    assert nets(trip)["David"] == -250
    payment.refresh_from_db()
    assert (payment.amount, payment.version) == (750, 2)


def test_what_the_form_does_not_ask_stays(client_of, trip, zoe, david, form):
    in_dollars = pay(trip, 1000, sender=david, receiver=zoe, currency="USD", rate=Decimal("0.92"), rate_source="trip")

    client_of(zoe).post(f"/trips/{trip.slug}/payments/{in_dollars.ref}/edit/", form(amount="20", version="1"))

    in_dollars.refresh_from_db()
    assert (in_dollars.currency, in_dollars.amount, in_dollars.base_amount) == ("USD", 2000, 1840)


def test_who_comes_second_sees_both_versions_and_can_still_save(client_of, trip, zoe, david, payment, form, url):
    edit_payment(payment=payment, by=david, version=1, draft=payment_draft(800, sender=david, receiver=zoe))
    client = client_of(zoe)

    conflict = client.post(url, form(amount="9", note="Mine", version="1"))

    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "€8.00" in page
    assert "€9.00" in page
    assert '<input type="hidden" name="note" value="Mine">' in page
    payment.refresh_from_db()
    assert payment.amount == 800

    typed = dict(conflict.context["conflict"].typed)
    assert client.post(url, typed | {"version": str(payment.version)}).status_code == 303
    payment.refresh_from_db()
    assert (payment.amount, payment.note, payment.version) == (900, "Mine", 3)


def test_one_that_was_undone_meanwhile_can_come_back_with_my_version(client_of, trip, zoe, david, payment, form, url):
    delete_payment(payment=payment, by=david, version=1)
    client = client_of(zoe)

    conflict = client.post(url, form(amount="9", version="1"))
    assert conflict.status_code == 409
    assert "Undone in the meantime" in conflict.content.decode()

    client.post(url, dict(conflict.context["conflict"].typed) | {"version": "2", "restore": "yes"})
    payment.refresh_from_db()
    assert (payment.amount, payment.is_deleted) == (900, False)


def test_an_undone_payment_is_not_edited(client_of, trip, zoe, david, payment, url):
    delete_payment(payment=payment, by=david, version=1)

    assert client_of(zoe).get(url).headers["Location"] == f"/trips/{trip.slug}/payments/{payment.ref}/"


def test_what_is_doubtful_is_refused_and_nothing_typed_is_lost(client_of, zoe, payment, form, url):
    page = client_of(zoe).post(url, form(amount="a lot", note="Remember this", version="1"))

    assert page.status_code == 422
    assert "Remember this" in page.content.decode()
    assert '<input type="hidden" name="version" value="1">' in page.content.decode()


def test_somebody_of_another_trip_cannot_be_put_on_it(client_of, zoe, stranger, payment, form, url):
    assert client_of(zoe).post(url, form(receiver=stranger.ref, version="1")).status_code == 422


def test_sending_the_form_twice_changes_it_once(client_of, zoe, payment, form, url):
    client = client_of(zoe)
    answers = [client.post(url, form(amount="5", version="1", submit_key="once")) for _ in range(2)]

    payment.refresh_from_db()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert payment.version == 2


def test_an_archived_trip_stays_as_it_is(client_of, trip, zoe, payment, form, url):
    trip.archived_at = timezone.now()
    trip.save()

    assert client_of(zoe).get(url).status_code == 302 or client_of(zoe).get(url).status_code == 303
    assert client_of(zoe).post(url, form(amount="5", version="1")).status_code == 422
    payment.refresh_from_db()
    assert payment.amount == 1000


def test_a_viewer_may_not(client_of, emily, form, url):
    assert client_of(emily).get(url).status_code == 403
    assert client_of(emily).post(url, form(version="1")).status_code == 403


def test_a_stranger_and_the_payment_of_another_trip_are_not_there(client_of, stranger, form, payment, url):
    elsewhere = f"/trips/{stranger.trip.slug}/payments/{payment.ref}/edit/"

    assert client_of(stranger).get(url).status_code == 404
    assert client_of(stranger).post(elsewhere, form(version="1")).status_code == 404


def test_it_takes_no_other_methods(client_of, zoe, url):
    assert client_of(zoe).delete(url).status_code == 405


def test_htmx_gets_the_form_and_the_conflict_as_fragments(client_of, zoe, david, payment, form, htmx, url):
    client, headers = client_of(zoe), htmx("payment-form")
    assert client.get(url, headers=headers).content.decode().strip().startswith('<form class="form')
    edit_payment(payment=payment, by=david, version=1, draft=payment_draft(800, sender=david, receiver=zoe))

    conflict = client.post(url, form(version="1"), headers=headers)

    assert conflict.status_code == 409
    assert conflict.content.decode().strip().startswith('<section class="stack" id="payment-form"')


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, zoe, friends, payment, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
