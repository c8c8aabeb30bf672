"""…/reports/: order a report, watch it being made, and see what there is."""

import datetime
import re

import pytest
from django.utils import timezone

from settlements.models import Report
from settlements.reports import csv_file
from settlements.reports.kinds import KINDS, CannotBeMade
from settlements.reports.orders import HANDLER, MOST_IN_THE_MAKING, job_of
from tests.settlements.rows import assert_queries_do_not_grow, spend
from trips.models import Trip
from tripsplit.models import Job


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/reports/"


@pytest.fixture
def breaks(monkeypatch):
    """Let the making of a CSV file fail as told."""

    def with_fault(fault):
        def write(*_, **__):
            raise fault

        monkeypatch.setattr(csv_file, "write_csv", write)

    return with_fault


def test_a_report_is_ordered_made_and_offered(client_of, run_jobs, trip, zoe, dinner, url):
    answer = client_of(zoe).post(url, {"kind": "csv"})

    assert (answer.status_code, answer.headers["Location"]) == (303, url)
    assert "Waiting for its turn." in text_of(client_of(zoe).get(url))
    assert run_jobs() == 1
    page = client_of(zoe).get(url)
    report = Report.objects.get()
    assert f'href="{url}{report.ref}/"' in page.content.decode()
    assert "You ·" in text_of(page)
    assert "kept until" in text_of(page)
    assert (report.revision, report.made_at is not None) == (trip.revision, True)


def test_every_kind_there_is_can_be_ordered(client_of, zoe, david, url):
    page = client_of(zoe).get(url).content.decode()

    assert re.findall(r'name="kind" value="(\w+)"', page) == [*KINDS]


def test_whoever_may_only_look_may_order_too(client_of, run_jobs, emily, dinner, url):
    assert client_of(emily).post(url, {"kind": "csv"}).status_code == 303
    assert run_jobs() == 1
    assert Report.objects.get().ordered_by == emily


def test_a_closed_trip_has_reports(client_of, run_jobs, trip, zoe, dinner, url):
    Trip.objects.filter(pk=trip.pk).update(locked_at=timezone.now(), archived_at=timezone.now())

    assert client_of(zoe).post(url, {"kind": "csv"}).status_code == 303
    assert run_jobs() == 1
    assert "Download" in text_of(client_of(zoe).get(url))


def test_ordering_changes_nothing_of_the_trip(client_of, run_jobs, trip, zoe, dinner, url):
    before = Trip.objects.values().get(pk=trip.pk)
    client_of(zoe).post(url, {"kind": "csv"})
    run_jobs()

    assert Trip.objects.values().get(pk=trip.pk) == before


def test_while_something_is_in_the_making_the_list_asks_every_second_and_then_no_more(
    client_of, htmx, run_jobs, zoe, dinner, order, url
):
    order(zoe)
    client = client_of(zoe, **htmx("report-list"))

    making = client.get(url).content.decode()
    assert "</html>" not in making
    assert 'hx-trigger="every 1s"' in making
    Job.objects.filter(handler=HANDLER).update(
        state="running", token="x", lease_until=timezone.now(), done=250, total=1000, words="writing rows"
    )
    running = client.get(url)
    assert 'value="250" max="1000"' in running.content.decode()
    assert "250 of 1,000, writing rows …" in text_of(running)
    Job.objects.filter(handler=HANDLER).update(state="queued", token="", lease_until=None)
    run_jobs()
    assert "hx-trigger" not in client.get(url).content.decode()


def test_without_scripts_there_is_a_link_to_look_again(client_of, zoe, dinner, order, url):
    order(zoe)

    assert re.search(r"<noscript>.*Look again.*</noscript>", client_of(zoe).get(url).content.decode(), re.DOTALL)


def test_the_same_again_is_the_report_that_there_is(client_of, run_jobs, zoe, david, dinner, url):
    client_of(zoe).post(url, {"kind": "csv"})
    client_of(david).post(url, {"kind": "csv"})
    run_jobs()
    again = client_of(david)
    again.post(url, {"kind": "csv"})

    assert Report.objects.count() == 1
    assert "Nothing has changed since then: CSV is below." in text_of(again.get(url))


def test_after_a_change_it_is_another_one_and_the_first_says_so(client_of, run_jobs, trip, zoe, friends, dinner, url):
    client_of(zoe).post(url, {"kind": "csv"})
    run_jobs()
    spend(trip, 1200, by=zoe, among=friends)
    assert "The trip has changed since" in text_of(client_of(zoe).get(url))
    client_of(zoe).post(url, {"kind": "csv"})
    run_jobs()

    assert Report.objects.count() == 2
    assert Report.objects.values("sha256").distinct().count() == 2
    assert text_of(client_of(zoe).get(url)).count("The trip has changed since") == 1


