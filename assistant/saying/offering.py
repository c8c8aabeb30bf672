"""What a model reads otherwise than the rules did: said in a few words, and offered. Nothing takes it over by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import dateformat

from assistant.llm import is_on, waited_for_offer
from assistant.saying.filling import typed_of
from assistant.saying.modelling import by_model
from assistant.saying.outcome import Reading
from assistant.world import World
from expenses.clock import today
from expenses.forms.again import Typed
from expenses.wording import called, listed
from trips.models import Trip
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money


@dataclass(frozen=True)
class Offer:
    """The fields that would change, each with its values, and how they would."""

    words: str
    fields: Mapping[str, Sequence[str]]


def may_ask(reading: Reading) -> bool:
    """Only where the rules are unsure, and a model runs."""
    return not reading.is_sure and not reading.payment_to and is_on()


def offer_for(sentence: str, rules: Reading, *, world: World, trip: Trip) -> Offer | None:
    """None where the model says the same, nothing that makes sense, or nothing in time."""
    model = waited_for_offer(by_model(sentence, world, rules))
    return otherwise(rules, model, trip) if model is not None and not model.payment_to else None


def otherwise(rules: Reading, model: Reading, trip: Trip) -> Offer | None:
    """Only what is different; what belongs together goes together, whatever the person has changed of it since."""
    ours, theirs = typed_of(rules, trip), typed_of(model, trip)
    if not model.description:  # that it names nothing says nothing
        del theirs["description"]
    different = {name for name, value in theirs.items() if _folded(ours.get(name)) != _folded(value)}
    changed = {name for part in _parts(theirs) if different & part for name in part}
    if not changed:
        return None
    values = {name: theirs[name] for name in theirs if name in changed}
    fields = {name: [value] if isinstance(value, str) else list(value) for name, value in values.items()}
    return Offer(", ".join(_said(model, changed, trip)), fields)


def _folded(value: object) -> object:
    """Capitals make no other description."""
    return value.casefold() if isinstance(value, str) else value


def _parts(theirs: Typed) -> Iterator[set[str]]:
    """The fields that make one fact."""
    yield {"amount", "currency"} & theirs.keys()  # an amount is nothing without its currency
    yield {"participants", "method", *(name for name in theirs if name.startswith("weight_"))}
    yield from ({name} & theirs.keys() for name in ("description", "kind", "payer", "date"))


def _said(reading: Reading, changed: set[str], trip: Trip) -> Iterator[str]:
    """ "“Boat trip”", "Ben paid", "€12.00", "for everybody", "on Saturday 2 May"."""
    names = {person.ref: called(person, trip.me) for person in trip.people}
    if "description" in changed:
        yield f"“{reading.description}”"
    if "kind" in changed and "payer" not in changed:
        yield "money back" if reading.income else "money spent"
    if "payer" in changed:
        yield f"{names[reading.payer]} {'got it back' if reading.income else 'paid'}"
    if "amount" in changed and reading.amount is not None:
        yield format_money(Money(reading.amount, reading.currency), locale=current_locale())
    if "participants" in changed:
        yield f"for {_sharers(reading.sharers, names, trip)}"
    if "date" in changed:
        year = "" if reading.date.year == today(trip).year else " Y"
        yield f"on {dateformat.format(reading.date, f'l j F{year}')}"


def _sharers(sharers: Mapping[str, int], names: Mapping[str, str], trip: Trip) -> str:
    if not sharers or (len({*sharers.values()}) == 1 and sharers.keys() >= {each.ref for each in trip.active_people}):
        return "everybody"
    if len({*sharers.values()}) == 1:
        return listed([names[ref] for ref in sharers])
    return listed([f"{names[ref]} ({weight})" for ref, weight in sharers.items()])
