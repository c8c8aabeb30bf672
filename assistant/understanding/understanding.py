"""From a question to a plan: words, names, days, amounts, then one reading for each thing that a word may mean. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, product

from assistant.plans import Operation, Plan
from assistant.understanding.amounts import Bound, read_amounts
from assistant.understanding.asked import Asked
from assistant.understanding.days import When, read_days
from assistant.understanding.facts import answerless, fact_plan, refusal
from assistant.understanding.fitting import fit
from assistant.understanding.following import follow, is_following
from assistant.understanding.lexicon import lexicon
from assistant.understanding.names import find_names
from assistant.understanding.narrowing import Narrowed, narrow
from assistant.understanding.outcome import Answerless, Outcome, Several
from assistant.understanding.roles import roles_in
from assistant.understanding.showing import shown
from assistant.understanding.standing import standing_plan
from assistant.understanding.sums import Sums
from assistant.understanding.tagging import PERSON, TERM, UNKNOWN, Chunk, language_of, tag
from assistant.understanding.tokens import Token, words_of
from assistant.understood import Ambiguous, Frame, Option, Planned, Refused, Understood, Unknown, Why
from assistant.world import World

_DOING = frozenset({"pay", "spend", "owe", "owed", "getback", "repay"})
_MOST_READINGS = 6
_LONGEST = 1_000
_ROWS = frozenset(
    {Operation.COUNT, Operation.LIST, Operation.LARGEST, Operation.SMALLEST, Operation.FIRST, Operation.LATEST}
)
_SUMMED = _ROWS | {Operation.TOTAL, Operation.AVERAGE, Operation.PERCENTAGE}
_OF_SUMS = frozenset({Operation.TOTAL, Operation.AVERAGE, Operation.PERCENTAGE, Operation.COMPARE})
_STANDING = frozenset({Operation.BALANCE, Operation.DEBT, Operation.SETTLE})


def understand(question: str, world: World, frame: Frame | None = None) -> Understood:
    """What the question asks of the trip. The same question of the same world is always understood alike; no text raises."""
    words = words_of(question[:_LONGEST])
    language = _language(words, world, frame)
    if not words:
        return Unknown(language, Why.NOTHING_ASKED)
    chunks = fit(tag(words, world, language), world, language)
    readings = list(islice(_readings(chunks, world, language, _theirs(frame)), _MOST_READINGS + 1))
    why = refusal(readings[0])
    if why:
        return Refused(language, why)
    results = [_read(reading, frame) for reading in readings]
    return _together(results, readings, chunks)


def _language(words: Sequence[Token], world: World, frame: Frame | None) -> str:
    fallback = frame.language if frame else world.language
    return language_of(
        words,
        fallback,
        find_names(words, world, lexicon(fallback if fallback in {"de", "fr", "es", "it", "pt"} else "en")),
    )


def _theirs(frame: Frame | None) -> tuple[str, ...]:
    """Of whom "he" and "she" may be said: the one person of the turn before."""
    plan = frame.plan if frame else None
    refs = (*plan.people, *plan.sender, *plan.receiver, *plan.filters.paid_by) if plan else ()
    return refs if len(set(refs)) == 1 else ()


# -- readings -----------------------------------------------------------------------------------------------------------
def _readings(chunks: Sequence[Chunk], world: World, language: str, theirs: tuple[str, ...]) -> Iterator[Asked]:
    """Each combination of what the question's names, days and amounts may mean."""
    dated, whens = read_days(chunks, world, language)
    bounded, bounds = read_amounts(dated, world, language)
    options = [list(_meanings(chunk, whens, bounds)) for chunk in bounded]
    for meanings in product(*options):
        asked = Asked(language, world, tuple(chunk for chunk, _ in meanings), their_refs=theirs)
        for chunk, meaning in meanings:
            if isinstance(meaning, When):
                asked.days[chunk.start] = (meaning.choices, meaning.weekdays)
            elif isinstance(meaning, Bound):
                asked.amounts[chunk.start] = meaning.choices[0]
        yield asked


def _meanings(
    chunk: Chunk, whens: dict[int, When], bounds: dict[int, Bound]
) -> Iterator[tuple[Chunk, When | Bound | None]]:
    if chunk.tag == PERSON:
        yield from ((replace(chunk, refs=(ref,)), None) for ref in chunk.refs)
        if chunk.or_term:
            yield replace(chunk, tag=TERM), None
    elif chunk.tag == "days":
        when = whens[chunk.start]
        yield from (
            ((chunk, When((choice,), when.weekdays)) for choice in when.choices)
            if when.choices
            else iter([(chunk, when)])
        )
    elif chunk.tag == "amount":
        yield from ((chunk, Bound((choice,))) for choice in bounds[chunk.start].choices)
    else:
        yield chunk, None


# -- one reading --------------------------------------------------------------------------------------------------------
Result = tuple[Outcome, tuple[str, ...]]


def _read(asked: Asked, frame: Frame | None) -> Result:
    """A reading's outcome, and the words that it could not account for."""
    if is_following(asked, frame):
        outcome, missed = follow(asked, frame, fragment)
        return outcome, missed
    return fragment(asked)


