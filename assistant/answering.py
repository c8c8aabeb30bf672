"""One turn: gate, understand, carry out, put into words. Reads one trip and writes nothing, whatever the question says.

`answered` is a promise: the figures are exact, complete, and those of the pages. Anything less is `ambiguous` (each reading with its
figures), `unknown` (not recorded, or not understood) or `refused`.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.executing.carrying_out import carry_out
from assistant.executing.ledger import Ledger
from assistant.executing.loading import read_ledger
from assistant.executing.results import Nothing, Result, Source
from assistant.plans import Operation, Plan
from assistant.understanding import understand
from assistant.understood import LANGUAGES, Ambiguous, Frame, Planned, Refused, Understood, Unknown, Why
from assistant.wording.labels import label
from assistant.wording.pieces import full
from assistant.wording.refusals import hint, nothing, refused, unknown
from assistant.wording.sentences import said
from assistant.wording.speech import Speech
from assistant.world import World
from assistant.worlds import world_of
from trips.models import Participant, Trip
from tripsplit.locale import DEFAULT_LOCALE
from tripsplit.money import Money
from tripsplit.text import UncleanText, clean_text

LONGEST = 1_000
Status = Literal["answered", "ambiguous", "unknown", "refused"]
Engine = Literal["ledger", "model"]
Planner = Callable[[str, World], Plan | None]
"""Makes a plan of a question that the rules are not sure of: a language model, or None where it has no plan."""


@dataclass(frozen=True)
class Shown:
    """One figure as it stands on the card."""

    label: str
    money: Money


@dataclass(frozen=True)
class Choice:
    """One reading of an ambiguous question, with its answer."""

    label: str
    plan: Plan
    figures: tuple[Shown, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One turn's outcome. `sources` are all the rows that were counted; `moves` the plan where that was asked for (refs, minor units)."""

    status: Status
    text: str
    language: str
    figures: tuple[Shown, ...] = ()
    sources: tuple[Source, ...] = ()
    moves: tuple[tuple[str, str, int], ...] | None = None
    choices: tuple[Choice, ...] = ()
    definition: str = ""  # how the figures are meant, in a sentence
    plan: Plan | None = None  # what was carried out
    frame: Frame | None = None  # for the next turn
    engine: Engine = "ledger"
    is_unsure: bool = False  # a planner may understand it better

    def as_json(self) -> dict[str, Any]:
        """As people script against it; amounts in minor units."""
        return {
            "status": self.status,
            "text": self.text,
            "figures": [_figure(figure) for figure in self.figures],
            "sources": [{"kind": source.kind, "ref": source.ref} for source in self.sources],
            "plan": None
            if self.moves is None
            else [{"from": sender, "to": receiver, "minor": minor} for sender, receiver, minor in self.moves],
            "engine": self.engine,
            "language": self.language,
            "definition": self.definition,
            "options": [
                {"label": choice.label, "text": choice.text, "figures": [_figure(figure) for figure in choice.figures]}
                for choice in self.choices
            ],
        }


def _figure(figure: Shown) -> dict[str, Any]:
    return {"label": figure.label, "minor": figure.money.minor, "currency": figure.money.currency}


@dataclass(frozen=True)
class Turn:
    """Who asks what of which trip, when; `locale` is the reader's, for numbers and for questions that could be in any language."""

    trip: Trip
    me: Participant | None
    today: datetime.date
    locale: str = DEFAULT_LOCALE

    @property
    def language(self) -> str:
        language = self.locale.partition("_")[0]
        return language if language in LANGUAGES else "en"

    def world(self) -> World:
        return world_of(self.trip, me=self.me, today=self.today, language=self.language)

    def ledger(self, plans: Sequence[Plan]) -> Ledger:
        return read_ledger(self.trip, plans, me=self.me, today=self.today)


def answer(turn: Turn, question: str, *, frame: Frame | None = None, planner: Planner | None = None) -> Answer:
    """The exact answer to a question, or why there is none. `frame` is what the turn before left."""
    world = turn.world()
    try:
        text = clean_text(question, multiline=True)
    except UncleanText as fault:
        return Answer(status="refused", text=fault.reason, language=turn.language)
    if len(text) > LONGEST:
        speech = _speech(turn, world, turn.language)
        return Answer(
            status="refused", text=full(speech.words.say("refused.too_long", n=f"{LONGEST}")), language=turn.language
        )
    found = understand(text, world, frame)
    planned = planner(text, world) if planner and _is_unsure(found) else None
    by_model = answer_plan(turn, planned, found.language, world=world) if planned else None
    if by_model and by_model.status == "answered":
        return replace(by_model, engine="model")
    return replace(_answer(turn, world, found), is_unsure=_is_unsure(found))


