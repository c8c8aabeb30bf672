"""Reports go to a folder of each test's own."""

import pytest

from settlements.reports.kinds import KINDS
from settlements.reports.orders import order_report


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def order(trip):
    """Have a report ordered, as the page does."""

    def make(by, kind="csv", of=None, locale="en"):
        return order_report(trip=trip, by=by, kind=KINDS[kind], of=of, locale=locale)[0]

    return make
