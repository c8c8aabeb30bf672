"""The facts that an answer stands on, as sentences: the template's own, each figure, and the rows that it is made of.

The template quotes what expenses are called, and those texts are anybody's: in the facts they are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel.dates import format_date

from assistant.answering import Turn
from assistant.wording.speech import Speech
from assistant.writer.checking import Facts
from assistant.writer.prompts import SYSTEM
from assistant.writer.reading import ME, Reading
from expenses.models import Expense
from tripsplit.currencies import known_locale
from tripsplit.money import Money, format_money

ROWS = 12  # rows that a model is told of
LEFT_OUT = "…"
SHORT = 3  # characters: what is called by fewer says nothing, unless it is a number


def facts_of(turn: Turn, question: str, language: str, stored: Mapping[str, Any]) -> Facts:
    """Of an answer as it is kept (see telling); one query, or none where no expense is counted."""
    locale = Speech(language, (), turn.today, turn.locale).locale
    expenses = _expenses(turn, stored)
    foreign = sorted({*_texts(expenses), *_odd_names(turn)}, key=len, reverse=True)
    figures = [(one["label"], Money(one["minor"], one["currency"])) for one in stored["figures"]]
    lines = [_without(foreign, stored["text"])]
    lines += [f"{_without(foreign, label)}: {_amount(money, locale)}." for label, money in figures]
    lines += [f"{_day(row.date, locale)}: {_amount(_money(turn, row), locale)}." for row in expenses[:ROWS]]
    reading = Reading(
        locale=locale,
        people=tuple(_people(turn)),
        currencies=frozenset({turn.trip.currency, *(money.currency for _, money in figures)}),
    )
    untrusted = tuple(dict.fromkeys(row.description for row in expenses[:ROWS]))
    return Facts(tuple(lines), reading, question=question, untrusted=untrusted, private=(SYSTEM,))


def _expenses(turn: Turn, stored: Mapping[str, Any]) -> list[Expense]:
    refs = [source["ref"] for source in stored["sources"] if source["kind"] == "expense"]
    found = {row.ref: row for row in turn.trip.expenses.live().filter(ref__in=refs)} if refs else {}
    return [found[ref] for ref in refs if ref in found]


def _texts(expenses: Sequence[Expense]) -> Iterator[str]:
    for row in expenses:
        if len(row.description) >= SHORT or any(char.isnumeric() for char in row.description):
            yield row.description


def _odd_names(turn: Turn) -> Iterator[str]:
    """Whoever is called by a number is no fact either."""
    return (one.name for one in turn.trip.people if any(char.isnumeric() for char in one.name))


def _without(foreign: Sequence[str], text: str) -> str:
    for quoted in foreign:
        text = text.replace(quoted, LEFT_OUT)
    return text


def _money(turn: Turn, row: Expense) -> Money:
    return Money(row.base_amount, turn.trip.currency)


def _amount(money: Money, locale: str) -> str:
    return format_money(money, locale=locale, sign="never")


def _day(day: Any, locale: str) -> str:
    return format_date(day, format="full", locale=known_locale(locale))


def _people(turn: Turn) -> Iterator[tuple[str, str]]:
    """Everybody by their whole name, and by the first word of it where that is one person's."""
    people = turn.trip.people
    first = [person.name.partition(" ")[0] for person in people]
    for person, short in zip(people, first, strict=True):
        who = ME if turn.me is not None and person.pk == turn.me.pk else person.ref
        yield who, person.name
        if first.count(short) == 1:
            yield who, short
