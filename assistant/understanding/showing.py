"""What is left open once a question has a plan: the currency of the figure, and whether "on the trip" means its days alone. Pure."""

from assistant.plans import Days, Group, Measure, Operation, Plan
from assistant.understanding.amounts import currencies_meant
from assistant.understanding.asked import Asked
from assistant.understanding.narrowing import Narrowed
from assistant.understanding.outcome import Outcome, Several

ROWS = frozenset(
    {Operation.COUNT, Operation.LIST, Operation.LARGEST, Operation.SMALLEST, Operation.FIRST, Operation.LATEST}
)
_SUMS = ROWS | {Operation.TOTAL, Operation.AVERAGE, Operation.PERCENTAGE}
_STANDING = frozenset({Operation.BALANCE, Operation.DEBT, Operation.SETTLE})
_ONE_CURRENCY = _STANDING | {Operation.REPAYMENTS, Operation.FACT}


def shown(asked: Asked, narrowed: Narrowed, outcome: Outcome) -> Outcome:
    """The outcome with its currency and its days; more plans where the words may mean one or another."""
    if not isinstance(outcome, Plan | Several):
        return outcome
    plans = outcome.plans if isinstance(outcome, Several) else (outcome,)
    choices = _codes(asked)
    asked.use_tags("cur")
    found = [each for plan in plans for codes in choices for each in _in_currency(asked, plan, codes)]
    found = [each for plan in found for each in _on_trip(asked, narrowed, plan)]
    if tuple(found) == plans:
        return outcome
    word = next((asked.chunks[place].text for place in asked.places("cur", "ontrip")), "")
    return found[0] if len(found) == 1 else Several(tuple(dict.fromkeys(found)), word)


def _codes(asked: Asked) -> list[tuple[str, ...]]:
    """The currencies that are named, all together; several choices where one word may mean several ("dollars")."""
    if asked.has("rate"):
        return [()]
    choices: list[tuple[str, ...]] = [()]
    for place in asked.places("cur"):
        chunk = asked.chunks[place]
        if place in asked.used:
            continue
        meant = currencies_meant(chunk.value, asked.world)
        each = [meant] if chunk.value == "foreign" else [(code,) for code in meant]
        choices = [tuple(dict.fromkeys([*before, *codes])) for before in choices for codes in each]
    return choices


def _in_currency(asked: Asked, plan: Plan, codes: tuple[str, ...]) -> list[Plan]:
    """ "In yen": the expenses in yen where the trip has some, else the figure in yen. In the trip's own it may be either."""
    if not codes:
        return [plan]
    world, said = asked.world, asked.has("pay", "spend", "expense")
    within = plan.model_copy(update={"filters": plan.filters.model_copy(update={"currencies": codes})})
    if plan.operation in ROWS or len(codes) > 1:
        return [within]
    code = codes[0]
    if code == world.currency:
        alone = len(world.currencies) == 1 or plan.operation in _ONE_CURRENCY
        return [plan] if alone or asked.has("total") or not said else [plan, within]
    converted = plan.model_copy(update={"shown_in": code})
    if code not in world.currencies or plan.operation in _ONE_CURRENCY:
        return [converted]
    either = (plan.measure is Measure.SHARE or not said) and plan.group is Group.NONE
    return [within, converted] if either else [within]


def _on_trip(asked: Asked, narrowed: Narrowed, plan: Plan) -> list[Plan]:
    """ "During the trip": all, or without what was booked before it and paid after it. The same where there is nothing of that."""
    world = asked.world
    outside = (world.start and world.first and world.first < world.start) or (
        world.end and world.last and world.last > world.end
    )
    if not asked.has("ontrip") or not outside or narrowed.days or plan.operation not in _SUMS:
        return [plan]
    within = plan.filters.model_copy(update={"days": (Days(first=world.start, last=world.end),)})
    return [plan, plan.model_copy(update={"filters": within})]
