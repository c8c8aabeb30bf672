"""Three differently shaped trips to ask about, and understood questions written in one line, as the tables hold them."""

import datetime as dt

from assistant.plans import Filters, Operation, Plan, Side
from assistant.understood import Ambiguous, Planned, Refused, Understood, Unknown
from assistant.world import Person, World
from expenses.search.words import fold

_WORDS = """
    vuelos voli voos vinho züge taxi taxis uber coffee coffees museum museums louvre dinner dinners lunch breakfast
    sushi hotel hostel airbnb train flight flights rental car fuel pizza wine beer beers ski pass ticket tickets ice
    cream boat tour porto netflix rent electricity internet pharmacy sim parking ferry flug flüge café kaffee museo
    museos cena jantar trem voo vols avion tren hôtel gelato souvenirs abendessen frühstück tapas vin vino wein bier
    bière cerveza birra cerveja essence gasolina benzina benzin miete strom loyer alquiler affitto aluguel luz musée
    museu dîner almoço pranzo colazione desayuno almuerzo cafés caffè putzmittel tankstelle bateau barco barca bahn
    zug treno táxi táxis mittagessen skipass ménage
"""
VOCABULARY = {fold(word) for word in _WORDS.split()}
_SMALL = {"the", "of", "at", "to", "in", "for", "de", "la", "le", "du", "di", "der", "die", "das"}


def mentions(term: str) -> bool:
    words = [word for word in fold(term).split() if word not in _SMALL]
    return bool(words) and all(word in VOCABULARY for word in words)


def _people(*names: str, me: int, kitty: str = "") -> tuple[Person, ...]:
    people = [Person(name, name, is_me=place == me) for place, name in enumerate(names)]
    return (*people, Person(kitty, kitty, is_kitty=True)) if kitty else tuple(people)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


WORLDS = {
    # A weekend, Friday to Sunday, asked about on the Monday after.
    "weekend": World(
        _people("Anna", "Ben", "Zoë", me=0), "EUR", ("EUR",), _day("2026-05-01"), _day("2026-05-03"),
        _day("2026-04-20"), _day("2026-05-03"), _day("2026-05-04"), mentions=mentions,
    ),
    # Two weeks, Sunday to Saturday, asked about on the second Tuesday; two are called Anna, and one Will.
    "journey": World(
        _people(
            "Anna Schmidt", "Ben Cooper", "Zoë", "Kenji Tanaka", "Anna Rossi", "Will Baker", "David", "María José", me=1, kitty="Kitty",
        ),
        "EUR", ("EUR", "JPY", "CHF", "USD"), _day("2026-05-03"), _day("2026-05-16"),
        _day("2026-03-01"), _day("2026-05-16"), _day("2026-05-12"), mentions=mentions,
    ),
    # A shared flat for a year, asked about on a Wednesday in June.
    "flat": World(
        _people("Mia", "Tom", "Luz", "Rose", me=1), "GBP", ("GBP", "EUR"), _day("2025-09-01"), _day("2026-08-31"),
        _day("2025-09-01"), _day("2026-08-30"), _day("2026-06-10"), mentions=mentions,
    ),
}  # fmt: skip


def spelt(found: Understood) -> str:
    """All that was understood, in one line."""
    match found:
        case Planned(plan=plan, missed=missed):
            return spelt_plan(plan) + (f" ?{','.join(missed)}" if missed else "")
        case Ambiguous(options=options):
            return " | ".join(spelt_plan(option.plan) for option in options)
        case Unknown(why=why):
            return f"unknown {why}"
        case Refused(why=why):
            return f"refused {why}"


def spelt_plan(plan: Plan) -> str:
    parts = [plan.operation.value, _side(plan)]
    parts += [f"vs[{_side(side)}]" for side in plan.against]
    parts += [f"{name}={'+'.join(refs)}" for name, refs in (("from", plan.sender), ("to", plan.receiver)) if refs]
    named = {
        "by": plan.group,
        "per": plan.per,
        "order": plan.order,
        "limit": plan.limit,
        "fact": plan.fact,
        "in": plan.shown_in,
    }
    parts += [f"{name}={value}" for name, value in named.items() if value]
    return " ".join(part for part in parts if part)


def _side(side: Side) -> str:
    parts = [] if side.measure == "spent" and not side.people else [f"{side.measure}={'+'.join(side.people)}"]
    return " ".join([*parts, *_filters(side.filters)])


def _filters(filters: Filters) -> list[str]:
    parts = []
    for name in type(filters).model_fields:
        value = getattr(filters, name)
        if name == "days":
            parts += [
                f"days={day.first or ''}..{day.last or ''}" if day.first != day.last else f"day={day.first}"
                for day in value
            ]
        elif name == "amounts" and value:
            parts.append(
                f"amount={value.least if value.least is not None else ''}..{value.most if value.most is not None else ''}{value.currency}"
            )
        elif value:
            parts.append(f"{name}={'+'.join(map(str, value)) if isinstance(value, tuple) else value}")
    return parts


TOTAL = Plan(operation=Operation.TOTAL)
