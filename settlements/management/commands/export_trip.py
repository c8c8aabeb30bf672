"""`export_trip SLUG --format json|… [--output FILE]`: a trip as a file, on standard output where no other place is named."""

import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import CommandParser

from settlements.exports import FORMATS, export_trip
from trips.commands import trip_called
from trips.models import Trip
from tripsplit.commands import BadInput, LineCommand


class Command(LineCommand):
    help = "Writes a trip to a file, or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--format", choices=sorted(FORMATS), default="json", help="json is the archive")
        parser.add_argument("--output", type=Path, metavar="FILE", help="written whole or not at all")

    def handle(self, *args: Any, **options: Any) -> None:
        trip = trip_called(options["slug"])
        try:
            if options["output"]:
                _replace(options["output"], trip, options["format"])
            else:
                export_trip(trip, options["format"], sys.stdout.buffer)
                sys.stdout.buffer.flush()
        except OSError as fault:
            raise BadInput(f"{options['output'] or 'Standard output'} cannot be written: {fault.strerror}.") from fault


def _replace(path: Path, trip: Trip, key: str) -> None:
    """The file beside its place first: what was there stays until the new one is complete."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        made = Path(file.name)
        try:
            export_trip(trip, key, file)
            file.flush()
            os.fsync(file.fileno())
            made.replace(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
