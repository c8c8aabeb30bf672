"""`export_trip SLUG --format json|csv|… [--of PERSON] [--output FILE]`: a trip as a file, or on standard output."""

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import CommandParser

from settlements.reports.kinds import KINDS, CannotBeMade, Kind
from trips.commands import participant_called, trip_called
from trips.models import Participant, Trip
from tripsplit.commands import BadInput, LineCommand


class Command(LineCommand):
    help = "Writes a trip to a file, or to standard output."
    refusals = (CannotBeMade,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--format", choices=sorted(KINDS), default="json", help="json is the archive")
        parser.add_argument("--of", metavar="PERSON", help="whom it is about, by ref or name, where it is about one")
        parser.add_argument("--output", type=Path, metavar="FILE", help="written whole or not at all")

    def handle(self, *args: Any, **options: Any) -> None:
        trip, kind, output = trip_called(options["slug"]), KINDS[options["format"]], options["output"]
        of = participant_called(trip, options["of"]) if options["of"] else None
        if kind.is_of_person != (of is not None):
            raise BadInput("Name the person with --of." if kind.is_of_person else f"{kind.label} is of nobody alone.")
        try:
            if output:
                _replace(output, trip, kind, of)
            else:
                _print(trip, kind, of)
        except OSError as fault:
            raise BadInput(f"{output or 'Standard output'} cannot be written: {fault.strerror}.") from fault


def _replace(path: Path, trip: Trip, kind: Kind, of: Participant | None) -> None:
    """The file beside its place first: what was there stays until the new one is complete."""
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        made = Path(folder, "made")
        kind.make(trip, made, of=of)
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(path)


def _print(trip: Trip, kind: Kind, of: Participant | None) -> None:
    with TemporaryDirectory() as folder:
        made = Path(folder, "made")
        kind.make(trip, made, of=of)
        with made.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()