def test_a_form_that_is_sent_twice_orders_once(client_of, trip, zoe, friends, dinner, url):
    form = {"kind": "csv", "submit_key": "one-and-the-same-key"}
    client_of(zoe).post(url, form)
    spend(trip, 1200, by=zoe, among=friends)
    client_of(zoe).post(url, form)

    assert Report.objects.count() == 1


def test_nobody_keeps_the_worker_busy_alone(client_of, trip, zoe, david, friends, dinner, url):
    client = client_of(zoe)
    for _ in range(MOST_IN_THE_MAKING + 1):
        client.post(url, {"kind": "csv"})
        spend(trip, 1200, by=zoe, among=friends)

    assert Report.objects.count() == MOST_IN_THE_MAKING
    assert f"{MOST_IN_THE_MAKING} reports of yours are being made." in text_of(client.get(url))
    client_of(david).post(url, {"kind": "csv"})
    assert Report.objects.count() == MOST_IN_THE_MAKING + 1


def test_a_trip_keeps_so_many_and_no_more(client_of, trip, zoe, dinner, url, monkeypatch):
    monkeypatch.setattr("settlements.reports.orders.MOST_OF_A_TRIP", 1)
    Report.objects.create(trip=trip, kind="csv", locale="en", ordered_by=zoe, revision=0)
    client = client_of(zoe)
    client.post(url, {"kind": "csv"})

    assert Report.objects.count() == 1
    assert "Remove one that nobody needs first." in text_of(client.get(url))


@pytest.mark.parametrize("form", [{}, {"kind": "exe"}])
def test_what_there_is_not_is_not_made(client_of, zoe, url, form):
    client = client_of(zoe)
    assert client.post(url, form).status_code == 303

    assert not Report.objects.exists()
    assert "Choose one of the reports." in text_of(client.get(url))


def test_why_it_cannot_be_made_is_told_in_words(client_of, run_jobs, zoe, dinner, url, breaks):
    breaks(CannotBeMade("There is nothing to tell of this trip."))
    client_of(zoe).post(url, {"kind": "csv"})
    run_jobs(may_fail=True)

    page = text_of(client_of(zoe).get(url))
    assert "Not made" in page
    assert "There is nothing to tell of this trip." in page
    assert "Try again" in page
    assert job_of(Report.objects.get()).state == Job.State.FAILED


def test_a_fault_of_ours_is_tried_again_and_then_told_without_its_traceback(
    client_of, run_jobs, zoe, dinner, url, breaks
):
    breaks(ZeroDivisionError("secret detail"))
    client_of(zoe).post(url, {"kind": "csv"})
    run_jobs(may_fail=True)
    assert "it is tried again in a moment" in text_of(client_of(zoe).get(url))
    while Job.objects.filter(handler=HANDLER, state="queued").update(run_at=timezone.now()):
        run_jobs(may_fail=True)

    page = text_of(client_of(zoe).get(url))
    assert "Something went wrong. Try again;" in page
    assert "secret detail" not in page


def test_reports_are_listed_newest_first(client_of, trip, zoe, url):
    for days, kind in ((2, "csv"), (0, "csv"), (1, "csv")):
        at = timezone.now() - datetime.timedelta(days=days)
        Report.objects.create(
            trip=trip, kind=kind, locale="en", ordered_by=zoe, revision=days, ordered_at=at, ref=f"r{days}"
        )
    page = client_of(zoe).get(url).content.decode()

    assert re.findall(r'id="report-(r\d)"', page) == ["r0", "r1", "r2"]


def test_reports_of_another_trip_do_not_exist(client_of, stranger, zoe, dinner, order, url):
    order(zoe)

    assert client_of(stranger).get(url).status_code == 404
    assert client_of(stranger).post(url, {"kind": "csv"}).status_code == 404
    assert Report.objects.count() == 1


def test_other_methods_are_not_allowed(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, dinner, order, url):
    order(zoe)

    def more_reports():
        for number in range(20):
            Report.objects.create(trip=trip, kind="csv", locale="en", ordered_by=friends[number % 4], revision=number)
        return client_of(zoe).get(url)

    assert_queries_do_not_grow(lambda: client_of(zoe).get(url), trip, friends)
    from tests.settlements.rows import queries

    before = queries(lambda: client_of(zoe).get(url))
    more_reports()
    assert queries(lambda: client_of(zoe).get(url)) == before
