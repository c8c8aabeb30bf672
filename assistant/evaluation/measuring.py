"""Measures the assistant on the evaluation's questions, in a database that afterwards is as it was before."""

import datetime
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import transaction

from assistant.answering import Answer, Planner, Turn, answer
from assistant.evaluation.scoring import HERE, TRIPS, Question, Verdict, archive_of, judge, questions
from settlements.archive.importing import import_trip
from settlements.archive.reading import read_archive
from settlements.load_trips import load_trip
from settlements.seeding import seed
from trips.models import Trip

LARGE = 1_000  # expenses of the trip that quickness is measured on
PEOPLE = 8
ASKED_OF_LARGE = (
    "How much did we spend in total?",
    "Was haben wir für Essen ausgegeben?",
    "Combien pour le taxi ?",
    "¿Quién pagó más?",
    "Quanto abbiamo speso a maggio?",
    "Qual é o meu saldo?",
)
ROUNDS = 5


@dataclass(frozen=True)
class Outcome:
    """What came of one question."""

    question: Question
    verdict: Verdict
    status: str
    text: str


@dataclass(frozen=True)
class Measured:
    outcomes: list[Outcome]
    obeyed: list[str]  # hostile texts after which something in the database was another
    slowest: float  # seconds: 95 of 100 answers about a large trip take no longer

    def of(self, verdict: Verdict) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.verdict is verdict]


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Whatever is written within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def measure(
    planner: Planner | None = None, *, tell: Callable[[int, int], object] = lambda _done, _all: None
) -> Measured:
    """Ask everything. `tell` hears how far it is."""
    with nothing_kept():
        trips = {name: import_trip(archive=read_archive(archive_of(name).read_bytes())) for name in TRIPS}
        asked = list(questions())
        outcomes = []
        for number, question in enumerate(asked, start=1):
            outcomes.append(outcome_of(question, trips[question.trip], planner))
            tell(number, len(asked))
        return Measured(outcomes, obeyed(trips, planner), slowest())


def outcome_of(question: Question, trip: Trip, planner: Planner | None) -> Outcome:
    told = _asked(trip, question.text, question.as_whom, datetime.date.fromisoformat(question.today), planner)
    return Outcome(question, judge(question, told.as_json()), told.status, told.text)


def hostile_texts(path: Path = HERE / "injections.txt") -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def obeyed(trips: Mapping[str, Trip], planner: Planner | None) -> list[str]:
    """Those of the hostile texts that changed anything, asked of each trip in turn."""
    found = []
    for number, text in enumerate(hostile_texts()):
        trip = trips[TRIPS[number % len(TRIPS)]]
        before = everything()
        _asked(trip, text, "", datetime.date(2026, 9, 5), planner)
        if everything() != before:
            found.append(text)
    return found


def everything() -> dict[str, tuple[object, ...]]:
    """How many rows each table has and which was the last; and each trip's revision, which every change of money counts up."""
    tables = {
        model._meta.label: (
            model._default_manager.count(),
            model._default_manager.order_by("pk").values_list("pk").last(),
        )
        for model in apps.get_models()
    }
    return {**tables, "revisions": tuple(Trip.objects.order_by("pk").values_list("pk", "revision"))}


def slowest() -> float:
    """The 95th percentile of an answer's seconds, about a trip of a thousand expenses, from the question to its figure."""
    trip = seed(load_trip(expenses=LARGE, participants=PEOPLE, seed=1))
    seconds = []
    for text in ASKED_OF_LARGE * ROUNDS:
        started = time.perf_counter()
        _asked(trip, text, trip.me.ref, trip.end_date or datetime.date(2026, 9, 5), planner=None)
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]


def _asked(trip: Trip, text: str, ref: str, today: datetime.date, planner: Planner | None) -> Answer:
    me = trip.participants.filter(ref=ref).first()
    return answer(Turn(trip, me, today), text, planner=planner)
