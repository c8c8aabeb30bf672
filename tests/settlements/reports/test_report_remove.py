"""…/reports/<ref>/remove/: a report goes, or is called off."""

import pytest

from settlements.models import Report
from settlements.reports.orders import HANDLER
from tripsplit.models import Job


@pytest.fixture
def page(trip):
    return f"/trips/{trip.slug}/reports/"


def test_what_is_made_is_removed(client_of, run_jobs, david, dinner, order, page):
    report = order(david)
    run_jobs()
    browser = client_of(david)
    answer = browser.post(f"{page}{report.ref}/remove/")

    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert "Removed: CSV." in browser.get(page).content.decode()
    assert not Report.objects.exists()


def test_what_is_in_the_making_is_cancelled(client_of, run_jobs, david, dinner, order, page):
    report = order(david)
    browser = client_of(david)
    browser.post(f"{page}{report.ref}/remove/")

    assert "Cancelled: CSV." in browser.get(page).content.decode()
    assert Job.objects.get(handler=HANDLER).state == Job.State.CANCELLED
    assert run_jobs() == 0


def test_an_owner_may_remove_what_others_ordered_and_nobody_else(client_of, zoe, david, emily, dinner, order, page):
    report = order(emily)

    assert client_of(david).post(f"{page}{report.ref}/remove/").status_code == 403
    assert "Cancel" not in client_of(david).get(page).content.decode().split('id="report-list"')[1].split("</ul>")[0]
    assert client_of(zoe).post(f"{page}{report.ref}/remove/").status_code == 303
    assert not Report.objects.exists()


def test_a_form_that_is_sent_twice_says_the_same_twice(client_of, david, dinner, order, page):
    report = order(david)
    form = {"submit_key": "one-and-the-same-key"}

    assert client_of(david).post(f"{page}{report.ref}/remove/", form).status_code == 303
    assert client_of(david).post(f"{page}{report.ref}/remove/", form).status_code == 303
    assert client_of(david).post(f"{page}{report.ref}/remove/").status_code == 404


def test_a_stranger_finds_nothing_and_looking_is_no_removing(client_of, zoe, stranger, dinner, order, page):
    report = order(zoe)

    assert client_of(stranger).post(f"{page}{report.ref}/remove/").status_code == 404
    assert client_of(zoe).get(f"{page}{report.ref}/remove/").status_code == 405
    assert Report.objects.exists()
