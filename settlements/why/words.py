"""Why somebody is to pay somebody, said to one reader, with the picture that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from expenses.wording import called, capital, listed
from settlements.why.picture import Part, Picture, draw
from settlements.why.reasons import Why
from settlements.why.unfolding import Hop, Kind, Strand
from settlements.wording import standing
from trips.models import Participant
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

NAMED = 8
DRAWN = 5
OTHER_WAYS = "in {} other ways"


@dataclass(frozen=True)
class Told:
    """One part of the payment: the amount, and why it is part of it."""

    money: Money
    words: str


@dataclass(frozen=True)
class Story:
    """`parts` add up to the payment, in words and in the picture."""

    sentence: str
    split: str
    note: str
    common: str
    paid: str
    owes: str
    gets: str
    parts: list[Told]
    picture: Picture
    title: str
    description: str


def story_of(why: Why, me: Participant) -> Story:
    parts = _parts(why, me)
    payer, payee = called(why.step.sender, me), called(why.step.receiver, me)
    amount = _amount(why.step.money)
    return Story(
        sentence=capital(f"{_stand(why, me, paying=True)} in all, and {_stand(why, me, paying=False)}."),
        split=_split(why, me),
        note=_note(why, me),
        common=f"The largest of what {payee} paid, and {_whose(why.step.sender, me)} part of it",
        paid=_paid(why, me),
        owes=f"What makes {_whose(why.step.sender, me)} balance",
        gets=f"What makes {_whose(why.step.receiver, me)} balance",
        parts=parts,
        picture=draw(capital(payer), capital(payee), _drawn(why, me)),
        title=f"What the {amount} from {payer} to {payee} are made of",
        description=" ".join(f"{_amount(part.money)}: {part.words}." for part in parts),
    )


def _stand(why: Why, me: Participant, *, paying: bool) -> str:
    """ "you owe €42.10", "Zoë gets back €88.20"; of a household its members together, as one."""
    step = why.step
    person, members = (step.sender, step.senders) if paying else (step.receiver, step.receivers)
    if not members:
        verb = standing(person, me).verb if person.net else "have" if person.pk == me.pk else "has"
        return f"{called(person, me)} {verb} {_amount(person.net)}"
    total = sum((member.net for member in members), Money(0, step.money.currency))
    verb = "are all square" if not total else "get back" if total.minor > 0 else "owe"
    return f"{listed([called(member, me) for member in members])} {verb} {_amount(total)} together"


def _split(why: Why, me: Participant) -> str:
    """How much is between the two, how much goes round other people, and how much is rounding."""
    direct = sum(strand.minor for strand in why.strands if strand.is_direct)
    rounding = sum(strand.minor for strand in why.strands if strand.is_rounding)
    total, currency = why.step.money.minor, why.step.money.currency
    both = "the two of you" if me.pk in {why.step.sender.pk, why.step.receiver.pk} else "the two of them"
    whole = {
        direct: f"All of it is between {both}.",
        rounding: "All of it is rounding.",
        total
        - direct
        - rounding: f"Between {both} nothing of it is owed directly: it saves payments to and from other people.",
    }
    if total in whole:
        return whole[total]
    parts = [
        (direct, f"of it is between {both}"),
        (total - direct - rounding, "goes round other people, which saves payments"),
        (rounding, "is rounding"),
    ]
    return f"{'; '.join(f'{_amount(Money(minor, currency))} {words}' for minor, words in parts if minor)}."


def _note(why: Why, me: Participant) -> str:
    """What the two owe each other directly, where that is another amount than the plan settles between them."""
    settled = sum(strand.minor for strand in why.strands if strand.is_direct)
    payer, payee = why.step.sender, why.step.receiver
    if why.direct.minor < 0:
        verb = "owe" if payee.pk == me.pk else "owes"
        return capital(
            f"{called(payee, me)} {verb} {called(payer, me)} {_amount(why.direct)} directly; that is taken into account."
        )
    if why.direct.minor > settled:
        verb = "owe" if payer.pk == me.pk else "owes"
        words = f"{called(payer, me)} {verb} {called(payee, me)} {_amount(why.direct)} directly"
        if why.direct.minor - settled <= why.rounded.minor:
            return capital(f"{words}; the rest is rounded away.")
        return capital(f"{words}; what is not in this payment is settled by way of others.")
    return ""


def _paid(why: Why, me: Participant) -> str:
    """ "You paid Zoë €10.00 of it already"; empty where nothing was paid between the two."""
    one, other = (why.step.sender, why.step.receiver) if why.paid.minor > 0 else (why.step.receiver, why.step.sender)
    if not why.paid:
        return ""
    return capital(
        f"{called(one, me)} paid {called(other, me)} {_amount(why.paid)} already, which is taken into account."
    )


def _parts(why: Why, me: Participant) -> list[Told]:
    currency = why.step.money.currency
    shown = why.strands if len(why.strands) <= NAMED else why.strands[: NAMED - 1]
    told = [Told(Money(strand.minor, currency), _way(why, strand, me)) for strand in shown]
    others = why.strands[len(shown) :]
    if others:
        total = sum(strand.minor for strand in others)
        told.append(Told(Money(total, currency), OTHER_WAYS.format(len(others))))
    return told


def _way(why: Why, strand: Strand, me: Participant) -> str:
    """ "you owe it to Emily, who owes it to Zoë"; the amount stands before it."""
    if strand.is_direct:
        verb = "owe" if why.step.sender.pk == me.pk else "owes"
        return f"{called(why.step.sender, me)} {verb} it to {called(why.step.receiver, me)} directly"
    if strand.is_rounding:
        return "rounding, so that it is a whole amount"
    if len(strand.hops) == 1 and not _at_home(why, strand.hops[0]):
        return "comes of what is rounded or open elsewhere"
    words = ""
    for hop in strand.hops:
        start = why.people[hop.start]
        mine = start.pk == me.pk
        subject = called(start, me) if not words else ", and you" if mine else f", {_who(start)}"
        words += f"{subject} {_does(why, hop, mine=mine)} {called(why.people[hop.end], me)}"
    return words


def _does(why: Why, hop: Hop, *, mine: bool) -> str:
    s = "" if mine else "s"
    if hop.kind is Kind.OWES:
        return f"owe{s} it to"
    if hop.kind is Kind.IS_PAID:
        return f"get{s} it from"
    return f"settle{s} as one with" if _at_home(why, hop) else f"share{s} what is rounded or open with"


def _who(person: Participant) -> str:
    return "which" if person.is_kitty else "who"


def _at_home(why: Why, hop: Hop) -> bool:
    """Whether both are of the household that pays or that is paid."""
    return any(
        {hop.start, hop.end} <= {person.ref for person in household}
        for household in (why.step.senders, why.step.receivers)
    )


def _drawn(why: Why, me: Participant) -> list[Part]:
    """A band for each strand, the last one for all the others where there are too many."""
    currency = why.step.money.currency
    shown = why.strands if len(why.strands) <= DRAWN else why.strands[: DRAWN - 1]
    parts = [_band(why, strand, me) for strand in shown]
    others = why.strands[len(shown) :]
    if others:
        total = sum(strand.minor for strand in others)
        parts.append(Part(total, OTHER_WAYS.format(len(others)), _amount(Money(total, currency))))
    return parts


def _band(why: Why, strand: Strand, me: Participant) -> Part:
    amount = _amount(Money(strand.minor, why.step.money.currency))
    between = [why.people[hop.end] for hop in strand.hops[:-1]]
    if between:
        return Part(strand.minor, f"by way of {_names(between, me)}", amount, between[0].colour)
    if strand.is_rounding:
        return Part(strand.minor, "rounding", amount)
    return Part(strand.minor, _bundle(why) if strand.is_direct else "rounded or open", amount)


def _whose(person: Participant, me: Participant) -> str:
    return "your" if person.pk == me.pk else f"{person.name}’s"


def _names(people: Sequence[Participant], me: Participant) -> str:
    return called(people[0], me) if len(people) == 1 else f"{len(people)} others"


def _bundle(why: Why) -> str:
    """ "Dinner + 3 more", as short as a box."""
    if not why.common_count:
        return "owed directly"
    first = why.common[0].description
    return first if why.common_count == 1 else f"{why.common_count} expenses"


def _amount(money: Money) -> str:
    return format_money(money, locale=current_locale(), sign="never")
