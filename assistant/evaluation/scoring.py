"""Whether an answer is what the oracle says, to the cent and complete. Pure; an answer is read as `ask --json` prints it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from assistant.evaluation.oracle import Expectation, Expected, Ledger, expected, settles

HERE = Path(__file__).parent
TRIPS = ("weekend", "fortnight", "flat")

Answer = Mapping[str, Any]


class Verdict(StrEnum):
    EXACT = "exact"
    MISSED = "missed"  # it asked back or said that it does not know, where it should have answered
    WRONG = "wrong"  # it answered, and something else than what was asked


@dataclass(frozen=True)
class Question:
    id: str
    trip: str
    as_whom: str
    today: str
    text: str
    expect: tuple[Expectation, ...]  # any of these is right

    @property
    def language(self) -> str:
        return self.id.partition("-")[0]

    @property
    def is_reported(self) -> bool:
        """Every other question of each language is for tuning by, the rest for reporting on."""
        return int(self.id.partition("-")[2]) % 2 == 0


def questions(path: Path = HERE / "questions.jsonl") -> Iterator[Question]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Question(row["id"], row["trip"], row["as"], row["today"], row["question"], tuple(row["expect"]))


def archive_of(trip: str) -> Path:
    return HERE / "trips" / f"{trip}.json"


@cache
def ledger_of(trip: str) -> Ledger:
    return Ledger.read(archive_of(trip))


def judge(question: Question, answer: Answer) -> Verdict:
    ledger = ledger_of(question.trip)
    wanted = [expected(ledger, expectation) for expectation in question.expect]
    if any(is_met(one, answer, ledger) for one in wanted):
        return Verdict.EXACT
    return Verdict.WRONG if answer["status"] == "answered" else Verdict.MISSED


def is_met(wanted: Expected, answer: Answer, ledger: Ledger) -> bool:
    return (
        answer["status"] == wanted.status
        and _has_figures(wanted.minors, answer["figures"], ledger.trip["currency"])
        and _names_rows(wanted.sources, answer["sources"])
        and all(_says(word, answer["text"]) for word in wanted.words)
        and (not wanted.plan or settles(answer["plan"] or [], ledger.balances()))
    )


def _has_figures(minors: Sequence[int], figures: Sequence[Mapping[str, Any]], currency: str) -> bool:
    """A single figure that is asked for comes first: an answer that has it somewhere among others has not answered."""
    said = [abs(figure["minor"]) for figure in figures if figure["currency"] == currency]
    wanted = [abs(minor) for minor in minors]
    return said[:1] == wanted if len(wanted) == 1 else set(wanted) <= set(said)


def _names_rows(refs: frozenset[str] | None, sources: Sequence[Mapping[str, str]]) -> bool:
    return refs is None or {source["ref"] for source in sources} == refs


def _says(word: str, text: str) -> bool:
    """As a word of its own, whatever stands between the digits of its decimals."""
    pattern = re.escape(word).replace(r"\.", "[.,]")
    return re.search(rf"(?<![\w.,]){pattern}(?![\w]|[.,]\d)", text) is not None
