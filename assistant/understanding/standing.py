"""Questions about where people stand: balances, the plan, and payments that were made. Pure."""

from collections.abc import Callable

from assistant.plans import Filters, Operation, Order, Plan
from assistant.understanding.asked import Asked, Mention
from assistant.understanding.narrowing import Narrowed
from assistant.understanding.outcome import Answerless, Outcome, Several
from assistant.understanding.owing import debts, owing
from assistant.understanding.two_sides import GIVERS, TwoSides, comes_after_verb, once
from assistant.understood import Why

_OF_A_PLAN = (
    "settle", "should", "pay", "repay", "who", "whom", "others", "all", "back", "even", "debt", "aux", "each", "owe", "until",
    "total", "end",
)  # fmt: skip
_OF_PAYMENTS = (
    "repay", "payment", "back", "pay", "who", "whom", "others", "all", "expense", "between", "list", "howmany", "howoften",
    "count", "when", "of",
)  # fmt: skip
Way = Callable[[Asked, Narrowed], Outcome | None]


def standing_plan(asked: Asked, narrowed: Narrowed) -> Outcome | None:
    """The plan of a question about standing; None where it is about expenses."""
    ways: tuple[Way, ...] = (_settle, _even, _repaid, debts, owing, _balance)
    for way in ways:
        before = set(asked.used)
        outcome = way(asked, narrowed)
        if outcome is not None:
            return outcome
        asked.used = before
    return None


def _settle(asked: Asked, _narrowed: Narrowed) -> Outcome | None:
    must = asked.has("should", "owe") and asked.has("pay", "repay") and not asked.has("howmany", "average", "percent")
    if not asked.has("settle") and not must:
        return None
    if asked.has("balance", "even") and not asked.has("settle"):
        return None
    asked.use_tags(*_OF_A_PLAN)
    two = _sides(asked)
    if two.nobody:
        return Answerless(Why.WHO_ARE_YOU)
    named = not must and not (two.sender and two.receiver)
    if named and (two.sender or two.receiver) and not asked.has("i"):
        return Plan(operation=Operation.SETTLE, people=once(*two.sender, *two.receiver))
    return Plan(operation=Operation.SETTLE, sender=once(*two.sender), receiver=once(*two.receiver))


def _even(asked: Asked, _narrowed: Narrowed) -> Outcome | None:
    if not asked.has("even") or asked.has("expense", "which", "list"):
        return None
    asked.use_tags("even", "all", "with", "and", "between")
    people = [mention for mention in asked.mentions() if mention.refs]
    asked.use(*(mention.place for mention in people))
    refs = list(dict.fromkeys(ref for mention in people for ref in mention.refs))
    me = asked.world.me
    if len(refs) == 1 and me and me.ref not in refs:
        refs.insert(0, me.ref)
    if len(refs) == 2:  # noqa: PLR2004
        return Plan(operation=Operation.DEBT, sender=(refs[0],), receiver=(refs[1],))
    return Plan(operation=Operation.BALANCE, people=tuple(refs)) if refs else Plan(operation=Operation.SETTLE)


def _repaid(asked: Asked, narrowed: Narrowed) -> Outcome | None:
    if asked.has("should", "getback", "owe", "balance") or not _tells_payments(asked):
        return None
    noun = asked.has("payment", "repay")
    two = _sides(asked)
    if two.nobody:
        return Answerless(Why.WHO_ARE_YOU)
    if not noun and not (asked.has("back") or (two.sender and two.receiver)):
        return None
    asked.use_tags(*_OF_PAYMENTS)
    filters = Filters(days=tuple(narrowed.days), weekdays=tuple(narrowed.weekdays))
    people = once(*two.sender, *two.receiver)
    if asked.has("between") and len(people) == 2:  # noqa: PLR2004
        ways = (people, people[::-1])
        plans = [
            Plan(operation=Operation.REPAYMENTS, sender=(one,), receiver=(other,), filters=filters)
            for one, other in ways
        ]
        return Several(tuple(plans))
    return _payments(asked, two, filters)


