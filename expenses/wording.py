"""An expense in words, said to one reader: who paid, among whom, what it means for the reader, and where the odd cent went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Protocol

from babel.numbers import get_decimal_symbol

from expenses.drafts import ExpenseDraft, draft_of
from expenses.methods import METHODS, Bill
from expenses.models import Expense, Preset, SplitMethod
from expenses.splitting import SplitError
from trips.models import Participant, Trip
from tripsplit.currencies import known_locale
from tripsplit.fields import canonical
from tripsplit.locale import current_locale
from tripsplit.money import Money, exponent, format_money
from tripsplit.templatetags.ui import WORDS

NAMED = 3  # names in a row of the list; the others are counted
IN_A_SENTENCE = 6
ODD = "; "  # a sentence about a division has a second half only where something was left over
LEFT, TOO_MUCH = "left to assign", "too much"
EVENS_OUT = "Who gets it changes from one expense to the next, so that it evens out."
ROUNDED_DOWN = "What is left over goes where the exact part was rounded down most."
SENTENCES = {
    SplitMethod.EXACT: "Each bears the amount that was typed",
    SplitMethod.PERCENT: "Divided by percent",
    SplitMethod.ITEMISED: "Each bears what they had, with tax and tip in proportion",
}
# How a line of the list names the way, where it is not simply equally.
WAYS = {
    SplitMethod.SHARES: "by shares",
    SplitMethod.EXACT: "by amounts",
    SplitMethod.PERCENT: "by percent",
    SplitMethod.ADJUSTMENT: "plus or minus",
    SplitMethod.ITEMISED: "by items",
}
# Currencies whose hundredth part is called a cent.
CENTS = frozenset({"AUD", "CAD", "EUR", "HKD", "NZD", "SGD", "USD", "ZAR"})


class Line(Protocol):
    """One person's side of an expense, a row of the database or less."""

    @property
    def participant(self) -> Participant: ...
    @property
    def base_amount(self) -> int: ...


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


def who_paid(expense: Expense, me: Participant, payers: Iterable[Line]) -> str:
    """ "Zoë paid", "You paid", "Zoë and David paid"."""
    names = [called(payer.participant, me) for payer in payers]
    return f"{capital(listed(names, NAMED))} {'received' if expense.kind == Expense.Kind.INCOME else 'paid'}"


def among(expense: Expense, trip: Trip, shares: Iterable[Line]) -> str:
    """ "all four", "you, Zoë", "you, Zoë, Emily and 2 more", and "by shares" where it is."""
    people = [share.participant for share in shares]
    if len(people) > 1 and {person.pk for person in people} == {person.pk for person in trip.active_people}:
        words = everybody(len(people))
    else:
        words = _among(sorted((called(person, trip.me) for person in people), key=lambda name: name != "you"))
    way = WAYS.get(SplitMethod(expense.method), "")
    return f"{words}, {way}" if way and len(people) > 1 else words


def _among(names: Sequence[str]) -> str:
    if len(names) > NAMED + 1:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return ", ".join(names)


def everybody(count: int) -> str:
    number = WORDS[count] if count < len(WORDS) else str(count)
    return "both of you" if number == "two" else f"all {number}"


def stake(expense: Expense, trip: Trip, payers: Iterable[Line], shares: Iterable[Line]) -> Stake:
    """What the reader gets back, if they laid out more than their part; otherwise their part. In the trip's currency."""
    me = trip.me.pk
    mine = [line.base_amount for line in payers if line.participant.pk == me]
    parts = [line.base_amount for line in shares if line.participant.pk == me]
    if not mine and not parts:
        return Stake("without you")
    over = Money(sum(mine) - sum(parts), trip.currency)
    if over.minor <= 0:
        return Stake("your part", Money(sum(parts), trip.currency))
    if expense.kind == Expense.Kind.INCOME:
        return Stake("you owe", over, "owes")
    return Stake("you get back", over, "owed")


def plain_weight(weight: str) -> str:
    """A number of shares as the reader would type it."""
    return weight.replace(".", get_decimal_symbol(known_locale(current_locale())))


def left_in_words(left: Money) -> str:
    """ "€4.20 left to assign", "€4.20 too much"."""
    return f"{format_money(left, locale=current_locale(), sign='never')} {TOO_MUCH if left.minor < 0 else LEFT}"


def percent_left_in_words(left: Decimal) -> str:
    """ "0.01 % left to assign"."""
    return f"{plain_weight(canonical(abs(left)))} % {TOO_MUCH if left < 0 else LEFT}"


