"""An answer as it is kept with its question, and as the page shows it: figures first, then the rows that they are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from assistant.answering import Answer, Shown
from assistant.models import Question
from assistant.writer.prose import Block, blocks_of
from expenses.models import Expense
from settlements.models import Payment
from trips.models import Participant, Trip
from tripsplit.money import Money

KEPT = 500  # of the rows that a figure is made of; their number is always told
PER_TURN = 15  # rows of one answer that the page lists before one asks for all
NO_ANSWER = {Question.Status.UNKNOWN, Question.Status.REFUSED}
EXACT = "The figures above are exact all the same."


@dataclass(frozen=True)
class Reply:
    """An exact answer on its way into the database."""

    status: str
    language: str
    engine: str
    stored: dict[str, Any]
    frame: dict[str, Any]
    is_unsure: bool  # a language model may understand the question yet

    @property
    def may_have_words(self) -> bool:
        return self.is_unsure or self.status == Question.Status.ANSWERED

    @property
    def events(self) -> list[list[Any]]:
        """What the stream tells first: it is known already."""
        status = {"status": self.status, "text": self.stored["text"]}
        return [["status", status], ["figures", self.stored["figures"]], ["sources", self.stored["sources"]]]


def reply_of(answer: Answer) -> Reply:
    sources = [{"kind": source.kind, "ref": source.ref} for source in answer.sources]
    stored = {
        "text": answer.text,
        "definition": answer.definition,
        "figures": [_figure(shown) for shown in answer.figures],
        "lead": len(answer.moves or answer.figures),  # how many of them come first: of debts with their plan, the plan
        "sources": sources[:KEPT],
        "count": len(sources),
        "options": [
            {"label": choice.label, "text": choice.text, "figures": [_figure(shown) for shown in choice.figures]}
            for choice in answer.choices
        ],
    }
    frame = answer.frame.model_dump(mode="json") if answer.frame else {}
    return Reply(answer.status, answer.language, answer.engine, stored, frame, answer.is_unsure)


def _figure(shown: Shown) -> dict[str, Any]:
    return {"label": shown.label, "minor": shown.money.minor, "currency": shown.money.currency}


def ending(state: Question.State, told: Iterable[tuple[str, Any]]) -> list[Any]:
    """The last event: how it ended, and which engine spoke, in words."""
    told = list(told)
    return ["done", {"state": state.value, "words": _engine_words(state, told)}]


def _engine_words(state: Question.State, told: Sequence[tuple[str, Any]]) -> str:
    said = any(name == "token" for name, _ in told)
    fault = next((str(data["words"]) for name, data in told if name == "error"), "")
    if state == Question.State.STOPPED:
        return f"Stopped. {EXACT}"
    if fault:
        return f"{fault} {EXACT}"
    if said:
        return f"Worked out from the ledger, put into words by {settings.LLM_MODEL}."
    statuses = [data["status"] for name, data in told if name == "status" and "status" in data]
    if statuses and statuses[-1] in NO_ANSWER:
        return ""
    if any(name == "status" and "dropped" in data for name, data in told):
        return "Worked out from the ledger. What the language model said of it did not fit, and was left out."
    return "Worked out from the ledger."


@dataclass(frozen=True)
class Figure:
    label: str
    money: Money


@dataclass(frozen=True)
class Option:
    """One reading of a question that may mean several things; `value` chooses it."""

    value: str
    label: str
    text: str
    money: Money | None


@dataclass(frozen=True)
class Row:
    """An expense or a payment that a figure is made of."""

    url: str
    icon: str
    what: str
    date: Any
    money: Money


@dataclass(frozen=True)
class Turn:
    """One question and answer as the page shows them. `told` is how many events its words come to until now."""

    question: Question
    text: str
    copied: str  # the whole of it
    definition: str
    figures: Sequence[Figure]
    further: Sequence[Figure]  # a second list of them
    headings: Sequence[str]  # what the two lists are called, where there are two
    options: Sequence[Option]
    rows: Sequence[Row]
    count: int
    hidden: int  # rows that are counted and not listed
    more: bool  # some of them can be
    words: Sequence[Block]
    engine_words: str
    told: int

    @property
    def is_lively(self) -> bool:
        return not self.question.is_over


def turns_of(trip: Trip, questions: Sequence[Question], *, whole: str = "") -> list[Turn]:
    """Two queries for any number of turns; a row that is not the trip's, or is deleted by now, is not shown.

    `whole` is the ref of the one whose rows are all listed.
    """
    listed = {question: _listed(question, whole=question.ref == whole) for question in questions}
    rows = _rows(trip, (key for keys in listed.values() for key in keys))
    return [_turn(question, keys, rows) for question, keys in listed.items()]


def _listed(question: Question, *, whole: bool) -> list[tuple[str, str]]:
    sources = question.answer.get("sources", [])
    return [(source["kind"], source["ref"]) for source in sources[: None if whole else PER_TURN]]


def _turn(question: Question, keys: Sequence[tuple[str, str]], rows: Mapping[tuple[str, str], Row]) -> Turn:
    stored, options = question.answer, question.answer.get("options", [])
    text, figures = stored.get("text", ""), [] if options else _figures(stored)
    lead = stored.get("lead", len(figures))
    found = [rows[key] for key in keys if key in rows]
    said = [data for name, data in question.told if name == "token"]
    return Turn(
        question=question,
        text=_shortened(text) if options or len(stored["figures"]) > 1 else text,
        copied=text,
        definition=stored.get("definition", ""),
        figures=figures[:lead],
        further=figures[lead:],
        headings=_headings(text) if figures[lead:] else [],
        options=[_option(question, place, option) for place, option in enumerate(options)],
        rows=found,
        count=stored.get("count", 0),
        hidden=stored.get("count", 0) - len(keys),
        more=len(stored.get("sources", [])) > len(keys),
        words=blocks_of(said),
        engine_words=next((data["words"] for name, data in question.told if name == "done"), ""),
        told=len(question.events),
    )


def _shortened(text: str) -> str:
    """Without its lists, and the words before them: the card has the figures."""
    lines = [line for line in text.splitlines() if not line.startswith("- ")]
    return "\n".join(line for line in lines if not line.endswith(":"))


def _headings(text: str) -> list[str]:
    return [line.removesuffix(":").rstrip() for line in text.splitlines() if line.endswith(":")]


def _figures(stored: Mapping[str, Any]) -> list[Figure]:
    return [Figure(one["label"], Money(one["minor"], one["currency"])) for one in stored.get("figures", [])]


def _option(question: Question, place: int, stored: Mapping[str, Any]) -> Option:
    figures = _figures(stored)
    label = stored["label"] or (figures[0].label if figures else "")
    return Option(f"{question.ref}.{place}", label, stored["text"], figures[0].money if figures else None)


def _rows(trip: Trip, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    refs: dict[str, set[str]] = {"expense": set(), "payment": set()}
    for kind, ref in keys:
        refs[kind].add(ref)
    names = {person.pk: person.name for person in trip.people}
    expenses = trip.expenses.live().filter(ref__in=refs["expense"]) if refs["expense"] else ()
    payments = Payment.objects.live().filter(trip=trip, ref__in=refs["payment"]) if refs["payment"] else ()
    return {("expense", row.ref): _of_expense(trip, row) for row in expenses} | {
        ("payment", row.ref): _of_payment(trip, row, names) for row in payments
    }


def _of_expense(trip: Trip, row: Expense) -> Row:
    url = reverse("expense_detail", args=[trip.slug, row.ref])
    return Row(url, row.category or "receipt", row.description, row.date, Money(row.base_amount, trip.currency))


def _of_payment(trip: Trip, row: Payment, names: Mapping[int, str]) -> Row:
    url = reverse("payment_detail", args=[trip.slug, row.ref])
    what = f"{names[row.sender_id]} paid {names[row.receiver_id]}"
    return Row(url, "scale", what, row.date, Money(row.base_amount, trip.currency))


def conversation(me: Participant, *, limit: int) -> list[Question]:
    """The latest turns, oldest first."""
    return list(reversed(Question.objects.asked_by(me).shown().newest_first()[:limit]))
