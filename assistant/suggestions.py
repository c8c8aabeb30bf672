"""Questions that fit this trip: its own people, categories and days, so that each has an answer. Pure."""

from dataclasses import dataclass
from datetime import date

MOST = 6


@dataclass(frozen=True)
class Known:
    """What there is to ask about. Names and words as people write them."""

    others: tuple[str, ...] = ()  # those beside the reader, who claimed or not
    categories: tuple[str, ...] = ()  # the words of those in use, most used first
    days: tuple[date, ...] = ()  # days with expenses
    today: date | None = None
    has_currencies: bool = False  # something was paid in another currency
    has_payments: bool = False
    has_expenses: bool = False


def suggestions(known: Known) -> list[str]:
    """At most MOST, the most useful first; none of a trip with nothing in it."""
    if not known.has_expenses:
        return []
    found = ["How much did we spend in total?", "How much do I owe?"]
    found += [f"How much did we spend on {category.lower()}?" for category in known.categories[:1]]
    found += [f"Does {name} owe me money?" for name in known.others[:1]]
    if known.today in known.days:
        found.append("What did we spend today?")
    elif len(known.days) > 1:
        found.append("Which day was the most expensive?")
    found += ["Who paid the most?"] if known.others else []
    found += [f"How much did {name} pay?" for name in known.others[1:2]]
    found += ["Who has paid whom back?"] if known.has_payments else []
    found += ["Which exchange rates were used?"] if known.has_currencies else []
    found += ["What were the three largest expenses?"]
    return found[:MOST]
