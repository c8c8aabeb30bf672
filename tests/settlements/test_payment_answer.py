"""…/payments/<ref>/answer/ and /unanswer/: the receiver confirms or disputes a payment. It counts either way."""

from dataclasses import replace

import pytest

from settlements.answers.services import answer_of, answer_payment
from settlements.models import Payment, PaymentAnswer
from settlements.services import draft_of, edit_payment
from tests.settlements.rows import assert_queries_do_not_grow, pay
from trips.models import Activity, Trip


@pytest.fixture
def payment(trip, zoe, david):
    """David says that he gave Zoë money."""
    return pay(trip, 1000, sender=david, receiver=zoe)


@pytest.fixture
def url(trip, payment):
    return f"/trips/{trip.slug}/payments/{payment.ref}/answer/"


def dispute(note="Only half arrived"):
    return {"state": "disputed", "note": note, "version": "1"}


CONFIRM = {"state": "confirmed", "version": "1"}


def test_the_receiver_confirms(client_of, trip, zoe, payment, url):
    assert client_of(zoe).post(url, CONFIRM).status_code == 303
    assert PaymentAnswer.objects.get().state == "confirmed"
    assert Activity.objects.filter(trip=trip, verb="confirmed", ref=payment.ref).count() == 1


def test_a_disputed_payment_still_counts(client_of, zoe, david, url):
    assert client_of(zoe).post(url, dispute()).status_code == 303

    zoe.refresh_from_db()
    assert zoe.received == 1000
    assert PaymentAnswer.objects.get().note == "Only half arrived"


def test_a_dispute_says_why(client_of, zoe, url):
    answer = client_of(zoe).post(url, dispute(""))
    assert answer.status_code == 422
    assert "Say in a few words what is wrong" in answer.content.decode()
    assert not PaymentAnswer.objects.exists()


def test_nobody_else_speaks_for_the_receiver(client_of, david, emily, url):
    for person in (david, emily):
        assert client_of(person).post(url, CONFIRM).status_code == 403
    assert not PaymentAnswer.objects.exists()


def test_for_an_unclaimed_name_an_editor_speaks_but_not_the_payer(client_of, trip, zoe, david, kenji):
    payment = pay(trip, 1000, sender=david, receiver=kenji)
    url = f"/trips/{trip.slug}/payments/{payment.ref}/answer/"
    assert client_of(david).post(url, CONFIRM).status_code == 403
    assert client_of(zoe).post(url, CONFIRM).status_code == 303


def test_a_confirmation_ends_when_the_payment_is_edited_and_a_dispute_does_not(trip, zoe, david, payment):
    for state, holds in (("confirmed", None), ("disputed", "disputed")):
        version = Payment.objects.get().version
        answer_payment(payment=payment, by=zoe, state=state, note="Hm", version=version)
        edit_payment(payment=payment, by=david, version=version, draft=_more(payment))
        answer = answer_of(Payment.objects.with_people().get())
        assert (answer and answer.state) == holds


def _more(payment):
    row = Payment.objects.with_people().get(pk=payment.pk)
    return replace(draft_of(row), amount=row.amount + 1)


@pytest.mark.parametrize("page", ["answer", "unanswer"])
def test_what_was_said_of_an_older_version_is_not_taken_for_the_new_one(client_of, zoe, david, payment, url, page):
    edit_payment(payment=payment, by=david, version=1, draft=_more(payment))
    answer = client_of(zoe).post(url.replace("/answer/", f"/{page}/"), CONFIRM, follow=True)
    assert "changed in the meantime" in answer.content.decode()
    assert not PaymentAnswer.objects.exists()


def test_the_reason_of_a_dispute_is_not_lost_when_the_payment_was_changed_meanwhile(
    client_of, zoe, david, payment, url
):
    edit_payment(payment=payment, by=david, version=1, draft=_more(payment))
    answer = client_of(zoe).post(url, dispute())
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Only half arrived" in page
    assert 'name="version" value="2"' in page
    assert client_of(zoe).post(url, {**dispute(), "version": "2"}).status_code == 303


def test_it_is_taken_back(client_of, trip, zoe, payment, url):
    client_of(zoe).post(url, dispute())
    back = url.replace("/answer/", "/unanswer/")

    assert client_of(zoe).post(back, {"version": "1"}).status_code == 303
    assert not PaymentAnswer.objects.exists()


def test_a_later_word_replaces_the_earlier_one(client_of, zoe, url):
    client_of(zoe).post(url, dispute())
    client_of(zoe).post(url, CONFIRM)
    assert PaymentAnswer.objects.get().state == "confirmed"


def test_an_archived_trip_takes_no_word(client_of, trip, zoe, url):
    Trip.objects.filter(pk=trip.pk).update(archived_at="2026-06-01T00:00Z")
    client_of(zoe).post(url, CONFIRM)
    assert not PaymentAnswer.objects.exists()


def test_an_undone_payment_has_nothing_to_say_of(client_of, trip, zoe, payment, url):
    Payment.objects.update(deleted_at="2026-06-01T00:00Z")
    assert client_of(zoe).post(url, CONFIRM).status_code == 404


def test_a_stranger_learns_nothing(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


@pytest.mark.parametrize("page", ["answer", "unanswer"])
def test_other_methods_are_refused(client_of, zoe, url, page):
    assert client_of(zoe).put(url.replace("/answer/", f"/{page}/")).status_code == 405


def test_htmx_gets_the_form_alone(client_of, zoe, htmx, url):
    assert client_of(zoe).get(url, headers=htmx("payment-answer")).content.decode().strip().startswith("<form")


def test_its_queries_do_not_grow_with_the_trip(client_of, trip, friends, zoe, dinner, url):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(url), trip, friends)
