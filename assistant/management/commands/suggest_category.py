"""`suggest_category [--trip SLUG]`: categories of the descriptions on standard input, up to three for each line, best first."""

import sys
from functools import partial
from typing import Any

from django.core.management.base import CommandParser

from assistant.categorising.likeness import like
from assistant.categorising.past import past_of
from assistant.categorising.suggesting import suggest
from expenses.search.door import use_own_model
from trips.commands import trip_called
from tripsplit.commands import LineCommand


class Command(LineCommand):
    help = "Suggests categories: descriptions on standard input, a line each; keys with tabs between, an empty line abstains."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--trip", metavar="SLUG", help="the trip whose expenses say what was chosen before")

    def handle(self, *args: Any, **options: Any) -> None:
        past = past_of(trip_called(options["trip"])) if options["trip"] else ()
        use_own_model()  # loaded by the first description that no lexicon knows
        for line in sys.stdin:
            self.stdout.write("\t".join(suggest(line.strip(), past, likeness=partial(like, wait=True)).keys))
