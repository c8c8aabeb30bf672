"""`import_trip FILE [--owner EMAIL [--as PARTICIPANT]] [--dry-run]`: a trip from a file, all or nothing; prints its slug."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from settlements.archive.facts import Archive
from settlements.archive.faults import BadArchive
from settlements.archive.importing import Owner, can_be_claimed, import_trip, likely_owner
from settlements.archive.parsing import FOR_COMMANDS
from settlements.archive.reading import read_archive
from trips.errors import DomainError
from trips.models import User
from trips.people import same_name
from tripsplit.commands import BadInput, LineCommand

STANDARD_INPUT = "-"


class Command(LineCommand):
    help = "Makes a trip from a file, or says what is wrong with it, and prints the trip's slug."
    refusals = (BadArchive, DomainError)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the trip's archive, or - for standard input")
        parser.add_argument("--format", choices=["auto", "json"], default="auto")
        parser.add_argument("--owner", metavar="EMAIL", help="whose the trip will be; nobody's where it is left out")
        parser.add_argument("--as", dest="me", metavar="PARTICIPANT", help="who the owner is in it, by ref or name")
        parser.add_argument("--dry-run", action="store_true", help="only look whether the file can be imported")

    def handle(self, *args: Any, **options: Any) -> None:
        archive = read_archive(_read(options["file"]), FOR_COMMANDS)
        owner = _owner(archive, options["owner"], options["me"])
        if options["dry_run"]:
            self.stderr.write(f"This would make {_in_words(archive)}. Nothing was changed.")
        else:
            trip = import_trip(archive=archive, owner=owner)
            self.stderr.write(f"Made {_in_words(archive)}.")
            self.stdout.write(trip.slug)


def _read(name: str) -> bytes:
    """At most one byte more than an archive may have."""
    most = FOR_COMMANDS.size + 1
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(most)
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError as fault:
        raise BadInput(f"{name} cannot be read: {fault.strerror}.") from fault


def _owner(archive: Archive, email: str | None, me: str | None) -> Owner | None:
    if email is None:
        if me is not None:
            raise BadInput("--as says who the owner is in the trip, so it needs --owner.")
        return None
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise BadInput(f"There is no account with the address {email!r}.")
    if me is None:
        return likely_owner(archive, user)
    people = can_be_claimed(archive)
    found = [person for person in people if person["ref"] == me] or [
        person for person in people if same_name(person["name"], me)
    ]
    if not found:
        raise BadInput(f"Nobody in this trip has the ref or the name {me!r} and takes part in it.")
    return Owner(user, ref=found[0]["ref"])


def _in_words(archive: Archive) -> str:
    counts = {"people": archive.participants, "expenses": archive.expenses, "payments": archive.payments}
    return f"{archive.trip['name']}: " + ", ".join(f"{len(rows):,} {what}" for what, rows in counts.items())
