"""`export_trip`: every kind of report, on the command line too."""

import pytest
from django.core.management import call_command

from settlements.reports.kinds import KINDS
from tripsplit.commands import BadInput

OF_EVERYBODY = [kind.key for kind in KINDS.values() if not kind.is_of_person]


@pytest.mark.parametrize("key", OF_EVERYBODY)
def test_it_writes_what_the_page_offers(trip, dinner, tmp_path, key):
    call_command("export_trip", trip.slug, "--format", key, "--output", str(tmp_path / "out"))

    assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == ["out"]
    assert (tmp_path / "out").stat().st_size > 0


def test_what_is_of_nobody_takes_no_person(trip, zoe, dinner):
    with pytest.raises(BadInput, match="of nobody alone"):
        call_command("export_trip", trip.slug, "--format", "csv", "--of", "Zoë")


def test_who_is_not_of_the_trip_is_told(trip, zoe, dinner):
    with pytest.raises(BadInput, match="Nobody in this trip is called 'Bob'"):
        call_command("export_trip", trip.slug, "--of", "Bob")