def how_divided(draft: ExpenseDraft, parts: Mapping[str, int], names: Mapping[str, str]) -> str:
    """The division in one kind sentence: "3 parts of €3.33; the odd cent goes to Zoë." Both mappings are by ref."""
    if len(parts) == 1:
        (only,) = (names[ref] for ref in parts)
        return "All of it is your part." if only == "you" else f"All of it is {only}’s part."
    bill = Bill(draft.amount, draft.lines, draft.items, draft.tax, draft.tip)
    try:
        weights = METHODS[draft.method](bill)
    except SplitError:  # an imported file may give parts that its split does not
        return ""
    whole = sum(weights.values(), Fraction(0))
    exact = {ref: draft.amount * weight / whole for ref, weight in weights.items()}
    favoured = [names[ref] for ref in parts if parts[ref] > floor(exact[ref])]
    start = _division(draft, weights, exact)
    return f"{start}{ODD}{_odd(len(favoured), draft.currency)} to {listed(favoured)}." if favoured else f"{start}."


def _division(draft: ExpenseDraft, weights: Mapping[str, Fraction], exact: Mapping[str, Fraction]) -> str:
    if draft.method == SplitMethod.EQUAL:
        least = Money(floor(next(iter(exact.values()))), draft.currency)
        return f"{len(exact)} parts of {format_money(least, locale=current_locale())}"
    if draft.method == SplitMethod.SHARES:
        return f"Divided into {plain_weight(_decimal(sum(weights.values(), Fraction(0))))} shares"
    if draft.method == SplitMethod.ADJUSTMENT:
        typed = sum(int(line.value or 0) for line in draft.lines)
        common = Money(floor(Fraction(draft.amount - typed, len(exact))), draft.currency)
        return f"{format_money(common, locale=current_locale())} each, and what was added or taken off"
    return SENTENCES[SplitMethod(draft.method)]


def preset_in_words(preset: Preset, people: Mapping[str, Participant], me: Participant) -> str:
    """ "Equally: you, Zoë", "By shares: you 1.5 shares, Zoë 1 share"."""
    each = []
    for line in preset.lines:
        name = called(people[line["participant"]], me) if line["participant"] in people else "Somebody"
        each.append(f"{name} {said_for_one(preset.method, line['value'], '')}".rstrip())
    return f"{preset.get_method_display()}: {', '.join(each)}"


@dataclass(frozen=True)
class Part:
    """What one person bears of an expense, in its currency, and what was said for them: "1.5 shares", "25 %", "+€5.00"."""

    person: Participant
    name: str
    money: Money
    said: str
    worth: Money | None = None  # in the trip's currency, where the expense is in another


def parts_of(expense: Expense, me: Participant) -> list[Part]:
    return [
        Part(
            person=share.participant,
            name=capital(called(share.participant, me)),
            money=Money(share.amount, expense.currency),
            said=said_for_one(expense.method, share.value, expense.currency),
            worth=share.base_money if expense.currency != expense.trip.currency else None,
        )
        for share in expense.shares.all()
    ]


@dataclass(frozen=True)
class BillLine:
    """One line of a bill: what it was, the price, and who had it ("you and Zoë"); nobody, for tax and tip."""

    label: str
    money: Money
    people: str = ""


def bill_of(expense: Expense, me: Participant) -> list[BillLine]:
    """The items with tax and tip, as they stood on the paper; nothing where the expense is not split by items."""
    lines = [
        BillLine(
            label=item.label or f"Line {place}",
            money=Money(item.amount, expense.currency),
            people=listed([called(sharer.participant, me) for sharer in item.sharers.all()]),
        )
        for place, item in enumerate(expense.items.all(), start=1)
    ]
    extras = [(name, Money(minor, expense.currency)) for name, minor in (("Tax", expense.tax), ("Tip", expense.tip))]
    return lines + [BillLine(name, money) for name, money in extras if money]


def said_for_one(method: str, value: str | None, currency: str) -> str:
    """A line's input in words, where it tells more than the part that follows from it."""
    if not value:
        return ""
    if method == SplitMethod.SHARES:
        return f"{plain_weight(value)} share{'' if value == '1' else 's'}"
    if method == SplitMethod.PERCENT:
        return f"{plain_weight(value)} %"
    if method == SplitMethod.ADJUSTMENT and int(value):
        return format_money(Money(int(value), currency), locale=current_locale(), sign="always")
    return ""


def division_of(expense: Expense, me: Participant) -> str:
    """How a saved expense was divided, and why the odd cents went where they went; see how_divided."""
    shares = list(expense.shares.all())
    sentence = how_divided(
        draft_of(expense),
        {share.participant.ref: share.amount for share in shares},
        {share.participant.ref: called(share.participant, me) for share in shares},
    )
    why = EVENS_OUT if expense.method == SplitMethod.EQUAL else ROUNDED_DOWN
    return f"{sentence} {why}" if ODD in sentence else sentence


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
