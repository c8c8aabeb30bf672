"""`balances SLUG [--on DATE | --at MOMENT] [--json]`: who stands where in a trip, and the payments that settle it."""

import json
from typing import Any

from django.core.management.base import CommandParser

from settlements.balances import Balances, load_balances
from settlements.past.moments import BadMoment, read_past
from settlements.planner import UnbalancedTrip
from trips.commands import trip_called
from tripsplit.commands import CheckFailed, LineCommand
from tripsplit.locale import DEFAULT_LOCALE
from tripsplit.money import format_money


class Command(LineCommand):
    help = "Shows where everybody in a trip stands or stood, and the payments that settle it."
    refusals = (BadMoment,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        past = parser.add_mutually_exclusive_group()
        past.add_argument("--on", metavar="DATE", help="as of the end of that day, such as 2026-05-03")
        past.add_argument(
            "--at", metavar="MOMENT", help="as the ledger stood then, such as 2026-05-03T18:30 where the trip is"
        )
        parser.add_argument("--json", action="store_true", help="amounts in minor units; positive is owed money")

    def handle(self, *args: Any, **options: Any) -> None:
        trip = trip_called(options["slug"])
        past = read_past(on=options["on"], at=options["at"], time_zone=trip.time_zone)
        try:
            balances = load_balances(trip, past)
        except UnbalancedTrip as fault:
            raise CheckFailed(f"{fault}. verify_ledger {options['slug']} says what is wrong.") from fault
        text = json.dumps(balances.as_json(), ensure_ascii=False, indent=1) if options["json"] else in_words(balances)
        self.stdout.write(text)


def in_words(balances: Balances) -> str:
    """A line for each person, then one for each payment."""
    width = max((len(person.name) for person in balances.people), default=0)
    people = [
        f"{person.name:<{width}}  {format_money(person.net, locale=DEFAULT_LOCALE, sign='always')}"
        for person in balances.people
    ]
    plan = [
        f"{step.sender} pays {step.receiver} {format_money(step.money, locale=DEFAULT_LOCALE)}"
        for step in balances.plan
    ]
    settled = "All square." if balances.is_square else "What is open cannot be paid as this trip wishes."
    return "\n".join([*people, "", *(plan or [settled])])
