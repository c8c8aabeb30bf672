"""Mails about money over a real SMTP server that refuses, breaks off and is away, by workers that are killed: each arrives, as one."""

import os
import signal
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.utils import timezone

from settlements.news.digest import write_digest
from settlements.news.reminding import send_reminder
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.post import open_post_office
from tests.settlements.rows import pay, spend
from trips import mailing
from tripsplit import jobs
from tripsplit.models import Job, Mail

PATIENCE = 30


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.MAIL_IS_REAL = True


@pytest.fixture
def office():
    with open_post_office() as office:
        yield office


def trip_of(number):
    """A trip with an owner, and two who owe them; one of each kind of mail will be about it."""
    trip = TripFactory(name=f"Trip {number}")
    owner, *others = (ParticipantFactory(trip=trip, name=name, user=UserFactory()) for name in ("Zoë", "David", "Ann"))
    spend(trip, 3000, by=owner, among=[owner, *others])
    return trip, owner, others


def queue_some(count):
    """Reminders, news of payments and weekly mails; how many mails they make."""
    week = f"{datetime.now(UTC):%G-W%V}"
    for number in range(count):
        trip, owner, (david, ann) = trip_of(number)
        send_reminder(trip=trip, by=owner, ref=david.ref)
        pay(trip, 100, sender=ann, receiver=owner)
        mailing.set_choices(address=ann.user.email, choices={"digest": True})
        assert write_digest(ann.user, week)
    assert Mail.objects.count() == 3 * count
    return 3 * count


def run_all():
    for _ in range(12):
        Job.objects.filter(state="queued").update(run_at=timezone.now())
        jobs.drain()


def all_arrived(office, count):
    assert not Mail.objects.filter(sent_at=None).exists()
    assert len(office.message_ids) == count
    assert {mail["To"] for mail in office.received} == set(Mail.objects.values_list("address", flat=True))


def test_every_mail_arrives_over_a_line_that_refuses_and_breaks_off(db, office):
    count = queue_some(5)
    stops = dict(Mail.objects.values_list("message_id", "stop_url"))
    office.answers = ["451 4.7.1 Later", "250 OK", "drop", "421 4.3.2 Busy"] * 4
    run_all()
    all_arrived(office, count)
    assert {mail["Message-ID"]: mail["List-Unsubscribe"].strip(" <>") for mail in office.received} == stops


def test_of_an_address_that_is_refused_for_good_the_others_know_nothing(db, office):
    count = queue_some(2)
    nobody = Mail.objects.order_by("pk").first()
    office.refused = [nobody.address]
    run_all()
    lost = Mail.objects.filter(address=nobody.address)
    assert not lost.exclude(sent_at=None).exists()
    assert len(office.message_ids) == count - lost.count()
    assert Job.objects.filter(state="failed").count() == lost.count()


def test_a_server_that_is_away_gets_everything_when_it_is_back(db, office, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    count = queue_some(2)
    for _ in range(3):
        Job.objects.filter(state="queued").update(run_at=timezone.now())
        jobs.drain()
    assert not office.received
    settings.EMAIL_PORT = port
    run_all()
    all_arrived(office, count)


def forked_worker():
    """A drainer in a process of its own, which will be killed. Nothing of the database is open at the fork."""
    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            jobs.drain()
        finally:
            os._exit(0)
    return child


def wait_until(fact):
    deadline = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_a_worker_killed_between_the_servers_yes_and_its_own_note_makes_no_second_mail(
    transactional_db, office, settings
):
    count = queue_some(2)
    for _ in range(4):
        office.pauses = 1  # the server has the mail, and the worker waits for its answer
        seen = len(office.received)
        child = forked_worker()
        wait_until(lambda seen=seen: len(office.received) > seen)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        Job.objects.filter(state="running").update(lease_until=timezone.now())
        jobs.sweep()
    office.pauses = 0
    run_all()
    all_arrived(office, count)
    assert len(office.received) >= count + 1, "no kill hit the moment after the acceptance"


def test_no_name_can_write_a_header_over_the_wire(db, office):
    trip, owner, (david, _) = trip_of(1)
    evil = "Zoë\r\nBcc: all@example.org\r\n\r\n<html>"
    type(owner).objects.filter(pk=owner.pk).update(name=evil)
    type(trip).objects.filter(pk=trip.pk).update(name="Trip\nX-Evil: 1")
    trip.refresh_from_db()
    owner.refresh_from_db()
    send_reminder(trip=trip, by=owner, ref=david.ref)
    run_all()
    (mail,) = office.received
    assert (mail["Bcc"], mail["X-Evil"], mail["To"]) == (None, None, david.user.email)
    assert "Bcc: all@example.org" in mail["Subject"]
    assert "<html>" not in mail.get_body(("html",)).get_content().partition("<body>")[2]
