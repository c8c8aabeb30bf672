"""Questions that are about the trip itself, or that no ledger answers: length, people, rates; the weather; "delete everything". Pure."""

from assistant.plans import Fact, Filters, Operation, Plan
from assistant.understanding.amounts import currencies_meant
from assistant.understanding.asked import Asked
from assistant.understanding.narrowing import Narrowed
from assistant.understanding.outcome import Answerless, Outcome
from assistant.understanding.tagging import PERSON
from assistant.understood import Why

_MONEY = ("spend", "pay", "cost", "owe", "share", "average", "expense", "getback", "balance", "total", "biggest")
_SUMMED = ("spend", "pay", "cost", "owe", "share", "average")
_ORDERS = frozenset({"pay", "send", "transfer", "give"})  # "pay Ben" is no question
_ENDS = ("first", "last")
_WISHES = ("if", "would", "will", "next")


def refusal(asked: Asked) -> Why | None:
    """Why a question is refused: it asks for a change, for somebody else's ledger, or for what is not the ledger's."""
    if asked.has("refuseours"):
        return Why.NOT_OURS
    if asked.has("refuseother"):
        return Why.OTHER_TRIP
    if (
        asked.language == "en"
        and asked.chunks[0].text.lower() in _ORDERS
        and asked.tag(1) in {PERSON, "to", "the", "all", "others"}
    ):
        return Why.CHANGES
    place = asked.find("refusechange")
    if place is None:
        return None
    before = {asked.tag(each) for each in range(place)}
    return (
        Why.CHANGES
        if before <= {"-", "the", "aux", "greet", "name", "me", "follow", "not", "i", "should", "would", "all", "and"}
        else None
    )


def answerless(asked: Asked) -> Answerless | None:
    """What no ledger holds: why, where, what if, and what is still to come."""
    if all(chunk.tag in {"greet", "-", "the", "aux", "how", "all", "dash"} for chunk in asked.chunks):
        return Answerless(Why.NOTHING_ASKED)
    if asked.has("offtopic", "why", "budget"):
        return Answerless(Why.NOT_RECORDED)
    if asked.has("where") and not asked.has("most", "biggest", "more"):
        return Answerless(Why.NOT_RECORDED)
    if asked.has(*_WISHES) and not (asked.has("settle") or (asked.has("would") and asked.has("getback", "owe"))):
        return Answerless(Why.NOT_RECORDED)
    if asked.has("should") and not asked.has("settle", "owe", "pay", "getback", "repay", "balance"):
        return Answerless(Why.NOT_RECORDED)
    return None


def fact_plan(asked: Asked, narrowed: Narrowed) -> Outcome | None:
    """A rate, or a fact of the trip; None where it is about expenses."""
    if asked.has("rate"):
        return _rate(asked)
    if narrowed.is_anything or asked.mentions():
        return None
    fact = _which_fact(asked)
    if fact is Fact.NONE:
        return None
    asked.use_tags(
        "howlong",
        "howmany",
        "person",
        "when",
        "begin",
        "end",
        "which",
        "currency",
        "owncurrency",
        "category",
        "who",
        "all",
        "list",
        "participate",
        "dayunit",
        "what",
        "until",
        "from",
    )
    return Plan(operation=Operation.FACT, fact=fact)


def _which_fact(asked: Asked) -> Fact:
    ranked = asked.has("most", "least", "biggest", "smallest", "more", "less", "howmuch", "by", "percent")
    days_counted = asked.has("howmany") and asked.has("dayunit") and not asked.has("expense", "spend", "pay")
    about_people = asked.has("person") and asked.has("howmany", "list") and not asked.has(*_SUMMED, "expense")
    on_it = asked.has("who") and asked.has("trip", "sofar", "ontrip", "participate")
    told = (
        (asked.has("howlong") or days_counted, Fact.LENGTH),
        (
            asked.has("when")
            and asked.has("begin", "end", "trip", "sofar", "ontrip")
            and not asked.has(*_MONEY, *_ENDS),
            Fact.DATES,
        ),
        (asked.has("owncurrency"), Fact.CURRENCY),
        (asked.has("currency") and not ranked, Fact.CURRENCIES),
        (
            asked.has("category") and asked.has("which", "howmany", "list") and not ranked and not asked.has("total"),
            Fact.CATEGORIES,
        ),
        (about_people, Fact.PEOPLE),
        (on_it and not asked.has(*_MONEY, *_ENDS, "most", "least", "more", "less"), Fact.PEOPLE),
    )
    return next((fact for is_told, fact in told if is_told), Fact.NONE)


def _rate(asked: Asked) -> Outcome:
    codes: list[str] = []
    for place in asked.places("cur"):
        codes += currencies_meant(asked.chunks[place].value, asked.world)
        asked.use(place)
    asked.use_tags("rate", "i", "currency", "which", "all", "between", "and", "each", "by:currency", "since", "into")
    wanted = tuple(dict.fromkeys(code for code in codes if code != asked.world.currency))
    return Plan(operation=Operation.RATE, filters=Filters(currencies=wanted))
