"""`import_trip FILE [--owner EMAIL [--as PARTICIPANT]] [--dry-run]`: a trip from a file, all or nothing; prints its slug."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandParser

from settlements.archive.bundles import JSON, ZIP, Bundle, opened_bundle, prepared_receipts
from settlements.archive.facts import Archive
from settlements.archive.faults import BadArchive
from settlements.archive.importing import Owner, can_be_claimed, import_trip, likely_owner
from settlements.archive.parsing import FOR_COMMANDS
from trips.errors import DomainError
from trips.models import User
from trips.people import same_name
from tripsplit.commands import BadInput, LineCommand

STANDARD_INPUT = "-"
AUTO = "auto"


class Command(LineCommand):
    help = "Makes a trip from a file, or says what is wrong with it, and prints the trip's slug."
    refusals = (BadArchive, DomainError)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a trip's archive, alone or in a ZIP with receipts; - is standard input")
        parser.add_argument("--format", choices=[AUTO, JSON, ZIP], default=AUTO, help="found out where it is not given")
        parser.add_argument("--owner", metavar="EMAIL", help="whose the trip will be; nobody's where it is left out")
        parser.add_argument("--as", dest="me", metavar="PARTICIPANT", help="who the owner is in it, by ref or name")
        parser.add_argument("--dry-run", action="store_true", help="only look whether the file can be imported")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = "" if options["format"] == AUTO else options["format"]
        with _opened(options["file"]) as file, opened_bundle(file, FOR_COMMANDS, kind=kind) as bundle:
            owner = _owner(bundle.archive, options["owner"], options["me"])
            with prepared_receipts(bundle) as receipts:
                if options["dry_run"]:
                    self.stderr.write(f"This would make {_in_words(bundle)}. Nothing was changed.")
                    return
                trip = import_trip(archive=bundle.archive, owner=owner, receipts=receipts)
        self.stderr.write(f"Made {_in_words(bundle)}.")
        self.stdout.write(trip.slug)


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == STANDARD_INPUT:
        yield BytesIO(sys.stdin.buffer.read(FOR_COMMANDS.size + 1))
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(name).open("rb"))
        except OSError as fault:
            raise BadInput(f"{name} cannot be read: {fault.strerror}.") from fault
        yield file


def _owner(archive: Archive, email: str | None, me: str | None) -> Owner | None:
    if email is None:
        if me is not None:
            raise BadInput("--as says who the owner is in the trip, so it needs --owner.")
        return None
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise BadInput(f"There is no account with the address {email!r}.")
    if me is None:
        return likely_owner(archive.participants, user)
    people = can_be_claimed(archive.participants)
    found = [person for person in people if person["ref"] == me] or [
        person for person in people if same_name(person["name"], me)
    ]
    if not found:
        raise BadInput(f"Nobody in this trip has the ref or the name {me!r} and takes part in it.")
    return Owner(user, ref=found[0]["ref"])


def _in_words(bundle: Bundle) -> str:
    archive = bundle.archive
    counts = {
        "people": len(archive.participants),
        "expenses": len(archive.expenses),
        "payments": len(archive.payments),
        "receipts": bundle.receipt_count,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    return f"{archive.trip['name']}: {told}"
