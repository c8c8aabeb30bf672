"""…/reports/<ref>/: a report's file, for those who may look at the trip now."""

import pytest
from django.utils import timezone

from settlements.models import Report
from settlements.reports.kinds import KINDS
from settlements.reports.store import file_of
from settlements.reports.views import file_name
from tests.asgi import Exchange, Loop
from tests.factories import ParticipantFactory, TripFactory
from trips.models import Participant, Trip

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Type": "text/csv; charset=utf-8",
}


@pytest.fixture
def report(run_jobs, zoe, dinner, order):
    made = order(zoe)
    run_jobs()
    made.refresh_from_db()
    return made


@pytest.fixture
def url(trip, report):
    return f"/trips/{trip.slug}/reports/{report.ref}/"


def test_everybody_of_the_trip_downloads_it_and_no_browser_opens_it(client_of, zoe, emily, report, url):
    for person in (zoe, emily):
        answer = client_of(person).get(url)

        assert answer.getvalue() == file_of(report).read_bytes()
        assert {name: answer[name] for name in HEADERS} == HEADERS
        assert answer["Content-Disposition"] == 'attachment; filename="Lisbon.csv"'
        assert int(answer["Content-Length"]) == report.size


def test_a_look_at_its_head_alone_leaves_no_file_open(client_of, zoe, url):
    assert client_of(zoe).head(url).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_real_server_sends_it_in_pieces(client_of, zoe, report, url, monkeypatch):
    monkeypatch.setattr("tripsplit.files.CHUNK", 16)
    loop = Loop()

    async def fetch():
        async with Exchange(client_of_zoe, url) as exchange:
            await exchange.until(lambda: exchange.sent[-1] == {"type": "http.response.body"})
            return exchange

    client_of_zoe = client_of(zoe)
    try:
        exchange = loop.run(fetch())
    finally:
        loop.close()
    assert exchange.status == 200
    assert len(exchange.sent) > 5
    assert b"".join(message.get("body", b"") for message in exchange.sent[1:]) == file_of(report).read_bytes()


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("../../etc/passwd", "etc passwd"),
        ('"; rm -rf ~', "rm -rf"),
        ("v1.5 / 2026", "v1.5 2026"),
        ("///", "report"),
        ("=cmd|' /C calc'!A0", "=cmd ' C calc'!A0"),
    ],
)
def test_the_file_is_called_as_the_trip_safely(client_of, trip, zoe, url, name, called):
    Trip.objects.filter(pk=trip.pk).update(name=name)

    assert client_of(zoe).get(url)["Content-Disposition"] == f'attachment; filename="{called}.csv"'


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_has_its_ending_once(trip, zoe, kind):
    of = zoe if kind.is_of_person else None
    report = Report(trip=trip, kind=kind.key, of=of)

    assert file_name(report, kind) == f"{'Lisbon, Zoë' if of else 'Lisbon'}.{kind.extension}"


def test_who_was_taken_off_the_trip_cannot_download_it_any_more(client_of, david, url):
    browser = client_of(david)
    assert browser.get(url).status_code == 200
    Participant.objects.filter(pk=david.pk).update(deactivated_at=timezone.now())

    assert browser.get(url).status_code == 404


def test_a_stranger_a_deleted_trip_and_another_trips_address_lead_nowhere(client_of, trip, zoe, stranger, report, url):
    assert client_of(stranger).get(url).status_code == 404
    mine = ParticipantFactory(trip=TripFactory(), user=zoe.user)
    assert client_of(zoe).get(f"/trips/{mine.trip.slug}/reports/{report.ref}/").status_code == 404
    Trip.objects.filter(pk=trip.pk).update(deleted_at=timezone.now())
    assert client_of(zoe).get(url).status_code == 404


def test_nobody_gets_it_without_logging_in(client, url):
    assert client.get(url).status_code == 302


def test_what_is_not_made_yet_is_no_file(client_of, zoe, dinner, order, trip):
    waiting = order(zoe)

    assert client_of(zoe).get(f"/trips/{trip.slug}/reports/{waiting.ref}/").status_code == 404


def test_a_file_that_is_gone_is_told_on_the_page(client_of, trip, zoe, report, url):
    file_of(report).unlink()
    browser = client_of(zoe)
    answer = browser.get(url)

    assert answer.headers["Location"] == f"/trips/{trip.slug}/reports/"
    assert "This file is no longer there." in browser.get(answer.headers["Location"]).content.decode()
    assert Report.objects.exists()


def test_other_methods_are_not_allowed(client_of, zoe, url):
    assert client_of(zoe).post(url).status_code == 405
