"""Balances and payments in words, said to one reader: "David pays you", "you get back", how many payments settle everything."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from expenses.wording import called, capital
from settlements.balances import Balances, Step
from settlements.models import Payment
from settlements.wishes.words import nearest_in_words
from trips.models import Participant
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money
from tripsplit.templatetags.ui import WORDS

PAIR = 2


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
    """Everybody, the reader first; whoever takes part no longer only while they are not square.

    Who stands at nothing once it is rounded is square to the trip's unit: the small amount beside it is not to be paid.
    """
    shown = [person for person in balances.people if person.is_active or person.net]
    lines = [standing(person, me) for person in sorted(shown, key=lambda person: person.pk != me.pk)]
    square = f"square to {nearest_in_words(balances.chosen.unit, balances.trip.currency)}"
    return [replace(line, verb=square) if _is_rounded_away(line.person, balances) else line for line in lines]


def _is_rounded_away(person: Participant, balances: Balances) -> bool:
    alone = person.ref in balances.rounding and person.ref not in balances.households and not person.is_kitty
    return alone and person.net.minor + balances.rounding[person.ref] == 0


@dataclass(frozen=True)
class Ticket:
    """One payment of the plan: "You" "pay" "Zoë", and why."""

    step: Step
    payer: str
    verb: str
    payee: str
    why: str
    contacts: str
    done: str  # the button by which the reader says that it is done
    reminds: Participant | None = None  # who can be reminded of it


def tickets(plan: Iterable[Step], me: Participant, within_reach: Collection[int] = ()) -> list[Ticket]:
    """The plan in words; `within_reach` are the keys of those whom the reader may remind."""
    return [
        Ticket(
            step=step,
            payer=capital(party(step.sender, step.senders, me)),
            verb="pay" if len(step.senders) > 1 else pays(step.sender, step.receiver, me),
            payee=party(step.receiver, step.receivers, me),
            why=because(step, me),
            contacts=_contacts(step, me),
            done=_done(step, me),
            reminds=_reminded(step, me, within_reach),
        )
        for step in plan
    ]


def _done(step: Step, me: Participant) -> str:
    if me.pk == step.sender.pk:
        return "I paid it"
    return "I got it" if me.pk == step.receiver.pk else "Mark as paid"


def _reminded(step: Step, me: Participant, within_reach: Collection[int]) -> Participant | None:
    """The first of those who pay, who acts for them before the others; nobody where that is the reader."""
    return next((person for person in step.payers if person.pk in within_reach and step.sender.pk != me.pk), None)


def pays(sender: Participant, receiver: Participant, me: Participant) -> str:
    """What stands between the two names: a kitty is paid into, and gives back."""
    if sender.is_kitty:
        return "gives back to"
    verb = "pay" if sender.pk == me.pk else "pays"
    return f"{verb} into" if receiver.is_kitty else verb


def party(person: Participant, household: Sequence[Participant], me: Participant) -> str:
    """Who pays or is paid: "you", "Zoë", or a household, "Anna & Ben"."""
    return " & ".join(called(member, me) for member in household) if len(household) > 1 else called(person, me)


def _contacts(step: Step, me: Participant) -> str:
    """ "Anna pays for both. Zoë is paid for all three." Nothing where no household takes part."""
    sides = [(step.senders, "pay", "pays"), (step.receivers, "are paid", "is paid")]
    return " ".join(
        f"{capital(called(people[0], me))} {mine if people[0].pk == me.pk else theirs} for "
        f"{'both' if len(people) == PAIR else f'all {number_word(len(people))}'}."
        for people, mine, theirs in sides
        if len(people) > 1
    )


def number_word(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else str(number)


def paid(payment: Payment, me: Participant) -> str:
    """ "You paid Zoë", "David paid you", "You paid into Kitty", "Kitty gave back to you"."""
    into = " into" if payment.receiver.is_kitty else ""
    verb = "gave back to" if payment.sender.is_kitty else f"paid{into}"
    return f"{capital(called(payment.sender, me))} {verb} {called(payment.receiver, me)}"


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
    if not number and balances.left:
        return "What is open cannot be paid as this trip wishes."
    what = "what can be settled this way" if balances.left else "everything"
    start = f"{number_word(number).capitalize()} payment{'s settle' if number != 1 else ' settles'} {what}"
    wished = " that does as you wish" if balances.chosen.is_any else ""
    return f"{start}, and no plan{wished} needs fewer." if balances.proven else f"{start}."


def because(step: Step, me: Participant) -> str:
    """Why this payment is in the plan."""
    debtor, creditor = (_stands(person, me) for person in (step.sender, step.receiver))
    return f"{capital(debtor)} in all, and {creditor}."


def _stands(person: Participant, me: Participant) -> str:
    amount = format_money(person.net, locale=current_locale(), sign="never")
    return f"{called(person, me)} {standing(person, me).verb} {amount}"