def answer_plan(turn: Turn, plan: Plan, language: str, *, world: World | None = None) -> Answer:
    """What a plan comes to, in words of the language: of a reading that somebody chose, too."""
    speech = _speech(turn, world or turn.world(), language)
    return _of_result(speech, carry_out(turn.ledger([plan]), plan))


def _is_unsure(found: Understood) -> bool:
    if isinstance(found, Planned):
        return not found.is_sure
    return isinstance(found, Unknown) and found.why is Why.NOT_UNDERSTOOD


def _speech(turn: Turn, world: World, language: str) -> Speech:
    return Speech(language, world.people, turn.today, turn.locale)


def _answer(turn: Turn, world: World, found: Understood) -> Answer:
    speech = _speech(turn, world, found.language)
    match found:
        case Planned(plan=plan, missed=missed):
            result = carry_out(turn.ledger([plan]), plan)
            return _of_unsure(speech, result, missed) if missed else _of_result(speech, result)
        case Ambiguous():
            return _of_ambiguous(speech, turn, found)
        case Unknown():
            return Answer(status="unknown", text=unknown(speech, found), language=found.language)
        case Refused():
            return Answer(status="refused", text=refused(speech, found), language=found.language)


def _of_result(speech: Speech, result: Result) -> Answer:
    frame = Frame(language=speech.language, plan=result.plan)
    if result.nothing:
        return Answer(
            status="unknown", text=nothing(speech, result), language=speech.language, plan=result.plan, frame=frame
        )
    return Answer(
        status="answered",
        text=said(speech, result),
        language=speech.language,
        figures=_shown(speech, result),
        sources=result.sources,
        moves=None
        if result.moves is None
        else tuple((each.sender, each.receiver, each.minor) for each in result.moves),
        definition=speech.words.text(f"definition.{_definition(result.plan)}"),
        plan=result.plan,
        frame=frame,
    )


def _shown(speech: Speech, result: Result) -> tuple[Shown, ...]:
    return tuple(Shown(label(speech, result, figure), figure.money) for figure in result.figures)


def _definition(plan: Plan) -> str:
    standing = {
        Operation.BALANCE,
        Operation.DEBT,
        Operation.SETTLE,
        Operation.REPAYMENTS,
        Operation.RATE,
        Operation.FACT,
    }
    return plan.operation if plan.operation in standing else plan.measure


def _of_unsure(speech: Speech, result: Result, missed: Sequence[str]) -> Answer:
    """Some words may change the meaning: that is said, and what the rest comes to is offered as a reading."""
    words = speech.listed(map(speech.quoted, missed))
    choice = _choice(speech, result, "")
    lines = [full(speech.words.say("unknown.not_understood", word=words))]
    lines += [hint(speech)] if result.nothing else [f"{speech.words.text('unknown.without_it')}: {choice.text}"]
    return Answer(
        status="unknown",
        text="\n".join(lines),
        language=speech.language,
        choices=() if result.nothing else (choice,),
        frame=Frame(language=speech.language, options=(result.plan,)),
    )


def _of_ambiguous(speech: Speech, turn: Turn, found: Ambiguous) -> Answer:
    """Every reading with its figures, all of one state of the ledger. Readings about what nothing mentions are none."""
    ledger = turn.ledger([option.plan for option in found.options])
    readings = [(option.label, carry_out(ledger, option.plan)) for option in found.options]
    known = [(name, result) for name, result in readings if result.nothing is not Nothing.TERM] or readings
    if len(known) == 1:
        return _of_result(speech, known[0][1])
    choices = [_choice(speech, result, name) for name, result in known]
    key = "ambiguous.word" if found.word else "ambiguous.any"
    lines = [speech.words.say(key, word=speech.quoted(found.word))]
    lines += [f"- {choice.label}: {choice.text}" if choice.label else f"- {choice.text}" for choice in choices]
    return Answer(
        status="ambiguous",
        text="\n".join(lines),
        language=speech.language,
        figures=tuple(figure for choice in choices for figure in choice.figures[:1]),
        choices=tuple(choices),
        frame=Frame(language=speech.language, options=tuple(choice.plan for choice in choices)),
    )


def _choice(speech: Speech, result: Result, name: str) -> Choice:
    text = nothing(speech, result) if result.nothing else said(speech, result)
    return Choice(name, result.plan, () if result.nothing else _shown(speech, result), text)
