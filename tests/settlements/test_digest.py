"""The weekly mail: what was written down in one's trips from Monday to Sunday (UTC), once for each week, to those who want it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from settlements import jobs as weekly
from settlements.models import Payment
from settlements.news.digest import bounds, week_before, write_digest
from tests.factories import ParticipantFactory, TripFactory
from tests.settlements.rows import pay, spend
from trips import mailing
from tripsplit.jobs import enqueue, sweep
from tripsplit.models import Job, Mail

WEEK = "2026-W19"  # from 4 May
IN_IT = datetime(2026, 5, 6, 12, tzinfo=UTC)
MONDAY = datetime(2026, 5, 11, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.MAIL_IS_REAL = True


@pytest.fixture
def happened(trip, friends, zoe, david):
    """A dinner and a payment in that week."""
    expense = spend(trip, 4000, by=zoe, among=friends)
    payment = pay(trip, 400, sender=david, receiver=zoe)
    at(IN_IT, expense, payment)
    Mail.objects.all().delete()
    Job.objects.all().delete()
    return expense, payment


def at(moment, *rows):
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(created_at=moment)


def wish(person):
    mailing.set_choices(address=person.user.email, choices={"digest": True})


def told():
    return Mail.objects.get(key__startswith="digest ").text


@pytest.fixture
def on(monkeypatch):
    """A night's work at a moment."""

    def night(moment):
        monkeypatch.setattr(weekly.timezone, "now", lambda: moment)
        job = enqueue("settlements.jobs.begin_week")
        Job.objects.filter(pk=job.pk).update(run_at=timezone.now() - timedelta(days=9999))

    return night


def test_it_tells_what_was_spent_and_paid_and_where_one_stands(happened, trip, david, run_jobs, mailoutbox):
    wish(david)
    enqueue("settlements.jobs.queue_digests", key=WEEK, args={"week": WEEK})
    run_jobs()

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([david.user.email], "Your trips last week: Lisbon")
    for text in (mail.body, mail.alternatives[0][0]):
        assert "from 4 May to 10 May 2026" in text
        for part in ("Zoë paid", "Dinner", "€40.00", "You paid Zoë", "€4.00", f"/trips/{trip.slug}/", "/mail/stop/"):
            assert part in text
    assert "Now you owe €6.00." in mail.body


def test_it_is_off_until_somebody_asks_for_it(happened, david, run_jobs):
    assert not write_digest(david.user, WEEK)
    enqueue("settlements.jobs.queue_digests", key=WEEK, args={"week": WEEK})
    run_jobs()
    assert not Mail.objects.exists()


def test_where_nothing_happened_there_is_no_mail(trip, david):
    wish(david)
    assert not write_digest(david.user, WEEK)
    assert not Mail.objects.exists()


def test_a_trip_in_which_nothing_happened_is_left_out(happened, david):
    ParticipantFactory(trip=TripFactory(name="Quiet"), name="David", user=david.user)
    wish(david)
    write_digest(david.user, WEEK)
    assert "Quiet" not in told()


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-05-03T23:59:59.999999+00:00", False),
        ("2026-05-04T00:00:00+00:00", True),
        ("2026-05-10T23:59:59.999999+00:00", True),
        ("2026-05-11T00:00:00+00:00", False),
        # Monday already in Kiritimati, still Sunday in Niue: the week is UTC's.
        ("2026-05-11T13:59:59+14:00", True),
        ("2026-05-10T23:00:00-11:00", False),
    ],
)
def test_the_week_is_from_monday_to_sunday_in_utc(happened, david, moment, inside):
    at(datetime.fromisoformat(moment), *happened)
    wish(david)
    assert write_digest(david.user, WEEK) is inside


