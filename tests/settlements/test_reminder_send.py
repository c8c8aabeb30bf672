"""…/remind/<ref>/ queues a mail with what somebody owes: once a day at most, by those who may edit, to those who want it."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from settlements.models import Reminder
from settlements.news import reminding
from settlements.planner import Household
from settlements.wishes.services import Chosen, set_wishes
from tests.factories import UserFactory
from tests.settlements.rows import assert_queries_do_not_grow, pay, spend
from trips import mailing
from trips.models import Activity, Trip
from tripsplit.models import Mail


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.MAIL_IS_REAL = True


@pytest.fixture
def url(trip, david, dinner):
    """David owes Zoë ten euros."""
    return f"/trips/{trip.slug}/remind/{david.ref}/"


@pytest.fixture
def clock(monkeypatch):
    """The time of day for reminders."""

    def at(text):
        monkeypatch.setattr(reminding.timezone, "now", lambda: datetime.fromisoformat(text))

    return at


def test_the_debtor_gets_a_mail_with_what_to_pay_to_whom(client_of, trip, zoe, david, url, run_jobs, mailoutbox):
    assert client_of(zoe).post(url).status_code == 303
    run_jobs()

    (mail,) = mailoutbox
    assert mail.to == [david.user.email]
    assert mail.subject == "What you owe in Lisbon: a reminder from Zoë"
    for text in (mail.body, mail.alternatives[0][0]):
        assert "€10.00" in text
        assert f"http://localhost:8000/trips/{trip.slug}/balances/" in text
        assert "/mail/stop/" in text
    assert "You pay Zoë €10.00" in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_amounts_are_written_for_the_reader_of_the_mail_and_not_for_who_asked(client_of, zoe, url):
    client_of(zoe, **{"Accept-Language": "de"}).post(url)
    assert "€10.00" in Mail.objects.get().text


def test_the_mail_names_every_payment_of_the_plan_for_them_and_no_other(client_of, trip, friends, zoe, url):
    _, david, emily, kenji = friends
    spend(trip, 3000, by=kenji, among=[david])
    spend(trip, 800, by=zoe, among=[emily])
    client_of(zoe).post(url)
    text = Mail.objects.get().text
    assert text.count("You pay") == 2
    assert "Emily" not in text


def test_the_feed_says_who_reminded_whom(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url)
    line = Activity.objects.get(trip=trip, verb="reminded")
    assert (line.actor, line.label) == (zoe, "David")
    assert "reminded" in client.get(f"/trips/{trip.slug}/activity/").content.decode()


def test_a_second_one_that_day_is_not_sent_whoever_asks(client_of, friends, zoe, guest, url):
    client_of(zoe).post(url)
    for person in (zoe, guest):
        answer = client_of(person).post(url, follow=True)
        assert "David was reminded today already" in answer.content.decode()
    assert (Reminder.objects.count(), Mail.objects.count()) == (1, 1)


def test_the_database_refuses_a_second_one_that_day(trip, zoe, david):
    facts = {"trip": trip, "participant": david, "day": "2026-05-03", "sent_by": zoe}
    Reminder.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**facts)


@pytest.mark.parametrize(
    ("zone", "moments", "count"),
    [
        # Midnight in Kiritimati (UTC+14) is at ten in the morning of the day before, UTC; in Niue (UTC-11) at eleven of the same day.
        ("Pacific/Kiritimati", ("2026-05-02T09:59:59+00:00", "2026-05-02T10:00:00+00:00"), 2),
        ("Pacific/Kiritimati", ("2026-05-02T10:00:00+00:00", "2026-05-03T09:59:59+00:00"), 1),
        ("Pacific/Niue", ("2026-05-02T10:59:59+00:00", "2026-05-02T11:00:00+00:00"), 2),
        ("Pacific/Niue", ("2026-05-02T11:00:00+00:00", "2026-05-03T10:59:59+00:00"), 1),
    ],
)
def test_the_day_is_the_trips_own(client_of, clock, trip, zoe, url, zone, moments, count):
    Trip.objects.filter(pk=trip.pk).update(time_zone=zone)
    client = client_of(zoe)
    for moment in moments:
        clock(moment)
        client.post(url)
    assert Mail.objects.count() == count


def test_the_same_form_twice_is_one_reminder(client_of, zoe, url):
    client = client_of(zoe)
    answers = [client.post(url, {"submit_key": "k1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Mail.objects.count() == 1


def test_whoever_wants_none_gets_none_and_nobody_is_told(client_of, david, zoe, url):
    mailing.set_choices(address=david.user.email, choices={"reminder": False})
    answer = client_of(zoe).post(url, follow=True)
    assert not Mail.objects.exists()
    assert "unless they have asked for none" in answer.content.decode()


def test_the_link_in_it_ends_reminders_and_nothing_else(client_of, client, david, zoe, url):
    client_of(zoe).post(url)
    stop = Mail.objects.get().stop_url
    client.post("/" + stop.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})
    assert mailing.choices_of(david.user) == {
        "invitation": True,
        "reminder": False,
        "payment": True,
        "digest": False,
    }


def test_who_owes_nothing_is_not_reminded(client_of, trip, zoe, david, url):
    pay(trip, 1000, sender=david, receiver=zoe)
    Mail.objects.all().delete()
    answer = client_of(zoe).post(url, follow=True)
    assert "nothing to pay any more" in answer.content.decode()
    assert (Reminder.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_name_without_an_address_or_oneself_is_not_reminded(client_of, trip, zoe, david, kenji, url):
    for person, name in ((zoe, kenji), (david, david)):
        answer = client_of(person).post(f"/trips/{trip.slug}/remind/{name.ref}/", follow=True)
        assert "no e-mail address here" in answer.content.decode()
    assert not Mail.objects.exists()


def test_nobody_who_was_taken_off_the_trip_is_reminded(client_of, zoe, david, url):
    type(david).objects.filter(pk=david.pk).update(deactivated_at="2026-05-05T00:00Z")
    client_of(zoe).post(url)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("closed", ["archived_at", "locked_at"])
def test_in_a_closed_trip_too_there_may_be_something_to_pay(client_of, trip, zoe, url, closed):
    Trip.objects.filter(pk=trip.pk).update(**{closed: "2026-06-01T00:00Z"})
    client_of(zoe).post(url)
    assert Mail.objects.count() == 1


def test_the_button_stands_beside_those_who_can_be_reminded(client_of, trip, friends, zoe, david, emily, kenji, dinner):
    page = f"/trips/{trip.slug}/balances/"
    assert [f"/remind/{person.ref}/" in client_of(zoe).get(page).content.decode() for person in friends] == [
        *(False, True, True),
        False,
    ]
    assert f"/remind/{david.ref}/" not in client_of(david).get(page).content.decode()
    assert "/remind/" not in client_of(emily).get(page).content.decode()


@pytest.fixture
def household(trip, david, kenji, dinner):
    """Kenji, who has no account, pays for David too."""
    couple = Household(frozenset({kenji.ref, david.ref}), kenji.ref)
    set_wishes(trip=trip, by=None, version=1, chosen=Chosen(households=(couple,)))


def test_of_a_household_whoever_can_be_reminded_is(client_of, trip, zoe, david, kenji, household):
    page = client_of(zoe).get(f"/trips/{trip.slug}/balances/").content.decode()
    assert f"/remind/{david.ref}/" in page
    assert "Remind <bdi>David</bdi>" in page
    assert f"/remind/{kenji.ref}/" not in page

    client_of(zoe).post(f"/trips/{trip.slug}/remind/{david.ref}/")
    mail = Mail.objects.get()
    assert "Kenji & you pay Zoë €20.00" in mail.text


def test_who_pays_for_a_household_is_reminded_before_the_others(client_of, trip, zoe, david, kenji, household):
    type(kenji).objects.filter(pk=kenji.pk).update(user=UserFactory(name="Kenji"))
    page = client_of(zoe).get(f"/trips/{trip.slug}/balances/").content.decode()
    assert f"/remind/{kenji.ref}/" in page
    assert f"/remind/{david.ref}/" not in page


def test_a_site_that_sends_no_mail_does_not_offer_it(client_of, trip, zoe, url, settings):
    settings.MAIL_IS_REAL = False
    assert "/remind/" not in client_of(zoe).get(f"/trips/{trip.slug}/balances/").content.decode()
    assert client_of(zoe).post(url).status_code == 403


def test_a_name_cannot_write_a_header(client_of, trip, zoe, url, run_jobs, mailoutbox):
    type(zoe).objects.filter(pk=zoe.pk).update(name="Zoë\r\nBcc: all@example.org")
    type(trip).objects.filter(pk=trip.pk).update(name="<b>Lisbon</b>\nCc: all@example.org")
    client_of(zoe).post(url)
    run_jobs()
    (mail,) = mailoutbox
    sent = mail.message()
    assert (sent["Bcc"], sent["Cc"], "\n" in mail.subject) == (None, None, False)
    assert "<b>" not in mail.alternatives[0][0]


def test_a_viewer_may_not(client_of, emily, url):
    assert client_of(emily).post(url).status_code == 403


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url).status_code == 404


def test_a_person_of_another_trip_does_not_exist(client_of, trip, zoe, stranger):
    assert client_of(zoe).post(f"/trips/{trip.slug}/remind/{stranger.ref}/").status_code == 404


def test_other_methods_are_refused(client_of, zoe, url):
    for method in ("get", "put"):
        assert getattr(client_of(zoe), method)(url).status_code == 405


def test_htmx_is_led_back_to_the_balances(client_of, trip, zoe, url, htmx):
    answer = client_of(zoe).post(url, headers=htmx())
    assert f"/trips/{trip.slug}/balances/" in answer.headers["HX-Location"]


def test_the_pages_queries_do_not_grow_with_the_trip(client_of, trip, friends, zoe, dinner):
    client = client_of(zoe)
    assert_queries_do_not_grow(lambda: client.get(f"/trips/{trip.slug}/balances/"), trip, friends)
