"""…/reports/<ref>/retry/: what could not be made is made anew."""

import pytest

from settlements.models import Report
from settlements.reports import csv_file
from settlements.reports.kinds import CannotBeMade
from settlements.reports.orders import HANDLER
from tripsplit.models import Job


@pytest.fixture
def page(trip):
    return f"/trips/{trip.slug}/reports/"


@pytest.fixture
def failed(run_jobs, david, dinner, order, monkeypatch):
    def write(*_, **__):
        raise CannotBeMade("Not today.")

    report = order(david)
    with monkeypatch.context() as patch:
        patch.setattr(csv_file, "write_csv", write)
        run_jobs(may_fail=True)
    return report


def test_it_is_made_on_the_second_try(client_of, run_jobs, david, failed, page):
    answer = client_of(david).post(f"{page}{failed.ref}/retry/")

    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert run_jobs() == 1
    failed.refresh_from_db()
    assert (failed.made_at is not None, failed.error) == (True, "")


def test_ordering_the_same_again_tries_again_too(run_jobs, david, zoe, failed, order):
    assert order(zoe) == failed
    assert run_jobs() == 1
    assert Report.objects.get().made_at


def test_it_is_made_anew_even_where_its_job_is_forgotten(client_of, run_jobs, david, failed, page):
    Job.objects.filter(handler=HANDLER).delete()
    assert "Not today." in client_of(david).get(page).content.decode()
    client_of(david).post(f"{page}{failed.ref}/retry/")

    assert run_jobs() == 1
    assert Report.objects.get().made_at


def test_what_is_made_or_in_the_making_is_not_tried_again(client_of, run_jobs, david, failed, page):
    browser = client_of(david)
    for _ in range(2):
        browser.post(f"{page}{failed.ref}/retry/")
    assert "This report is being made already." in browser.get(page).content.decode()
    run_jobs()
    browser.post(f"{page}{failed.ref}/retry/")
    assert Job.objects.get(handler=HANDLER).state == Job.State.DONE


def test_only_who_ordered_it_or_an_owner(client_of, zoe, emily, stranger, failed, page):
    assert client_of(emily).post(f"{page}{failed.ref}/retry/").status_code == 403
    assert client_of(stranger).post(f"{page}{failed.ref}/retry/").status_code == 404
    assert client_of(zoe).get(f"{page}{failed.ref}/retry/").status_code == 405
    assert client_of(zoe).post(f"{page}{failed.ref}/retry/").status_code == 303
