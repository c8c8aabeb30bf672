"""The categories whose words are most like a description, by their vectors: for what no lexicon knows. The model is the search's own."""

import threading
from collections.abc import Sequence
from operator import mul

from expenses.models import Category
from expenses.search.door import door
from expenses.search.engine import NotAvailable

SECONDS = 0.1  # a person waits
LOADING_SECONDS = 60.0

GLOSSES = {
    Category.FOOD: "restaurant meal,dinner,lunch,breakfast,coffee,drinks in a bar,fast food,ice cream,street food",
    Category.GROCERIES: "groceries,supermarket,food from a shop,vegetables and milk,water bottles,kitchen supplies",
    Category.TRANSPORT: "taxi,train ticket,bus,flight,rental car,fuel,parking,ferry,toll road",
    Category.ACCOMMODATION: "hotel,hostel,apartment,campsite,nights,rent of a house,electricity bill,city tax",
    Category.ACTIVITIES: "museum,concert,guided tour,sports,skiing,cinema,boat trip,entrance fee,spa,nightclub",
    Category.SHOPPING: "clothes,souvenir,gift,book,electronics,shoes,toys,camping gear",
    Category.FEES: "insurance,visa,bank fee,commission,tax,fine,excess baggage,membership",
    Category.HEALTH: "pharmacy,medicine,doctor,hospital,plasters,sunscreen,vaccination",
    Category.COMMUNICATION: "SIM card,phone bill,mobile data,internet,stamps,parcel",
    Category.OTHER: "miscellaneous,laundry,hairdresser,luggage locker,donation,toilet",
}


class _Glosses:
    """Their vectors, computed once in a process, for the web in the background: nobody's suggestion waits for them."""

    vectors: list[tuple[str, list[float]]] | None = None
    making = threading.Lock()


def like(description: str, *, wait: bool = False) -> list[str]:
    """All categories, the likest first; none where that cannot be said now. A command may `wait`."""
    try:
        glosses = _glosses(wait=wait)
        if not glosses:
            return []
        [vector] = door().embed([description], seconds=LOADING_SECONDS if wait else SECONDS)
    except NotAvailable:
        return []
    likest: dict[str, float] = {}
    for category, gloss in glosses:
        likest[category] = max(likest.get(category, -1.0), sum(map(mul, vector, gloss)))
    return sorted(likest, key=lambda category: -likest[category])


def _glosses(*, wait: bool) -> Sequence[tuple[str, list[float]]]:
    door()  # raises NotAvailable where the site does without
    if _Glosses.vectors is None and wait:
        _make()
    elif _Glosses.vectors is None:
        threading.Thread(target=_make_once, daemon=True).start()
    return _Glosses.vectors or ()


def _make_once() -> None:
    if _Glosses.making.acquire(blocking=False):
        try:
            _make()
        except NotAvailable:
            return  # the next suggestion tries again
        finally:
            _Glosses.making.release()


def _make() -> None:
    texts = [(category.value, text) for category, words in GLOSSES.items() for text in words.split(",")]
    vectors = door().embed([text for _, text in texts], seconds=LOADING_SECONDS)
    _Glosses.vectors = [(category, vector) for (category, _), vector in zip(texts, vectors, strict=True)]
