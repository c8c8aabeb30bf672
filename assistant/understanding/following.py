"""Questions that lean on the one before: "and for Kenji?", "et en transport ?", "only in May", "list them", "who paid that?". Pure.

What is named takes the place of what was of its kind; all else stays as it was.
"""

from collections.abc import Callable
from typing import Any

from assistant.plans import Filters, Group, Measure, Operation, Order, Per, Plan
from assistant.understanding.amounts import currencies_meant
from assistant.understanding.asked import Asked, Mention
from assistant.understanding.narrowing import Narrowed, narrow
from assistant.understanding.outcome import Answerless, Outcome, Several
from assistant.understood import Frame, Why

_OPENERS = ("follow", "and")
_OWN_QUESTION = (
    "howmuch",
    "howmany",
    "howoften",
    "howlong",
    "settle",
    "debts",
    "balance",
    "rate",
    "percent",
    "biggest",
    "smallest",
    "compare",
    "difference",
    "repay",
    "owe",
    "getback",
    "owed",
)
_SAYING = ("pay", "spend", "cost", "share", "owe", "total")
_FRAGMENT = (
    "only",
    "without",
    "since",
    "until",
    "before",
    "for",
    "from",
    "in",
    "days",
    "by",
    "per",
    "each",
    "list",
    "average",
)
_SUMS = frozenset(
    {
        Operation.TOTAL,
        Operation.COUNT,
        Operation.AVERAGE,
        Operation.LIST,
        Operation.LARGEST,
        Operation.SMALLEST,
        Operation.FIRST,
        Operation.LATEST,
        Operation.PERCENTAGE,
    }
)
_PERS = {"day": Per.DAY, "person": Per.PERSON, "expense": Per.EXPENSE}
_BY = {
    "person": Group.PERSON,
    "category": Group.CATEGORY,
    "day": Group.DAY,
    "week": Group.WEEK,
    "month": Group.MONTH,
    "currency": Group.CURRENCY,
}

Read = Callable[[Asked], tuple[Outcome, tuple[str, ...]]]


def is_following(asked: Asked, frame: Frame | None) -> bool:
    """Whether the question cannot stand alone: it begins with "and", or is a piece of one after another."""
    if _opens(asked) or frame is None:
        return _opens(asked)
    if _converts(asked):
        return True
    return not asked.has(*_OWN_QUESTION, "greet", "offtopic", "why", "if") and _is_piece(asked)


def _is_piece(asked: Asked) -> bool:
    if asked.has("list") and not asked.has("expense", "cat", "term", "unknown", "catterm", "biggest"):
        return True
    if asked.has("who") and asked.has("pay") and not _names_something(asked):
        return not asked.has("most", "least", "more", "less", "each")
    return asked.tag(0) in _FRAGMENT and not asked.has(*_SAYING) and not asked.has("who", "which", "what")


def _converts(asked: Asked) -> bool:
    """ "How much is that in dollars?" """
    things = (
        "cat",
        "catterm",
        "term",
        "unknown",
        "days",
        "amount",
        "expense",
        "name",
        "i",
        "my",
        "rate",
        "balance",
        "trip",
        "average",
        "biggest",
    )
    return (
        asked.has("cur")
        and asked.has("howmuch", "what", "in")
        and not asked.has(*_SAYING, *things, "list", "which", "who")
    )


def _opens(asked: Asked) -> bool:
    first = next((place for place, chunk in enumerate(asked.chunks) if chunk.tag not in {"-", "greet"}), 0)
    return asked.tag(first) in _OPENERS


def _names_something(asked: Asked) -> bool:
    return asked.has(
        "cat",
        "catterm",
        "term",
        "unknown",
        "days",
        "amount",
        "cur",
        "expense",
        "biggest",
        "last",
        "first",
        "person",
        "name",
        "i",
        "sofar",
        "trip",
        "others",
    )


def follow(asked: Asked, frame: Frame | None, read: Read) -> tuple[Outcome, tuple[str, ...]]:
    """The plan before, with what this question changes."""
    asked.use_tags(*_OPENERS)
    if frame is not None and frame.plan is not None and _converts(asked):
        return _converted(asked, frame.plan), asked.missed()
    if asked.has(*_OWN_QUESTION) or (asked.has("who") and asked.has(*_SAYING) and _names_something(asked)):
        return _with_what_stood(read(asked), frame)
    if frame is None or (frame.plan is None and not frame.options):
        outcome, missed = read(asked)
        return (Answerless(Why.NO_FRAME), ()) if isinstance(outcome, Answerless) or _opens(asked) else (outcome, missed)
    return _changed(asked, [frame.plan] if frame.plan is not None else list(frame.options))


def _converted(asked: Asked, plan: Plan) -> Outcome:
    codes = {code for place in asked.places("cur") for code in currencies_meant(asked.chunks[place].value, asked.world)}
    asked.use_tags("cur", "total")
    if len(codes) != 1:
        return Answerless(Why.NOT_UNDERSTOOD, tuple(asked.chunks[place].text for place in asked.places("cur")))
    code = codes.pop()
    return plan.model_copy(update={"shown_in": "" if code == asked.world.currency else code})


def _with_what_stood(result: tuple[Outcome, tuple[str, ...]], frame: Frame | None) -> tuple[Outcome, tuple[str, ...]]:
    """ "And how much did Kenji pay?" after a question about food: for food, or at all?"""
    outcome, missed = result
    before = frame.plan.filters if frame and frame.plan is not None else None
    if (
        not isinstance(outcome, Plan)
        or before is None
        or outcome.operation not in _SUMS
        or outcome.filters != Filters()
    ):
        return result
    narrowed = outcome.model_copy(update={"filters": before})
    return (outcome if narrowed == outcome else Several((narrowed, outcome))), missed


