"""`import_trip FILE` and `export_trip SLUG`: the way back and forth, who owns what came in, and what the two refuse."""

import io
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from settlements.verify import verify_trip
from tests.factories import UserFactory
from tests.settlements.archive.files import EXAMPLE, LEAST, as_bytes, canonical, changed
from trips.models import Activity, Trip


@pytest.fixture
def file(tmp_path):
    def write(written):
        path = tmp_path / "trip.json"
        path.write_bytes(written if isinstance(written, bytes) else as_bytes(written))
        return str(path)

    return write


@pytest.fixture
def bring_in(db, file, capsys):
    def run(written, *options):
        call_command("import_trip", file(written), *options)
        return Trip.objects.get(slug=capsys.readouterr().out.splitlines()[-1])

    return run


def exported(trip, tmp_path):
    path = tmp_path / "out.json"
    call_command("export_trip", trip.slug, "--output", str(path))
    return path.read_bytes()


def test_a_file_comes_out_as_it_went_in_byte_for_byte(bring_in, tmp_path):
    trip = bring_in(canonical(EXAMPLE))

    assert exported(trip, tmp_path) == canonical(EXAMPLE)
    assert verify_trip(trip) == []


def test_what_a_file_leaves_out_is_filled_in(bring_in, tmp_path):
    trip = bring_in(LEAST)
    found = json.loads(exported(trip, tmp_path))

    assert found["trip"] == {
        "name": "Lisbon",
        "emoji": "",
        "currency": "EUR",
        "start_date": None,
        "end_date": None,
        "time_zone": "UTC",
    }
    [expense], [payment] = found["expenses"], found["payments"]
    assert (expense["base_amount"], expense["rate_source"], expense["rate_date"]) == (2761, "file", "2026-05-01")
    assert sorted(share["amount"] for share in expense["shares"]) == [1500, 1501]
    assert sum(share["base_amount"] for share in expense["shares"]) == 2761
    assert (payment["base_amount"], payment["rate"], payment["rate_source"]) == (1000, "1", "same")
    assert verify_trip(trip) == []


def test_without_an_owner_the_trip_is_nobodys(bring_in):
    trip = bring_in(EXAMPLE)

    assert [(person.user, person.role) for person in trip.people] == [(None, "editor"), (None, "editor")]


def test_an_owner_of_that_name_in_the_file_is_that_person(bring_in, tmp_path):
    user = UserFactory(name="zoë")
    trip = bring_in(canonical(EXAMPLE), "--owner", user.email.upper())

    assert [(person.user, person.role) for person in trip.people] == [(None, "editor"), (user, "owner")]
    assert exported(trip, tmp_path) == canonical(EXAMPLE)


def test_an_owner_of_another_name_is_added_with_nothing_to_pay(bring_in):
    user = UserFactory(name="Kenji")
    trip = bring_in(EXAMPLE, "--owner", user.email)
    *_, kenji = trip.people

    assert (kenji.name, kenji.user, kenji.role, kenji.net.minor) == ("Kenji", user, "owner", 0)
    assert verify_trip(trip) == []


def test_an_owner_whose_name_is_somebody_elses_gets_a_number(bring_in):
    user = UserFactory(name="Zoë")
    trip = bring_in(changed((("participants", 1, "active"), False)), "--owner", user.email)

    assert [person.name for person in trip.people] == ["Ann Example", "Zoë", "Zoë 2"]


@pytest.mark.parametrize("who", ["p1", "ann example"])
def test_as_says_who_the_owner_is(bring_in, who):
    user = UserFactory(name="Zoë")
    trip = bring_in(EXAMPLE, "--owner", user.email, "--as", who)

    assert [person.user for person in trip.people] == [user, None]


def test_the_feed_has_one_line_for_all_of_it(bring_in):
    trip = bring_in(EXAMPLE)

    [line] = Activity.objects.filter(trip=trip)
    assert (line.verb, line.subject) == ("imported", "trip")


def test_a_dry_run_changes_nothing(db, file, capsys):
    call_command("import_trip", file(EXAMPLE), "--dry-run")

    assert not Trip.objects.exists()
    assert "2 people, 1 expenses" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--owner", "nobody@example.com"], "There is no account"),
        (["--as", "p1"], "needs --owner"),
        (["--owner", "zoe@example.com", "--as", "Kenji"], "Nobody in this trip"),
    ],
)
def test_an_owner_that_cannot_be_is_bad_input(db, file, options, words):
    UserFactory(email="zoe@example.com")
    with pytest.raises(CommandError, match=words) as raised:
        call_command("import_trip", file(EXAMPLE), *options)
    assert raised.value.returncode == 2
    assert not Trip.objects.exists()


def test_every_fault_is_told_with_its_place_and_nothing_is_made(db, file):
    broken = changed(
        (("expenses", 0, "shares", 1, "amount"), 1499), (("payments", 0, "to"), "p9"), (("trip", "name"), "")
    )
    with pytest.raises(CommandError) as raised:
        call_command("import_trip", file(broken))

    assert str(raised.value).split("; ") == [
        "trip.name: is empty",
        "expenses[0].shares: add up to 3000 of 3001",
        "payments[0].to: is “p9”, who is not among the participants",
    ]
    assert raised.value.returncode == 2
    assert not Trip.objects.exists()


def test_a_file_that_is_not_there_is_bad_input(db):
    with pytest.raises(CommandError, match="cannot be read: No such file") as raised:
        call_command("import_trip", "/nowhere/trip.json")
    assert raised.value.returncode == 2


def test_a_place_that_cannot_be_written_to_is_bad_input(trip):
    with pytest.raises(CommandError, match="cannot be written: No such file") as raised:
        call_command("export_trip", trip.slug, "--output", "/nowhere/trip.json")
    assert raised.value.returncode == 2


def test_an_unknown_format_is_bad_input(trip):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("export_trip", trip.slug, "--format", "docx")


def test_standard_input_is_a_file_too(db, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(canonical(EXAMPLE))))
    call_command("import_trip", "-")

    assert Trip.objects.get().slug == capsys.readouterr().out.strip()


def test_a_refused_file_leaves_the_shell_one_line_and_a_two(tmp_path):
    """As a process: the exit code, and no traceback."""
    (tmp_path / "x.json").write_bytes(b'{"format": "tripsplit.trip", "version": 1, "trip": 1}')
    command = [sys.executable, "manage.py", "import_trip", str(tmp_path / "x.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "trip: is 1, and should be an object" in done.stderr
