"""`ask SLUG QUESTION [--as PARTICIPANT] [--today DATE] [--json] [--no-model]`, or `--questions FILE`: a turn of the assistant, or many."""

import datetime
import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from assistant.answering import Answer, Turn, answer
from assistant.llm import is_on
from assistant.planner import WaitingPlanner
from expenses.clock import today
from trips.commands import participant_called, trip_called
from tripsplit.commands import BadInput, LineCommand

STANDARD_INPUT = "-"


class Command(LineCommand):
    help = "Answers a question about a trip, from its ledger and without changing anything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("question", nargs="?")
        parser.add_argument("--as", dest="person", metavar="PARTICIPANT", help="who asks (“I”): a ref or a name")
        parser.add_argument("--today", type=_day, metavar="DATE", help="the day that it is, such as 2026-05-03")
        parser.add_argument("--json", action="store_true", help="figures in minor units, and the rows they are made of")
        parser.add_argument("--no-model", action="store_true", help="ask no language model, whatever the settings say")
        parser.add_argument(
            "--questions",
            metavar="FILE",
            help="JSON lines with id and question (- is standard input); a JSON line each",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        trip = trip_called(options["slug"])
        me = participant_called(trip, options["person"]) if options["person"] else None
        turn = Turn(trip, me, options["today"] or today(trip))
        if (options["question"] is None) == (options["questions"] is None):
            raise BadInput("Ask one question, or name a file with --questions.")
        planner = WaitingPlanner() if is_on() and not options["no_model"] else None
        if options["questions"] is None:
            self._tell(answer(turn, options["question"], planner=planner), as_json=options["json"])
            return
        for name, question in list(_read(options["questions"])):
            line = {"id": name, **answer(turn, question, planner=planner).as_json()}
            self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _tell(self, told: Answer, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(told.as_json(), ensure_ascii=False, indent=1) if as_json else told.text)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day, such as 2026-05-03") from None


def _read(name: str) -> Iterator[tuple[Any, str]]:
    """The id and the question of each line. Raises BadInput with the line's number, before anything is answered."""
    if name == STANDARD_INPUT:
        yield from _lines(sys.stdin)
        return
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(f"The file {name!r} cannot be read: {fault}") from fault
    yield from _lines(text.split("\n"))


def _lines(lines: Iterable[str]) -> Iterator[tuple[Any, str]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, question = row["id"], row["question"]
        except (ValueError, KeyError, TypeError) as fault:
            raise BadInput(f"Line {number} is not a JSON object with id and question.") from fault
        if not isinstance(question, str):
            raise BadInput(f"The question in line {number} is not a text.")
        yield name, question
