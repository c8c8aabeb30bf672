"""An expense in words, said to one reader: who paid, among whom, what it means for the reader, and where the odd cent went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from babel.numbers import get_decimal_symbol

from expenses.models import Expense, SplitMethod
from trips.models import Participant, Trip
from tripsplit.currencies import known_locale
from tripsplit.locale import current_locale
from tripsplit.money import Money, exponent, format_money
from tripsplit.templatetags.ui import WORDS

NAMED = 3  # names in a row of the list; the others are counted
IN_A_SENTENCE = 6
ODD = "; "  # a sentence about a division has a second half only where something was left over
WHY = {
    SplitMethod.EQUAL: "Who gets it changes from one expense to the next, so that it evens out.",
    SplitMethod.SHARES: "What is left over goes where the exact part was rounded down most.",
}
# Currencies whose hundredth part is called a cent.
CENTS = frozenset({"AUD", "CAD", "EUR", "HKD", "NZD", "SGD", "USD", "ZAR"})


@dataclass(frozen=True)
class Stake:
    """What an expense means for the reader: "your part €35.50"."""

    words: str
    money: Money | None = None
    side: str = "muted"


def called(person: Participant, me: Participant) -> str:
    return "you" if person.pk == me.pk else person.name


def capital(words: str) -> str:
    """The sentence's first letter, where the sentence starts with "you": names stay as their owners write them."""
    return f"Y{words[1:]}" if words == "you" or words.startswith(("you ", "you,", "your ")) else words


def listed(names: Sequence[str], limit: int = IN_A_SENTENCE) -> str:
    """ "Zoë", "Zoë and David", "Zoë, David and 3 more"."""
    shown = list(names) if len(names) <= limit else [*names[: limit - 1], f"{len(names) - limit + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def who_paid(expense: Expense, me: Participant) -> str:
    """ "Zoë paid", "You paid", "Zoë and David paid"."""
    names = [called(payer.participant, me) for payer in expense.payers.all()]
    return f"{capital(listed(names, NAMED))} {'received' if expense.kind == Expense.Kind.INCOME else 'paid'}"


def among(expense: Expense, trip: Trip) -> str:
    """ "all four", "you, Zoë", "you, Zoë, Emily and 2 more", and "by shares" where it is."""
    people = [share.participant for share in expense.shares.all()]
    names = sorted((called(person, trip.me) for person in people), key=lambda name: name != "you")
    if len(people) > 1 and {person.pk for person in people} == {person.pk for person in trip.active_people}:
        words = everybody(len(people))
    elif len(names) > NAMED + 1:
        words = f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    else:
        words = ", ".join(names)
    return f"{words}, by shares" if expense.method == SplitMethod.SHARES and len(people) > 1 else words


def everybody(count: int) -> str:
    number = WORDS[count] if count < len(WORDS) else str(count)
    return "both of you" if number == "two" else f"all {number}"


def stake(expense: Expense, me: Participant) -> Stake:
    """What the reader gets back, if they laid out more than their part; otherwise their part. In the trip's currency."""
    mine = [line.base_amount for line in expense.payers.all() if line.participant_id == me.pk]
    parts = [line.base_amount for line in expense.shares.all() if line.participant_id == me.pk]
    if not mine and not parts:
        return Stake("without you")
    over = Money(sum(mine) - sum(parts), expense.trip.currency)
    if over.minor <= 0:
        return Stake("your part", Money(sum(parts), expense.trip.currency))
    if expense.kind == Expense.Kind.INCOME:
        return Stake("you owe", over, "owes")
    return Stake("you get back", over, "owed")


def plain_weight(weight: str) -> str:
    """A number of shares as the reader would type it."""
    return weight.replace(".", get_decimal_symbol(known_locale(current_locale())))


def how_divided(
    amount: Money, method: str, weights: Mapping[str, str], parts: Mapping[str, int], names: Mapping[str, str]
) -> str:
    """The division in one kind sentence: "3 parts of €3.33; the odd cent goes to Zoë." All mappings are by ref."""
    shares = {ref: Fraction(weights[ref]) if method == SplitMethod.SHARES else Fraction(1) for ref in parts}
    exact = {ref: amount.minor * share / sum(shares.values()) for ref, share in shares.items()}
    favoured = [names[ref] for ref in parts if parts[ref] > floor(exact[ref])]
    if len(parts) == 1:
        (only,) = (names[ref] for ref in parts)
        return "All of it is your part." if only == "you" else f"All of it is {only}’s part."
    if method == SplitMethod.SHARES:
        start = f"Divided into {plain_weight(_decimal(sum(shares.values(), Fraction(0))))} shares"
    else:
        least = Money(floor(next(iter(exact.values()))), amount.currency)
        start = f"{len(parts)} parts of {format_money(least, locale=current_locale())}"
    return f"{start}{ODD}{_odd(len(favoured), amount.currency)} to {listed(favoured)}." if favoured else f"{start}."


@dataclass(frozen=True)
class Part:
    """What one person bears of an expense, in its currency."""

    person: Participant
    name: str
    money: Money
    weight: str


def parts_of(expense: Expense, me: Participant) -> list[Part]:
    by_shares = expense.method == SplitMethod.SHARES
    return [
        Part(
            person=share.participant,
            name=capital(called(share.participant, me)),
            money=Money(share.amount, expense.currency),
            weight=plain_weight(share.value) if by_shares else "",
        )
        for share in expense.shares.all()
    ]


def division_of(expense: Expense, me: Participant) -> str:
    """How a saved expense was divided, and why the odd cents went where they went; see how_divided."""
    shares = list(expense.shares.all())
    sentence = how_divided(
        expense.money,
        expense.method,
        {share.participant.ref: share.value or "1" for share in shares},
        {share.participant.ref: share.amount for share in shares},
        {share.participant.ref: called(share.participant, me) for share in shares},
    )
    return f"{sentence} {WHY[SplitMethod(expense.method)]}" if ODD in sentence else sentence


def _decimal(number: Fraction) -> str:
    """A sum of weights, which have few decimals, written out."""
    return f"{float(number):.6f}".rstrip("0").rstrip(".")


def _odd(count: int, currency: str) -> str:
    """ "the odd cent goes", "2 odd cents go"; other coins by their value: "the odd ¥1 goes"."""
    if currency in CENTS and exponent(currency):
        coin, coins = "cent", f"{count} odd cents"
    else:
        coin = format_money(Money(1, currency), locale=current_locale())
        coins = f"{count} times an odd {coin}"
    return f"the odd {coin} goes" if count == 1 else f"{coins} go"
