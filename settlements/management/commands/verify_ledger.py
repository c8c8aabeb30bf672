"""`verify_ledger [SLUG] [--json]`: proves the ledger from its rows; exit 1 with the refs of what is wrong."""

import json
from typing import Any

from django.core.management.base import CommandParser

from settlements.invariants import Fault
from settlements.verify import verify_trip
from trips.commands import trip_called
from trips.models import Trip
from tripsplit.commands import CheckFailed, LineCommand


class Command(LineCommand):
    help = "Recomputes every running total and checks every money invariant, of one trip or of all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="all trips, deleted ones included, where it is left out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["slug"]
        trips = [trip_called(slug, even_deleted=True)] if slug else Trip.objects.order_by("pk").iterator()
        count, faults = 0, list[Fault]()
        for trip in trips:
            count += 1
            faults += verify_trip(trip)
        checked = f"{count} trip{'s' if count != 1 else ''} verified"
        if options["json"]:
            result = {"ok": not faults, "trips": count, "faults": [fault.as_json() for fault in faults]}
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(map(str, faults)) or f"{checked}, nothing wrong.")
        if faults:
            raise CheckFailed(f"{checked}, {len(faults)} fault{'s' if len(faults) != 1 else ''} found.")