def _changed(asked: Asked, plans: list[Plan]) -> tuple[Outcome, tuple[str, ...]]:
    narrowed = narrow(asked)
    mentions = [mention for mention in asked.mentions() if mention.place not in asked.used]
    if any(not mention.refs for mention in mentions):
        return Answerless(Why.WHO_ARE_YOU), ()
    asked.use(*(mention.place for mention in mentions))
    asked.use_tags("only", "for", "with", "pron", "than", "same")
    found: list[Plan] = []
    for plan in plans:
        operation = _operation(asked, plan)
        found += _with_people(
            asked, operation.model_copy(update={"filters": _filters(operation.filters, narrowed)}), mentions
        )
    asked.use_tags(
        "list", "howmany", "who", "pay", "most", "least", "average", "per", "by", "each", "what", "expense", "total"
    )
    outcomes = tuple(dict.fromkeys(found))
    if not outcomes or outcomes == tuple(plans):
        return Answerless(Why.NOT_UNDERSTOOD, asked.missed()), ()
    missed = tuple(dict.fromkeys([*narrowed.missed, *asked.missed()]))
    return (outcomes[0] if len(outcomes) == 1 else Several(outcomes[:6])), missed


_PLAIN: dict[str, Any] = {"against": (), "group": Group.NONE, "per": None, "order": Order.NONE, "limit": None}


def _operation(asked: Asked, plan: Plan) -> Plan:
    """The plan with another thing done: listed, counted, averaged, by person."""
    if plan.operation not in _SUMS and plan.operation is not Operation.COMPARE:
        return plan
    if asked.has("list"):
        return _listed(plan)
    changed: dict[str, Any] = {}
    per = next((_PERS[asked.chunks[place].value] for place in asked.places("per")), None)
    group = next((_BY.get(asked.chunks[place].value) for place in asked.places("by")), None)
    if asked.has("who") and asked.has("pay"):
        changed = {
            "operation": Operation.TOTAL,
            "measure": Measure.PAID,
            "people": (),
            "group": Group.PERSON,
            "order": Order.MOST,
        }
    elif per:
        changed = {"operation": Operation.AVERAGE, "per": per}
    elif group:
        changed = {"operation": Operation.TOTAL, "group": group}
    elif asked.has("most", "least") and plan.operation in {Operation.LARGEST, Operation.SMALLEST}:
        return plan.model_copy(update={"operation": Operation.SMALLEST if asked.has("least") else Operation.LARGEST})
    return plan.model_copy(update=_PLAIN | changed) if changed else plan


def _listed(plan: Plan) -> Plan:
    paid_by = plan.people if plan.measure is Measure.PAID else plan.filters.paid_by
    shared_by = plan.people if plan.measure is Measure.SHARE else plan.filters.shared_by
    filters = plan.filters.model_copy(update={"paid_by": paid_by, "shared_by": shared_by})
    return plan.model_copy(
        update=_PLAIN | {"operation": Operation.LIST, "measure": Measure.SPENT, "people": (), "filters": filters}
    )


def _filters(filters: Filters, narrowed: Narrowed) -> Filters:
    changed: dict[str, Any] = {}
    if narrowed.is_about_something:
        changed |= {"categories": tuple(narrowed.categories), "terms": tuple(narrowed.terms)}
    if narrowed.days or narrowed.weekdays:
        changed |= {"days": tuple(narrowed.days), "weekdays": tuple(narrowed.weekdays)}
    if narrowed.amounts:
        changed["amounts"] = narrowed.amounts
    added = {
        "without_categories": narrowed.without_categories,
        "without_terms": narrowed.without_terms,
        "without_currencies": narrowed.without_currencies,
        "not_shared_by": narrowed.without_people,
    }
    changed |= {name: (*getattr(filters, name), *values) for name, values in added.items() if values}
    return filters.model_copy(update=changed)


def _with_people(asked: Asked, plan: Plan, mentions: list[Mention]) -> list[Plan]:
    """The plan of other people, in the place where somebody stood; where nobody did, what they paid or what they bear."""
    refs = tuple(dict.fromkeys(ref for mention in mentions for ref in mention.refs))
    if not refs:
        return [plan]
    if plan.sender or plan.receiver:
        return _between_others(asked, plan, refs)
    if plan.people or plan.operation in {Operation.BALANCE, Operation.DEBT, Operation.SETTLE, Operation.REPAYMENTS}:
        return [plan.model_copy(update={"people": refs})]
    for name in ("paid_by", "shared_by", "only_by"):
        if getattr(plan.filters, name):
            return [plan.model_copy(update={"filters": plan.filters.model_copy(update={name: refs})})]
    if plan.group is Group.PERSON:
        alone = {"people": refs, "group": Group.NONE, "operation": Operation.TOTAL, "limit": None, "order": Order.NONE}
        return [plan.model_copy(update=alone)]
    measures = (Measure.PAID, Measure.SHARE) if plan.operation in _SUMS else ()
    return [plan.model_copy(update={"measure": measure, "people": refs}) for measure in measures]


def _between_others(asked: Asked, plan: Plan, refs: tuple[str, ...]) -> list[Plan]:
    """Who asks stays; the other changes. Between two others it is not clear who does."""
    me = asked.world.me.ref if asked.world.me else ""
    both = bool(plan.sender and plan.receiver)
    if both and me not in {*plan.sender, *plan.receiver}:
        return []
    slot = "sender" if (plan.sender and not both) or (both and me in plan.receiver) else "receiver"
    return [plan.model_copy(update={slot: refs})]
