"""…/invitation/send/ queues the invitation link for addresses that want such mails."""

import pytest

from tests.trips.recurring import assert_does_not_grow
from trips import mailing
from trips.invitations import invitation_for, token_of
from trips.services import archive_trip
from tripsplit.models import Mail


@pytest.fixture(autouse=True)
def real_mail(settings):
    settings.MAIL_IS_REAL = True


@pytest.fixture
def url(trip, zoe):
    invitation_for(trip=trip, by=zoe)
    return f"/trips/{trip.slug}/invitation/send/"


def test_friends_get_the_link_with_the_senders_name(client_of, trip, david, url, run_jobs, mailoutbox):
    answer = client_of(david).post(url, {"addresses": "ann@example.org, Ben@Example.org"})
    run_jobs()

    assert answer.status_code == 303
    assert {mail.to[0] for mail in mailoutbox} == {"ann@example.org", "ben@example.org"}
    mail = mailoutbox[0]
    assert mail.subject == "David invites you to Lisbon"
    link = f"/join/{token_of(trip.invitations.get())}/"
    assert link in mail.body
    assert link in mail.alternatives[0][0]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_feed_counts_and_names_no_address(client_of, trip, zoe, url):
    client_of(zoe).post(url, {"addresses": "ann@example.org ben@example.org"})
    lines = trip.activities.filter(verb="invited")
    assert lines.count() == 2
    assert not [line for line in lines if "example.org" in line.label + str(line.changes)]


def test_whoever_wants_no_such_mails_gets_none_and_nobody_is_told(client_of, zoe, url):
    mailing.set_choices(address="Ann@example.org", choices={"invitation": False})
    answer = client_of(zoe).post(url, {"addresses": "ann@example.org"}, follow=True)
    assert not Mail.objects.exists()
    assert "on its way" in answer.content.decode()


def test_twenty_a_day_are_enough(client_of, trip, zoe, url):
    client = client_of(zoe)
    client.post(url, {"addresses": " ".join(f"friend{n}@example.org" for n in range(19))})
    answer = client.post(url, {"addresses": "a@example.org b@example.org"})

    assert answer.status_code == 422
    assert "20 invitations a day" in answer.content.decode()
    assert Mail.objects.count() == 19
    assert client.post(url, {"addresses": "a@example.org"}).status_code == 303


@pytest.mark.parametrize("addresses", ["", "ann", "ann@example.org, <script>", "a@b.example\x00", "x" * 6000])
def test_what_is_no_address_is_told_at_the_field(client_of, zoe, url, addresses):
    assert client_of(zoe).post(url, {"addresses": addresses}).status_code == 422
    assert not Mail.objects.exists()


def test_a_name_with_a_line_break_cannot_write_a_header(client_of, trip, zoe, url, run_jobs, mailoutbox):
    type(trip).objects.filter(pk=trip.pk).update(name="Lisbon\r\nBcc: all@example.org")
    client_of(zoe).post(url, {"addresses": "ann@example.org"})
    run_jobs()
    assert "\n" not in mailoutbox[0].subject
    assert mailoutbox[0].bcc == []


def test_a_site_that_sends_no_mail_does_not_offer_it(client_of, trip, zoe, url, settings):
    assert url in client_of(zoe).get(f"/trips/{trip.slug}/people/").content.decode()
    settings.MAIL_IS_REAL = False
    assert url not in client_of(zoe).get(f"/trips/{trip.slug}/people/").content.decode()
    assert client_of(zoe).get(url).status_code == 403


def test_a_guest_has_no_address_to_answer_for_it(client_of, guest, url):
    assert client_of(guest).post(url, {"addresses": "ann@example.org"}).status_code == 403


def test_a_closed_trip_invites_nobody(client_of, trip, zoe, url):
    archive_trip(trip=trip, by=zoe)
    assert client_of(zoe).post(url, {"addresses": "ann@example.org"}).status_code == 422
    assert not Mail.objects.exists()


def test_a_viewer_may_not(client_of, emily, url):
    assert client_of(emily).post(url, {"addresses": "ann@example.org"}).status_code == 403


def test_a_trip_of_other_people_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_other_methods_are_refused(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_htmx_gets_the_form_alone(client_of, zoe, url, htmx):
    assert client_of(zoe).get(url, headers=htmx("send-form")).content.decode().strip().startswith("<form")


def test_the_number_of_queries_does_not_grow_with_the_trip(client_of, trip, zoe, url):
    client = client_of(zoe)
    assert_does_not_grow(lambda: client.get(url), trip)
