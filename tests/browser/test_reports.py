"""Taking a trip home: order a report, watch it being made, download it; on a phone, on a laptop, and without scripts."""

import csv
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from settlements.models import Report
from settlements.reports.orders import HANDLER
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.steps import is_marked, mark
from tests.browser.test_axe import faults
from tests.browser.test_paying import wider_than_the_window
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.settlements.rows import spend
from tripsplit.jobs import drain
from tripsplit.models import Job

SOON = 2_000  # milliseconds until what has happened is on the page


@pytest.fixture
def emily(live_server, settings, tmp_path):
    """Who may only look at the trip, in which Zoë paid €40.00 for two."""
    settings.MEDIA_ROOT = tmp_path / "media"
    trip = TripFactory()
    zoe = ParticipantFactory(trip=trip, name="Zoë", user=UserFactory(name="Zoë"), role="owner", position=0)
    emily = ParticipantFactory(trip=trip, name="Emily", user=UserFactory(name="Emily"), role="viewer", position=1)
    spend(trip, 4000, by=zoe, among=[zoe, emily])
    return emily


def change(**job):
    Job.objects.filter(handler=HANDLER).update(**job)


def read(download):
    assert download.suggested_filename == "Lisbon.csv"
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_ordered_watched_and_downloaded(window, emily, size):
    page = window(emily.user, **size)
    page.goto(f"/trips/{emily.trip.slug}/expenses/")
    if size is PHONE:
        page.locator("details.menu.phone-only > summary").click()
    page.get_by_role("link", name="Reports").locator("visible=true").click()
    page.get_by_role("button", name="Make CSV").click()
    expect(page.get_by_text("Waiting for its turn.")).to_be_visible()
    mark(page)

    change(state="running", token="x", lease_until=timezone.now(), done=250, total=1000, words="writing rows")
    expect(page.get_by_text("250 of 1,000, writing rows …")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("progressbar", name="CSV")).to_have_attribute("value", "250")
    assert list(faults(page)) == []
    page.set_viewport_size(size["viewport"])
    assert not wider_than_the_window(page)
    # Whoever is at a button stays there while the list asks again.
    cancel = page.get_by_role("button", name="Cancel CSV")
    cancel.focus()
    with page.expect_response(re.compile("/reports/")):
        pass
    expect(cancel).to_be_focused()

    change(state="queued", token="", lease_until=None)
    assert drain() == 1
    link = page.get_by_role("link", name="Download CSV")
    expect(link).to_be_visible(timeout=SOON)
    with page.expect_download() as waiting:
        link.click()
    (row,) = read(waiting.value)
    assert (row["Zoë"], row["Emily"]) == ("20.00", "-20.00")
    assert is_marked(page), "the page was loaded anew meanwhile"
    assert list(faults(page)) == []


def test_what_failed_says_why_and_is_tried_again(window, emily):
    page = window(emily.user, **PHONE)
    page.goto(f"/trips/{emily.trip.slug}/reports/")
    page.get_by_role("button", name="Make CSV").click()
    expect(page.get_by_text("Waiting for its turn.")).to_be_visible()
    change(state="failed", error="ZeroDivisionError: secret")
    Report.objects.update(error="There is nothing to tell of this trip.")

    expect(page.get_by_text("There is nothing to tell of this trip.")).to_be_visible(timeout=SOON)
    assert list(faults(page)) == []
    page.set_viewport_size(PHONE["viewport"])
    page.get_by_role("button", name="Try again CSV").click()
    expect(page.get_by_text("Waiting for its turn.")).to_be_visible()
    page.get_by_role("button", name="Cancel CSV").click()
    expect(page.get_by_text("Cancelled: CSV.")).to_be_visible()
    assert not Report.objects.exists()


def test_without_scripts_by_looking_again(window, emily):
    page = window(emily.user, java_script_enabled=False, **PHONE)
    page.goto(f"/trips/{emily.trip.slug}/reports/")
    page.get_by_role("button", name="Make CSV").click()
    drain()
    page.get_by_role("link", name="Look again").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download CSV").click()
    assert read(waiting.value)
