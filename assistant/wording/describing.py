"""What a plan is about, in words: after the figure ("on food & drink") and in the parentheses behind the sentence. Pure."""

from collections.abc import Iterator, Sequence

from assistant.plans import Amounts, Filters, Kind, Measure, Side
from assistant.wording.speech import Speech
from tripsplit.money import Money


def on(speech: Speech, filters: Filters, measure: Measure = Measure.SPENT) -> str:
    """ " on food & drink and “taxi” without groceries": what the expenses are about; empty for everything. A share is of it."""
    what = [*map(speech.category, filters.categories), *map(speech.quoted, filters.terms)]
    without = [*map(speech.category, filters.without_categories), *map(speech.quoted, filters.without_terms)]
    key = "about.of" if measure is Measure.SHARE else "about.on"
    said = speech.words.say(key, what=speech.listed(what)) if what else ""
    return said + (speech.words.say("about.without", what=speech.listed(without)) if without else "")


def narrowed(speech: Speech, filters: Filters) -> Iterator[str]:
    """Everything else that narrows it, one by one."""
    words = speech.words
    if period := speech.periods(filters.days):
        yield period
    if filters.weekdays:
        yield speech.weekdays(filters.weekdays)
    for key in ("paid_by", "not_paid_by", "shared_by", "not_shared_by", "only_by"):
        if people := getattr(filters, key):
            yield words.say(f"about.{key}", who=speech.names(people))
    if filters.currencies:
        yield words.say("about.in_currency", codes=speech.listed(filters.currencies))
    if filters.without_currencies:
        yield words.say("about.not_in_currency", codes=speech.listed(filters.without_currencies))
    if filters.amounts:
        yield from _bounds(speech, filters.amounts)


def _bounds(speech: Speech, amounts: Amounts) -> Iterator[str]:
    least, most = (
        None if minor is None else speech.amount(Money(minor, amounts.currency))
        for minor in (amounts.least, amounts.most)
    )
    if least is not None and most is not None:
        yield least if least == most else speech.words.say("about.between", least=least, most=most)
    elif least is not None:
        yield speech.words.say("about.at_least", amount=least)
    elif most is not None:
        yield speech.words.say("about.at_most", amount=most)


def measured(speech: Speech, side: Side) -> Iterator[str]:
    """ "paid by Zoë", "share of Zoë": where the sentence itself does not say whose part is counted."""
    if side.measure is Measure.SPENT or not side.people:
        return
    if side.measure is Measure.PAID:
        yield speech.words.say("about.paid_by", who=speech.names(side.people))
    elif len(side.people) == 1 and speech.is_me(side.people[0]):
        yield speech.words.text("about.share_of.me")
    else:
        yield speech.words.say("about.share_of.one", who=speech.names(side.people))


def income(speech: Speech, filters: Filters) -> Iterator[str]:
    if filters.kind is Kind.INCOME:
        yield speech.words.text("about.income")


def side_labels(speech: Speech, sides: Sequence[Side]) -> list[str]:
    """What tells each side from the others; all that is said of it where nothing does."""
    facts = [list(_facts(speech, side)) for side in sides]
    shared = set(common(speech, sides))
    own = [[fact for fact in each if fact not in shared] or each for each in facts]
    return [", ".join(each) or speech.words.text("labels.whole") for each in own]


def common(speech: Speech, sides: Sequence[Side]) -> list[str]:
    """What is said of all of the sides."""
    first, *others = (list(_facts(speech, side)) for side in sides)
    return [fact for fact in first if all(fact in each for each in others)]


def _facts(speech: Speech, side: Side) -> Iterator[str]:
    yield from measured(speech, side)
    yield from map(speech.category, side.filters.categories)
    yield from map(speech.quoted, side.filters.terms)
    without = [
        *map(speech.category, side.filters.without_categories),
        *map(speech.quoted, side.filters.without_terms),
    ]
    if without:
        yield speech.words.say("about.without", what=speech.listed(without)).strip()
    yield from narrowed(speech, side.filters)
    yield from income(speech, side.filters)