def test_the_week_before_a_moment_is_the_last_one_that_is_over():
    assert week_before(MONDAY) == WEEK
    assert week_before(MONDAY - timedelta(hours=4)) == "2026-W18"
    assert week_before(datetime(2027, 1, 1, tzinfo=UTC)) == "2026-W52"
    assert week_before(datetime(2027, 1, 4, tzinfo=UTC)) == "2026-W53"
    assert bounds("2026-W53") == (datetime(2026, 12, 28, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC))


def test_one_mail_a_week_however_often_the_worker_runs(happened, david, on, run_jobs, mailoutbox):
    wish(david)
    for moment in (MONDAY, MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=6)):
        on(moment)
        run_jobs()
        Job.objects.filter(handler="settlements.jobs.send_digest").update(state="queued", run_at=timezone.now())
        run_jobs()
    assert len(mailoutbox) == 1


def test_a_monday_without_a_worker_is_made_up_for(happened, david, on, run_jobs, mailoutbox):
    wish(david)
    on(MONDAY + timedelta(days=2))
    run_jobs()
    assert len(mailoutbox) == 1


def test_who_asks_for_it_later_in_the_week_waits_for_the_next(happened, david, on, run_jobs, mailoutbox):
    on(MONDAY)
    run_jobs()
    wish(david)
    on(MONDAY + timedelta(days=2))
    run_jobs()
    assert not mailoutbox


def test_the_worker_begins_the_week_by_itself(db, run_jobs):
    sweep()
    run_jobs()
    assert Job.objects.filter(handler="settlements.jobs.queue_digests").count() == 1


def test_a_site_that_sends_no_mail_writes_none(happened, david, on, run_jobs, settings):
    settings.MAIL_IS_REAL = False
    wish(david)
    on(MONDAY)
    run_jobs()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("fact", ["deactivated_at", "user"])
def test_who_left_between_the_queue_and_the_mail_hears_nothing_of_that_trip(
    happened, trip, david, run_jobs, mailoutbox, fact
):
    other = TripFactory(name="Rome")
    me = ParticipantFactory(trip=other, name="David", user=david.user)
    at(IN_IT, spend(other, 500, by=me, among=[me], description="Pizza"))
    wish(david)
    enqueue("settlements.jobs.send_digest", key="x", args={"user": david.user_id, "week": WEEK})
    type(david).objects.filter(pk=david.pk).update(**{fact: None if fact == "user" else IN_IT})
    run_jobs()
    (mail,) = mailoutbox
    assert "Pizza" in mail.body
    assert "Lisbon" not in mail.body + mail.subject
    assert "Dinner" not in mail.body


def test_nothing_of_other_peoples_trips_stands_in_it(happened, david, stranger):
    at(IN_IT, spend(stranger.trip, 999, by=stranger, among=[stranger], description="CANARY7Q"))
    wish(david)
    write_digest(david.user, WEEK)
    mail = Mail.objects.get()
    assert "CANARY7Q" not in mail.text + mail.html
    assert "Elsewhere" not in mail.text + mail.html + mail.subject


def test_a_deleted_trip_and_what_is_in_the_trash_are_left_out(happened, trip, david):
    wish(david)
    Payment.objects.update(deleted_at=IN_IT)
    type(trip).objects.filter(pk=trip.pk).update(deleted_at=IN_IT)
    assert not write_digest(david.user, WEEK)
    type(trip).objects.filter(pk=trip.pk).update(deleted_at=None)
    write_digest(david.user, WEEK)
    assert "You paid" not in told()


def test_a_busy_week_is_cut_short_and_counted(happened, trip, friends, david):
    at(IN_IT, *[spend(trip, 100 + number, by=friends[0], among=friends) for number in range(15)])
    wish(david)
    write_digest(david.user, WEEK)
    assert told().count("paid") == 12
    assert "and 5 more" in told()


def test_a_job_for_somebody_who_is_gone_is_no_fault(db, run_jobs):
    enqueue("settlements.jobs.send_digest", key="x", args={"user": 12345, "week": WEEK})
    run_jobs()
    assert not Mail.objects.exists()
