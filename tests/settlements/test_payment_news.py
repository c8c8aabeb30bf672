"""News of a payment by e-mail: the receiver hears that it is said to be made, the payer that it is disputed."""

import pytest

from settlements.answers.services import answer_payment, withdraw_answer
from settlements.services import record_payment
from tests.settlements.rows import pay, payment_draft
from trips import mailing
from tripsplit.models import Mail


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.MAIL_IS_REAL = True


def test_the_receiver_hears_what_the_payer_says(trip, zoe, david, run_jobs, mailoutbox):
    payment = pay(trip, 4210, sender=david, receiver=zoe, note="For the dinner")
    run_jobs()
    (mail,) = mailoutbox
    assert mail.to == [zoe.user.email]
    assert mail.subject == "David says: I paid you €42.10 (Lisbon)"
    for text in (mail.body, mail.alternatives[0][0]):
        assert f"/trips/{trip.slug}/payments/{payment.ref}/" in text
        assert "For the dinner" in text
        assert "3 May 2026" in text
    assert mail.extra_headers["List-Unsubscribe"].startswith("<http")


def test_somebody_else_may_have_written_it_down(trip, zoe, david, guest, friends):
    record_payment(trip=trip, by=guest, draft=payment_draft(4210, sender=david, receiver=zoe))
    assert Mail.objects.get().subject == "Gül says that David paid you €42.10 (Lisbon)"


def test_who_wrote_it_down_oneself_needs_no_news(trip, zoe, david):
    record_payment(trip=trip, by=zoe, draft=payment_draft(4210, sender=david, receiver=zoe))
    assert not Mail.objects.exists()


@pytest.mark.parametrize("by", [None, "a name"])
def test_what_nobody_here_wrote_down_is_no_news(trip, zoe, david, kenji, by):
    record_payment(trip=trip, by=by and kenji, draft=payment_draft(4210, sender=david, receiver=zoe))
    assert not Mail.objects.exists()


def test_a_name_without_an_address_gets_none(trip, david, kenji, guest):
    for receiver in (kenji, guest):
        pay(trip, 100, sender=david, receiver=receiver)
    assert not Mail.objects.exists()


def test_the_payer_hears_of_a_dispute_and_why_once_for_each_version(trip, zoe, david, run_jobs, mailoutbox):
    mailing.set_choices(address=zoe.user.email, choices={"payment": False})
    payment = pay(trip, 4210, sender=david, receiver=zoe)
    for _ in range(3):
        answer_payment(payment=payment, by=zoe, state="disputed", note="Only 40 <b>arrived</b>", version=1)
        withdraw_answer(payment=payment, by=zoe, version=1)
    run_jobs()
    (mail,) = mailoutbox
    assert mail.to == [david.user.email]
    assert mail.subject == "Zoë says that something is wrong with your payment of €42.10 (Lisbon)"
    assert "Only 40 <b>arrived</b>" in mail.body
    assert "Only 40 &lt;b&gt;arrived&lt;/b&gt;" in mail.alternatives[0][0]


def test_a_confirmation_is_no_mail(trip, zoe, david):
    payment = pay(trip, 4210, sender=david, receiver=zoe)
    Mail.objects.all().delete()
    answer_payment(payment=payment, by=zoe, state="confirmed", version=1)
    assert not Mail.objects.exists()


def test_whoever_wants_none_gets_none(trip, zoe, david):
    mailing.set_choices(address=zoe.user.email, choices={"payment": False})
    pay(trip, 4210, sender=david, receiver=zoe)
    assert not Mail.objects.exists()


def test_who_takes_part_no_longer_gets_none(trip, zoe, david):
    type(zoe).objects.filter(pk=zoe.pk).update(deactivated_at="2026-05-01T00:00Z")
    pay(trip, 4210, sender=david, receiver=zoe)
    assert not Mail.objects.exists()


def test_a_site_that_sends_no_mail_writes_none(trip, zoe, david, settings):
    settings.MAIL_IS_REAL = False
    pay(trip, 4210, sender=david, receiver=zoe)
    assert not Mail.objects.exists()
