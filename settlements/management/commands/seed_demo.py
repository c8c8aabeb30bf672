"""`seed_demo [--expenses N] [--participants N] [--seed S]`: a demo trip, or with numbers a large one for load; prints its slug."""

from typing import Any

from django.core.management.base import CommandParser

from settlements.demo_trips import lisbon, ski_week
from settlements.load_trips import load_trip
from settlements.seeding import seed
from tripsplit.commands import LineCommand, whole_number

MOST_EXPENSES = 100_000
MOST_PARTICIPANTS = 200
DEFAULT_EXPENSES, DEFAULT_PARTICIPANTS, DEFAULT_SEED = 200, 6, 1


class Command(LineCommand):
    help = (
        "Makes a demo trip owned by the demo user, or with any number given a generated one for load, and prints its slug. "
        "The same arguments give the same trip again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expenses", type=whole_number(0, MOST_EXPENSES), metavar="N")
        parser.add_argument("--participants", type=whole_number(1, MOST_PARTICIPANTS), metavar="N")
        parser.add_argument("--seed", type=whole_number(0, 2**31 - 1), metavar="S")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = {name: options.get(name) for name in ("expenses", "participants", "seed")}
        if all(number is None for number in numbers.values()):
            seed(ski_week())
            trip = seed(lisbon())
        else:
            defaults = {"expenses": DEFAULT_EXPENSES, "participants": DEFAULT_PARTICIPANTS, "seed": DEFAULT_SEED}
            given = {name: number for name, number in numbers.items() if number is not None}
            trip = seed(load_trip(**{**defaults, **given}))
        self.stdout.write(trip.slug)