def _payments(asked: Asked, two: TwoSides, filters: Filters) -> Plan:
    order, limit = Order.NONE, None
    if asked.has("last", "first"):
        order, limit = (Order.LEAST if asked.has("first") else Order.NONE), 1
        asked.use_tags("last", "first")
    sender, receiver = once(*two.sender), once(*two.receiver)
    return Plan(
        operation=Operation.REPAYMENTS, sender=sender, receiver=receiver, filters=filters, order=order, limit=limit
    )


def _tells_payments(asked: Asked) -> bool:
    if asked.has("repay", "payment"):
        return not asked.has("cat", "catterm")
    if not asked.has("pay") or asked.has(
        "or", "more", "less", "compare", "difference", "than", "over", "under", "both", "together"
    ):
        return False
    people = list({mention.refs: mention for mention in asked.mentions() if mention.tag != "others"}.values())
    if any(mention.before in {"for", "by", "of", "with", "without"} for mention in people):
        return asked.has("back")
    apart = len(people) > 1 and not asked.has("cat", "unknown", "term", "and")
    given = any(_is_given(mention) for mention in people) and (len(people) > 1 or asked.has("who"))
    return asked.has("back") or apart or given


def _is_given(mention: Mention) -> bool:
    return (
        mention.before == "to"
        or mention.tag in {"me", "to_me"}
        or (mention.tag == "kitty" and mention.before in {"in", "on"})
    )


def _balance(asked: Asked, narrowed: Narrowed) -> Outcome | None:
    purse = asked.has("kitty") and asked.has("in") and not asked.has("pay", "spend", "cost", "list", "expense", "to")
    if not (asked.has("balance") or purse) or narrowed.is_about_something:
        return None
    asked.use_tags("balance", "minus", "left", "who", "each", "by", "others", "all", "by:person", "per")
    people = asked.mentions()
    if any(not mention.refs for mention in people):
        return Answerless(Why.WHO_ARE_YOU)
    asked.use(*(mention.place for mention in people))
    refs = tuple(dict.fromkeys(ref for mention in people for ref in mention.refs))
    order = Order.NONE
    if asked.has("most", "least", "biggest", "smallest", "more", "less"):
        order = Order.MOST if asked.has("most", "biggest", "more") else Order.LEAST
        if asked.has("minus"):  # who is the deepest in the red; the least deep is nobody's question
            order = Order.LEAST if order is Order.MOST else Order.NONE
        asked.use_tags("most", "biggest", "more", *(() if asked.has("minus") else ("least", "smallest", "less")))
    return Plan(operation=Operation.BALANCE, people=refs, order=order)


def _sides(asked: Asked) -> TwoSides:
    """Of a payment: who gives, who gets. Prepositions and pronouns say it, else the order."""
    two, open_ones = TwoSides(), list[Mention]()
    for mention in asked.mentions():
        if mention.place in asked.used and mention.tag == "others":
            continue
        asked.use(mention.place)
        if not mention.refs:
            two.nobody = True
        elif _is_given(mention) and mention.before != "by":
            two.receiver += mention.refs
        elif mention.tag == "i" or mention.before in GIVERS or mention.possessive:
            two.sender += mention.refs
        else:
            open_ones.append(mention)
    _open(asked, two, open_ones)
    return two


def _open(asked: Asked, two: TwoSides, open_ones: list[Mention]) -> None:
    """Who stands there without a word that tells: the giver first; after "we paid back" and "who paid back" the receiver."""
    last: list[str] | None = None
    for mention in open_ones:
        asks_giver = asked.has("who") and not asked.has("whom") and comes_after_verb(asked, mention)
        taken = bool(two.sender) or asks_giver or asked.has("all")
        if not (mention.joined and last is not None):
            last = two.receiver if taken else two.sender
        last.extend(mention.refs)
