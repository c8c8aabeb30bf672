"""Mails are never lost: sent by a job, again after a refusal for now, with one Message-ID however often, and given up with a reason."""

import pytest
from django.db import transaction
from django.template import engines
from django.utils import timezone

from tests.post import open_post_office
from tripsplit import jobs, mail
from tripsplit.models import Job, Mail

STOP = "https://trips.example/mail/stop/abc/"


@pytest.fixture
def office():
    with open_post_office() as office:
        yield office


@pytest.fixture(autouse=True)
def words(monkeypatch):
    """Two small templates, so that no product mail is needed here."""
    texts = {"mail/hello.txt": "Hello {{ name }}\n\n{{ stop_url }}", "mail/hello.html": "<p>Hello {{ name }}</p>"}

    def render(name, context):
        return engines["django"].from_string(texts[name]).render(context)

    monkeypatch.setattr(mail, "render_to_string", render)


def hello(**more):
    return mail.queue_mail("hello", {"name": "<Zoë>"}, to="zoe@example.org", subject="Hello\n there", **more)


def run_all():
    """Every job, as often as it takes: time passes as the backoff asks."""
    for _ in range(12):
        Job.objects.filter(state="queued").update(run_at=timezone.now())
        jobs.drain()


def test_a_mail_goes_out_in_text_and_html_with_one_click_to_stop_it(db, office):
    hello(stop_url=STOP)
    run_all()

    sent = office.received[0]
    assert (sent["To"], sent["Subject"]) == ("zoe@example.org", "Hello there")
    assert sent["List-Unsubscribe"] == f"<{STOP}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert STOP in sent.get_body(("plain",)).get_content()
    assert "&lt;Zoë&gt;" in sent.get_body(("html",)).get_content()


def test_a_mail_that_nobody_can_stop_has_no_such_header(db, office):
    hello()
    run_all()
    assert office.received[0]["List-Unsubscribe"] is None


def test_it_is_tried_again_when_the_server_refuses_for_now(db, office):
    office.answers = ["451 4.7.1 Try later", "421 4.3.2 Busy"]
    hello()
    run_all()
    assert len(office.received) == 1
    assert Job.objects.get().state == "done"


def test_after_a_line_that_broke_behind_the_acceptance_the_repeat_has_the_same_id(db, office):
    office.answers = ["drop", "drop"]
    hello()
    run_all()
    assert len(office.received) == 3
    assert len(office.message_ids) == 1


def test_thirty_mails_over_a_bad_line_all_arrive_and_are_thirty(db, office):
    office.answers = ["451 Later", "250 OK", "drop", "250 OK", "421 Busy"] * 6
    for number in range(30):
        hello(key=f"hello {number}")
    run_all()
    assert len(office.message_ids) == 30
    assert not Mail.objects.filter(sent_at=None).exists()


def test_the_same_key_is_the_same_mail(db, office):
    assert hello(key="digest 7") == hello(key="digest 7")
    run_all()
    assert len(office.received) == 1


def test_an_address_that_does_not_exist_is_given_up_with_a_reason(db, office):
    office.refused = ["zoe@example.org"]
    hello()
    run_all()
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("failed", 1)
    assert "does not take this address" in job.error


def test_a_mail_whose_cause_is_undone_is_not_sent(transactional_db, office):
    with transaction.atomic():
        hello()
        transaction.set_rollback(True)
    run_all()
    assert not office.received


def test_no_server_at_all_is_no_loss(db, office, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    hello()
    jobs.drain()
    assert Job.objects.get().state == "queued"
    settings.EMAIL_PORT = port
    run_all()
    assert len(office.received) == 1


def test_what_was_said_is_forgotten_once_it_is_sent(db, office):
    hello(stop_url=STOP)
    run_all()
    kept = Mail.objects.get()
    assert (kept.text, kept.html, kept.stop_url) == ("", "", "")
    assert kept.sent_at is not None


def test_a_mail_that_is_gone_is_no_fault(db, office):
    hello().delete()
    run_all()
    assert Job.objects.get().state == "done"