def fragment(asked: Asked) -> Result:
    none = answerless(asked)
    if none:
        return none, ()
    nobody = _nobody(asked) if asked.language != "de" else ()
    if nobody:
        return Answerless(Why.NOBODY, nobody), ()
    narrowed = narrow(asked)
    outcome = fact_plan(asked, narrowed) or standing_plan(asked, narrowed) or _sum(asked, narrowed)
    if not isinstance(outcome, Answerless):
        outcome = shown(asked, narrowed, outcome)
    return outcome, tuple(
        dict.fromkeys(
            [*_unheard(asked, outcome, narrowed), *narrowed.missed, *asked.missed(), *_unasked(asked, outcome)]
        )
    )


def _unasked(asked: Asked, outcome: Outcome) -> tuple[str, ...]:
    is_plan_of_payments = isinstance(outcome, Plan) and outcome.operation in {
        Operation.SETTLE,
        Operation.DEBT,
        Operation.FACT,
    }
    return () if is_plan_of_payments else asked.second_question()


def _nobody(asked: Asked) -> tuple[str, ...]:
    """Words with a capital where somebody stands who does something, and nobody of the trip is called so."""
    found = []
    for place in asked.places(UNKNOWN):
        chunk = asked.chunks[place]
        beside = {asked.tag(asked.before(place)), asked.tag(asked.after(place))} & _DOING
        if (
            chunk.text[:1].isupper()
            and beside
            and not asked.world.mentions(chunk.text)
            and asked.tag(asked.before(place)) not in {"on", "for"}
        ):
            found.append(chunk.text)
    return tuple(found)


def _sum(asked: Asked, narrowed: Narrowed) -> Outcome:
    roles = roles_in(asked)
    if roles.who_is_me:
        return Answerless(Why.WHO_ARE_YOU)
    return Sums(asked, narrowed, roles).outcome()


def _unheard(asked: Asked, outcome: Outcome, narrowed: Narrowed) -> list[str]:
    """Categories, terms or days that a plan about standing has no use for: who owes what "for the taxi" is not known."""
    if isinstance(outcome, Several):
        outcome = outcome.plans[0]
    if (
        isinstance(outcome, Plan)
        and outcome.operation in _OF_SUMS
        and narrowed.amounts
        and not asked.has("expense", "list", "each")
    ):
        return [asked.chunks[place].text for place in asked.places("amount")]  # "did we spend more than 500 on food?"
    if narrowed.amounts and asked.has("when", "dayunit") and not asked.has("expense"):
        return [
            asked.chunks[place].text for place in asked.places("amount")
        ]  # "on which days did we spend more than 100?"
    if not isinstance(outcome, Plan) or outcome.operation not in {*_STANDING, Operation.REPAYMENTS}:
        return []
    unheard = [*narrowed.places.values(), *narrowed.without_categories, *narrowed.without_terms]
    if outcome.operation in _STANDING and (narrowed.days or narrowed.weekdays):
        unheard.append(" ".join(str(day.first or day.last) for day in narrowed.days) or "days")
    if narrowed.amounts:
        unheard.append("amount")
    return unheard


# -- all readings together ----------------------------------------------------------------------------------------------
def _together(results: Sequence[Result], readings: Sequence[Asked], chunks: Sequence[Chunk]) -> Understood:
    language = readings[0].language
    outcome, missed = results[0]
    if isinstance(outcome, Answerless):
        return Unknown(language, outcome.why, outcome.words or missed)
    if len(results) > _MOST_READINGS:
        return Unknown(language, Why.NOT_UNDERSTOOD, (_ambiguous_word(readings, chunks),))
    options = _options(results, readings)
    if missed and len(options) > 1:
        return Unknown(language, Why.NOT_UNDERSTOOD, missed)
    if len(options) == 1:
        return Planned(language, options[0].plan, missed)
    word = outcome.word if isinstance(outcome, Several) and len(results) == 1 else _ambiguous_word(readings, chunks)
    return Ambiguous(language, tuple(options[:_MOST_READINGS]), word)


def _options(results: Sequence[Result], readings: Sequence[Asked]) -> list[Option]:
    found: dict[Plan, str] = {}
    for (outcome, _), reading in zip(results, readings, strict=True):
        plans = outcome.plans if isinstance(outcome, Several) else (outcome,) if isinstance(outcome, Plan) else ()
        for plan in plans:
            found.setdefault(plan, _label(reading) if len(results) > 1 else "")
    return [Option(plan, label) for plan, label in found.items()]


def _label(reading: Asked) -> str:
    """The full names of those who were named: what tells the readings apart where a first name is shared."""
    people = [
        person.name
        for chunk in reading.chunks
        if chunk.tag == PERSON
        for ref in chunk.refs
        if (person := reading.world.called(ref))
    ]
    return ", ".join(people)


def _ambiguous_word(readings: Sequence[Asked], chunks: Sequence[Chunk]) -> str:
    for chunk in chunks:
        if chunk.tag == PERSON and len(chunk.refs) > 1:
            return chunk.text
    for place, chunk in enumerate(readings[0].chunks):
        if any(other.days.get(chunk.start) != readings[0].days.get(chunk.start) for other in readings[1:]):
            return readings[0].chunks[place].text
    return ""
