"""What sentences are put together from: an end with parentheses, a line for each figure, an expense in a few words. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.executing.ledger import Row
from assistant.executing.results import Figure, Result
from assistant.plans import Kind, Measure, Side
from assistant.wording.describing import income, measured, narrowed, on
from assistant.wording.labels import label
from assistant.wording.speech import Speech, capital
from tripsplit.money import Money


def items(speech: Speech, result: Result, figures: Iterable[Figure], *, counted: bool = False) -> Iterator[str]:
    for figure in figures:
        percent = [speech.percent(figure.tenths)] if figure.tenths is not None else []
        count = [expenses(speech, figure.count)] if counted and figure.count else []
        behind = ", ".join([*percent, *count])
        line = f"- {label(speech, result, figure)}: {speech.amount(figure.money)}"
        yield f"{line} ({behind})" if behind else line


def tail_of(speech: Speech, side: Side) -> list[str]:
    return [*measured(speech, side), *narrowed(speech, side.filters), *income(speech, side.filters)]


def expenses(speech: Speech, number: int) -> str:
    return speech.words.count("numbers.expenses", number)


def about(sentence: str, tail: Iterable[str]) -> str:
    behind = "; ".join(text for text in tail if text)
    return f"{sentence} ({behind})" if behind else sentence


def closed(sentence: str, tail: Iterable[str]) -> str:
    return full(about(sentence, tail))


def full(sentence: str) -> str:
    return sentence if sentence.rstrip("”“»\N{NO-BREAK SPACE} ").endswith((".", "?", "!")) else f"{sentence}."


def of_side(speech: Speech, side: Side, figure: Figure) -> str:
    """ "Zoë paid €40.00 on food & drink"."""
    values = {"amount": speech.amount(figure.money), "on": on(speech, side.filters, side.measure)}
    if side.measure is Measure.SPENT or not side.people:
        return speech.words.say("total.income" if side.filters.kind is Kind.INCOME else "total.spent", **values)
    return of_people(speech, f"total.{side.measure}", side.people, **values)


def of_people(speech: Speech, key: str, people: Sequence[str], **values: str) -> str:
    if len(people) == 1:
        form = "me" if speech.is_me(people[0]) else "one"
        return speech.words.say(f"{key}.{form}", who=speech.name(people[0]), **values)
    # What is paid is paid by people as subjects, a share is a share of them.
    return capital(
        speech.words.say(f"{key}.many", who=speech.names(people, subject=not key.endswith("share")), **values)
    )


def row_in_words(speech: Speech, row: Row, figure: Figure) -> str:
    """ "“Dinner”, 3 May, €40.00"; with what it cost in its own currency, where all of it is told."""
    texts = [speech.quoted(row.description), speech.day(row.date), speech.amount(figure.money)]
    own = Money(row.amount if figure.money.minor > 0 else -row.amount, row.currency)
    whole = abs(figure.money.minor) == row.base
    return ", ".join(texts) + (f" ({speech.amount(own)})" if whole and own.currency != figure.money.currency else "")
