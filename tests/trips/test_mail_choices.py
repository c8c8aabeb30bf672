"""Which mails people get: the boxes of /accounts/mail/, and /mail/stop/<token>/ which ends one kind with one click."""

import pytest
from django.test import Client

from trips import mailing
from trips.models import MailChoice

URL = "/accounts/mail/"


@pytest.fixture
def stop(zoe):
    url = mailing.stop_url(zoe.user.email, mailing.REMINDER)
    return "/" + url.split("/", 3)[3]


def test_the_boxes_say_what_one_gets_and_change_it(client_of, zoe):
    client = client_of(zoe)
    page = client.get(URL).content.decode()
    assert page.count(" checked") == 3  # all but the weekly one

    assert client.post(URL, {"kinds": ["digest"]}).status_code == 303
    assert mailing.choices_of(zoe.user) == {
        "invitation": False,
        "reminder": False,
        "payment": False,
        "digest": True,
    }


def test_a_kind_that_does_not_exist_is_refused(client_of, zoe):
    assert client_of(zoe).post(URL, {"kinds": ["spam"]}).status_code == 422


def test_a_guest_has_nothing_to_choose(client_of, guest):
    assert client_of(guest).get(URL).status_code == 403


def test_one_click_of_a_mail_program_ends_the_kind(stop, zoe):
    answer = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not mailing.wants(zoe.user.email, mailing.REMINDER)
    assert mailing.wants(zoe.user.email, mailing.INVITATION)


def test_the_page_says_what_holds_now(stop):
    assert "Stop these mails?" in Client().get(stop).content.decode()
    Client().post(stop)
    assert "No more of these" in Client().get(stop).content.decode()


def test_looking_at_the_link_ends_nothing(stop, zoe):
    page = Client().get(stop)
    assert page.status_code == 200
    assert mailing.wants(zoe.user.email, mailing.REMINDER)


def test_a_link_that_was_altered_leads_nowhere(stop, zoe):
    for wrong in (stop[:-2] + "/", stop.replace("stop/", "stop/x"), "/mail/stop/abc/"):
        assert Client().post(wrong).status_code == 404
    assert not MailChoice.objects.exists()


def test_the_choice_holds_for_the_address_however_it_is_written(zoe):
    mailing.set_choices(address="Ann@Example.org", choices={"reminder": False})
    assert not mailing.wants("ann@example.org", mailing.REMINDER)


def test_no_address_is_kept(zoe):
    mailing.set_choices(address="ann@example.org", choices={"reminder": False})
    assert "ann" not in MailChoice.objects.get().address_hash


def test_other_methods_are_refused(client_of, zoe, stop):
    assert client_of(zoe).put(URL).status_code == 405
    assert Client().put(stop).status_code == 405


def test_htmx_gets_the_form_alone(client_of, zoe, htmx):
    assert client_of(zoe).get(URL, headers=htmx("mail-form")).content.decode().strip().startswith("<form")
