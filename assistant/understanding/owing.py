"""Questions about debts: who owes whom, how much, who most. Pure."""

from assistant.plans import Operation, Order, Plan
from assistant.understanding.asked import Asked, Mention
from assistant.understanding.narrowing import Narrowed
from assistant.understanding.outcome import Answerless, Outcome
from assistant.understanding.tagging import PERSON
from assistant.understanding.two_sides import GIVERS, VERBS, TwoSides, comes_after_verb, once
from assistant.understood import Why


def debts(asked: Asked, _narrowed: Narrowed) -> Outcome | None:
    """ "Who owes whom?" """
    if not asked.has("debts"):
        return None
    asked.use_tags("debts", "each", "all")
    people = [mention for mention in asked.mentions() if mention.refs]
    asked.use(*(mention.place for mention in people))
    return Plan(operation=Operation.DEBT, people=tuple(ref for mention in people for ref in mention.refs))


def owing(asked: Asked, _narrowed: Narrowed) -> Outcome | None:
    if not (asked.has(*VERBS) or (asked.has("back") and not asked.has("pay", "repay", "cost", "spend"))):
        return None
    asked.use_tags(*VERBS, "would", "repay", "pay", "back", "should", "balance", "settle", "others", "each", "all")
    two = _owed(asked)
    if two.nobody:
        return Answerless(Why.WHO_ARE_YOU)
    asks_giver, asks_taker = _asks_giver(asked), _asks_taker(asked)
    asked.use_tags("who", "whom")
    if asked.has("most", "least", "more", "less", "biggest") and (
        asks_giver or asks_taker or asked.has("person", "which")
    ):
        return _mostowing(asked, two)
    if asked.has("each", "others") and two.receiver and not _is_getting(asked):
        return Plan(operation=Operation.DEBT, receiver=once(*two.receiver))
    if (
        (two.sender and two.receiver)
        or (two.receiver and asks_giver)
        or (two.sender and asks_taker)
        or (asks_giver and asks_taker)
    ):
        return Plan(operation=Operation.DEBT, sender=once(*two.sender), receiver=once(*two.receiver))
    return Plan(operation=Operation.BALANCE, people=once(*two.sender, *two.receiver))


def _is_getting(asked: Asked) -> bool:
    return asked.has("owed", "getback", "back") and not asked.has("owe")


def _mostowing(asked: Asked, two: TwoSides) -> Outcome:
    getting = _is_getting(asked)
    order = Order.MOST if getting != asked.has("least", "less") else Order.LEAST
    if asked.has("least", "less"):
        return Answerless(Why.NOT_UNDERSTOOD, asked.missed())
    asked.use_tags("most", "more", "biggest", "person", "which")
    if two.receiver or two.sender:
        return Plan(operation=Operation.DEBT, sender=once(*two.sender), receiver=once(*two.receiver), order=Order.MOST)
    return Plan(operation=Operation.BALANCE, order=order)


def _owed(asked: Asked) -> TwoSides:
    """Of a debt: who owes (sender), who is owed (receiver)."""
    two, open_ones = TwoSides(), list[Mention]()
    getting = _is_getting(asked)
    for mention in asked.mentions():
        if mention.tag == "others":
            asked.use(mention.place)
            continue
        asked.use(mention.place)
        if not mention.refs:
            two.nobody = True
        elif mention.before in GIVERS or (mention.possessive and not getting):
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


def _placed(asked: Asked, mention: Mention, two: TwoSides, *, getting: bool) -> list[str]:
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
        return comes_after_verb(asked, mention)
    who = asked.find("who")
    return who is not None and asked.tag(who - 1) != "to" and who < mention.place


def _asks_giver(asked: Asked) -> bool:
    place = asked.find("who")
    if place is None or asked.tag(asked.before(place)) == "to":
        return False
    if asked.language != "en":
        return True
    following = asked.tag(place + 1)  # "who owes", "who still owes"; but "who does Ben owe", "who do I owe"
    subject = any(asked.tag(each) in {PERSON, "i"} for each in range(place + 1, asked.find(*VERBS) or place))
    return following in {"owe", "-", "most", "not", "owed", "getback", "aux"} and not subject


def _asks_taker(asked: Asked) -> bool:
    place = asked.find("who")
    if asked.has("whom") or (place is not None and asked.tag(asked.before(place)) == "to"):
        return True
    return place is not None and not _asks_giver(asked)
