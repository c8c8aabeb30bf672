"""Questions about who owes whom: balances, debts between two, the plan, and payments that were made. Pure."""

from dataclasses import dataclass, field
from functools import partial

from assistant.plans import Filters, Operation, Order, Plan
from assistant.understanding.asked import Asked, Mention
from assistant.understanding.narrowing import Narrowed
from assistant.understanding.outcome import Answerless, Outcome, Several
from assistant.understanding.tagging import PERSON
from assistant.understood import Why

_VERBS = ("owe", "owed", "getback", "debt")
_GIVER = frozenset({"by", "from", "of"})


@dataclass(slots=True)
class _Two:
    sender: list[str] = field(default_factory=list)
    receiver: list[str] = field(default_factory=list)
    nobody: bool = False


def standing_plan(asked: Asked, narrowed: Narrowed) -> Outcome | None:
    """The plan of a question about standing; None where it is about expenses."""
    ways = (_settle, _even, _repaid, _debts, _owing, _balance)
    return asked.first_of(partial(way, asked, narrowed) for way in ways)


def _settle(asked: Asked, _narrowed: Narrowed) -> Outcome | None:
    must = asked.has("should", "owe") and asked.has("pay", "repay") and not asked.has("howmany", "average", "percent")
    if not asked.has("settle") and not must:
        return None
    if asked.has("balance", "even") and not asked.has("settle"):
        return None
    asked.use_tags(
        "settle",
        "should",
        "pay",
        "repay",
        "who",
        "whom",
        "others",
        "all",
        "back",
        "even",
        "debt",
        "aux",
        "each",
        "owe",
        "until",
        "total",
        "end",
    )
    two = _sides(asked)
    if two.nobody:
        return Answerless(Why.WHO_ARE_YOU)
    named = not must and not (two.sender and two.receiver)
    if named and (two.sender or two.receiver) and not asked.has("i"):
        return Plan(operation=Operation.SETTLE, people=_once(*two.sender, *two.receiver))
    return Plan(operation=Operation.SETTLE, sender=_once(*two.sender), receiver=_once(*two.receiver))


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
    asked.use_tags(
        "repay",
        "payment",
        "back",
        "pay",
        "who",
        "whom",
        "others",
        "all",
        "expense",
        "between",
        "list",
        "howmany",
        "howoften",
        "count",
        "when",
        "of",
    )
    filters = Filters(days=tuple(narrowed.days), weekdays=tuple(narrowed.weekdays))
    people = _once(*two.sender, *two.receiver)
    if asked.has("between") and len(people) == 2:  # noqa: PLR2004
        ways = (people, people[::-1])
        plans = [
            Plan(operation=Operation.REPAYMENTS, sender=(one,), receiver=(other,), filters=filters)
            for one, other in ways
        ]
        return Several(tuple(plans))
    order, limit = Order.NONE, None
    if asked.has("last", "first"):
        order, limit = (Order.LEAST if asked.has("first") else Order.NONE), 1
        asked.use_tags("last", "first")
    return Plan(
        operation=Operation.REPAYMENTS,
        sender=_once(*two.sender),
        receiver=_once(*two.receiver),
        filters=filters,
        order=order,
        limit=limit,
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


def _debts(asked: Asked, _narrowed: Narrowed) -> Outcome | None:
    """ "Who owes whom?" """
    if not asked.has("debts"):
        return None
    asked.use_tags("debts", "each", "all")
    people = [mention for mention in asked.mentions() if mention.refs]
    asked.use(*(mention.place for mention in people))
    return Plan(operation=Operation.DEBT, people=tuple(ref for mention in people for ref in mention.refs))


def _owing(asked: Asked, _narrowed: Narrowed) -> Outcome | None:
    if not (asked.has(*_VERBS) or (asked.has("back") and not asked.has("pay", "repay", "cost", "spend"))):
        return None
    asked.use_tags(*_VERBS, "would", "repay", "pay", "back", "should", "balance", "settle", "others", "each", "all")
    two = _owed(asked)
    if two.nobody:
        return Answerless(Why.WHO_ARE_YOU)
    asks_giver, asks_taker = _asks_giver(asked), _asks_taker(asked)
    asked.use_tags("who", "whom")
    if asked.has("most", "least", "more", "less", "biggest") and (
        asks_giver or asks_taker or asked.has("person", "which")
    ):
        return _most_owing(asked, two)
    if asked.has("each", "others") and two.receiver and not _is_getting(asked):
        return Plan(operation=Operation.DEBT, receiver=_once(*two.receiver))
    if (
        (two.sender and two.receiver)
        or (two.receiver and asks_giver)
        or (two.sender and asks_taker)
        or (asks_giver and asks_taker)
    ):
        return Plan(operation=Operation.DEBT, sender=_once(*two.sender), receiver=_once(*two.receiver))
    return Plan(operation=Operation.BALANCE, people=_once(*two.sender, *two.receiver))


def _is_getting(asked: Asked) -> bool:
    return asked.has("owed", "getback", "back") and not asked.has("owe")


def _most_owing(asked: Asked, two: _Two) -> Outcome:
    getting = _is_getting(asked)
    order = Order.MOST if getting != asked.has("least", "less") else Order.LEAST
    if asked.has("least", "less"):
        return Answerless(Why.NOT_UNDERSTOOD, asked.missed())
    asked.use_tags("most", "more", "biggest", "person", "which")
    if two.receiver or two.sender:
        return Plan(
            operation=Operation.DEBT, sender=_once(*two.sender), receiver=_once(*two.receiver), order=Order.MOST
        )
    return Plan(operation=Operation.BALANCE, order=order)


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


# -- who gives, who gets ------------------------------------------------------------------------------------------------
def _sides(asked: Asked) -> _Two:
    """Of a payment: who gives, who gets. Prepositions and pronouns say it, else the order."""
    two, open_ones = _Two(), list[Mention]()
    for mention in asked.mentions():
        if mention.place in asked.used and mention.tag == "others":
            continue
        asked.use(mention.place)
        if not mention.refs:
            two.nobody = True
        elif _is_given(mention) and mention.before != "by":
            two.receiver += mention.refs
        elif mention.tag == "i" or mention.before in _GIVER or mention.possessive:
            two.sender += mention.refs
        else:
            open_ones.append(mention)
    _open(asked, two, open_ones)
    return two


def _open(asked: Asked, two: _Two, open_ones: list[Mention]) -> None:
    """Who stands there without a word that tells: the giver first; after "we paid back" and "who paid back" the receiver."""
    last: list[str] | None = None
    for mention in open_ones:
        asks_giver = asked.has("who") and not asked.has("whom") and _comes_after_verb(asked, mention)
        taken = bool(two.sender) or asks_giver or asked.has("all")
        if not (mention.joined and last is not None):
            last = two.receiver if taken else two.sender
        last.extend(mention.refs)


def _comes_after_verb(asked: Asked, mention: Mention) -> bool:
    verb = asked.find("pay", "repay", *_VERBS)
    return verb is not None and asked.language == "en" and mention.place > verb


def _owed(asked: Asked) -> _Two:
    """Of a debt: who owes (sender), who is owed (receiver)."""
    two, open_ones = _Two(), list[Mention]()
    getting = _is_getting(asked)
    for mention in asked.mentions():
        if mention.tag == "others":
            asked.use(mention.place)
            continue
        asked.use(mention.place)
        if not mention.refs:
            two.nobody = True
        elif mention.before in _GIVER or (mention.possessive and not getting):
            two.sender += mention.refs
        elif mention.before == "to" or mention.tag in {"to_me", "me"}:
            two.receiver += mention.refs
        elif mention.tag == "i":
            (two.receiver if getting else two.sender).extend(mention.refs)
        else:
            open_ones.append(mention)
    last: list[str] | None = None
    for mention in open_ones:
        if not (mention.joined and last is not None):
            last = _placed(asked, mention, two, getting=getting)
        last.extend(mention.refs)
    return two


def _placed(asked: Asked, mention: Mention, two: _Two, *, getting: bool) -> list[str]:
    if getting or _owed_to(asked, mention):
        first, second = two.receiver, two.sender
    else:
        first, second = two.sender, two.receiver
    return second if first else first


def _owed_to(asked: Asked, mention: Mention) -> bool:
    """ "Who owes Ben": he stands after the verb in English, and beside "wer" in German."""
    if not asked.has("who") or asked.has("whom"):
        return False
    if asked.language == "en":
        return _comes_after_verb(asked, mention)
    who = asked.find("who")
    return who is not None and asked.tag(who - 1) != "to" and who < mention.place


def _asks_giver(asked: Asked) -> bool:
    place = asked.find("who")
    if place is None or asked.tag(asked.before(place)) == "to":
        return False
    if asked.language != "en":
        return True
    following = asked.tag(place + 1)  # "who owes", "who still owes"; but "who does Ben owe", "who do I owe"
    subject = any(asked.tag(each) in {PERSON, "i"} for each in range(place + 1, asked.find(*_VERBS) or place))
    return following in {"owe", "-", "most", "not", "owed", "getback", "aux"} and not subject


def _asks_taker(asked: Asked) -> bool:
    place = asked.find("who")
    if asked.has("whom") or (place is not None and asked.tag(asked.before(place)) == "to"):
        return True
    return place is not None and not _asks_giver(asked)


def _once(*refs: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))
