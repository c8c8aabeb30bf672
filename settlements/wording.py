"""Balances and payments in words, said to one reader: "David pays you", "you get back", how many payments settle everything."""

from collections.abc import Iterable
from dataclasses import dataclass

from expenses.wording import called, capital
from settlements.balances import Balances, Step
from settlements.models import Payment
from trips.models import Participant
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money
from tripsplit.templatetags.ui import WORDS


@dataclass(frozen=True)
class Standing:
    """One person's line in "Where everybody stands"."""

    person: Participant
    name: str
    verb: str


def standing(person: Participant, me: Participant) -> Standing:
    """ "You" and "get back", or "Zoë" and "owes"; the amount stands beside it."""
    mine = person.pk == me.pk
    if not person.net:
        verb = "all square"
    elif person.is_kitty:
        verb = "is short of" if person.net.minor > 0 else "holds"
    elif person.net.minor > 0:
        verb = "get back" if mine else "gets back"
    else:
        verb = "owe" if mine else "owes"
    return Standing(person, capital(called(person, me)), verb)


def standings(balances: Balances, me: Participant) -> list[Standing]:
    """Everybody, the reader first; whoever takes part no longer only while they are not square."""
    shown = [person for person in balances.people if person.is_active or person.net]
    return [standing(person, me) for person in sorted(shown, key=lambda person: person.pk != me.pk)]


@dataclass(frozen=True)
class Ticket:
    """One payment of the plan: "You" "pay" "Zoë", and why."""

    step: Step
    payer: str
    verb: str
    payee: str
    why: str


def tickets(plan: Iterable[Step], me: Participant) -> list[Ticket]:
    return [
        Ticket(
            step=step,
            payer=capital(called(step.sender, me)),
            verb="pay" if step.sender.pk == me.pk else "pays",
            payee=called(step.receiver, me),
            why=because(step, me),
        )
        for step in plan
    ]


def paid(payment: Payment, me: Participant) -> str:
    """ "You paid Zoë", "David paid you"."""
    return f"{capital(called(payment.sender, me))} paid {called(payment.receiver, me)}"


def told(payment: Payment, me: Participant) -> str:
    """ "David paid you €82.40"."""
    return f"{paid(payment, me)} {format_money(payment.money, locale=current_locale())}"


def sums(person: Participant, me: Participant) -> list[tuple[str, Money]]:
    """The four sums that make a balance, each with the sign that it counts with; payments only where there are any."""
    currency = person.trip.currency
    if person.is_kitty:
        facts = [("Paid in", -person.received), ("Spent for the group", person.paid), ("Given back", person.sent)]
        facts += [("Its part of it all", -person.owed)] if person.owed else []
        return [(name, Money(minor, currency)) for name, minor in facts]
    facts = [
        ("Paid for the group", person.paid),
        (f"{'Your' if person.pk == me.pk else 'Their'} part of it all", -person.owed),
    ]
    facts += [(name, minor) for name, minor in (("Paid back", person.sent), ("Got back", -person.received)) if minor]
    return [(name, Money(minor, currency)) for name, minor in facts]


def how_many(balances: Balances) -> str:
    """ "Two payments settle everything, and no plan needs fewer." The second half only where it is proven."""
    number = len(balances.plan)
    count = (WORDS[number] if number < len(WORDS) else str(number)).capitalize()
    start = f"{count} payment{'s settle' if number != 1 else ' settles'} everything"
    return f"{start}, and no plan needs fewer." if balances.proven else f"{start}."


def because(step: Step, me: Participant) -> str:
    """Why this payment is in the plan."""
    debtor, creditor = (_stands(person, me) for person in (step.sender, step.receiver))
    return f"{capital(debtor)} in all, and {creditor}: those who owe the most pay those who get back the most."


def _stands(person: Participant, me: Participant) -> str:
    amount = format_money(person.net, locale=current_locale(), sign="never")
    return f"{called(person, me)} {standing(person, me).verb} {amount}"
