"""Days and moments as addresses and commands name them."""

import datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlements.past.moments import BadMoment, Past, read_past

LISBON = "Europe/Lisbon"
UTC = datetime.UTC


def moment(text, time_zone=LISBON):
    return read_past(on=None, at=text, time_zone=time_zone).at


def test_a_day_and_a_moment_where_the_trip_is():
    assert read_past(on=None, at=None, time_zone=LISBON) is None
    assert read_past(on="2026-05-03", at=None, time_zone=LISBON) == Past(on=datetime.date(2026, 5, 3))
    assert moment("2026-05-03T18:30") == datetime.datetime(2026, 5, 3, 17, 30, tzinfo=UTC)
    assert moment("2026-05-03 18:30:15.5") == datetime.datetime(2026, 5, 3, 17, 30, 15, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-05-03T18:30Z", "2026-05-03T20:30+02:00", "2026-05-03T20:30 02:00", "2026-05-03T14:00-04:30"]
)
def test_an_offset_is_taken_at_its_word(text):
    assert moment(text) == datetime.datetime(2026, 5, 3, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "expected"), [("Pacific/Kiritimati", (2, 28, 13)), ("Pacific/Niue", (3, 1, 14))])
def test_the_end_of_february_at_the_ends_of_the_world(zone, expected):
    month, day, hour = expected
    assert moment("2028-03-01T03:00", zone).astimezone(UTC) == datetime.datetime(
        2028, month, day + (month == 2), hour, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "2026-5-3",
        "20260503",
        "2026-W18-7",
        "٢٠٢٦-٠٥-٠٣",
        "2026-05-03T18:30",
        "1969-12-31",
        "2101-01-01",
    ],
)
def test_what_is_no_day_is_refused_in_words(text):
    with pytest.raises(BadMoment, match=r"^Choose a day.*\.$|^Choose a day.*2026-05-03\.$"):
        read_past(on=text, at=None, time_zone=LISBON)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-05-03",
        "2026-05-03T25:00",
        "2026-02-30T10:00",
        "2026-05-03T18:30+99:00",
        "0001-01-01T00:00",
        "2026-05-03T18:30\x00",
    ],
)
def test_what_is_no_moment_is_refused_in_words(text):
    with pytest.raises(BadMoment, match="Choose a day"):
        moment(text, "Pacific/Kiritimati")


def test_a_day_and_a_moment_at_once_are_one_too_many():
    with pytest.raises(BadMoment, match="not both"):
        read_past(on="2026-05-03", at="2026-05-03T18:30", time_zone=LISBON)


@given(st.integers(0, 4 * 10**15), st.sampled_from([LISBON, "Pacific/Niue"]))
def test_a_link_names_its_moment_to_the_microsecond(microseconds, zone):
    at = datetime.datetime(1971, 1, 1, tzinfo=UTC) + datetime.timedelta(microseconds=microseconds)

    assert moment(parse_qs(Past(at=at).query)["at"][0], zone) == at
