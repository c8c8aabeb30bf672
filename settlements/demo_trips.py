"""The demo trips that people look at first: six days in Lisbon with everything in them, and a ski week that is all square."""

import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from expenses.drafts import ExpenseDraft
from expenses.models import Expense, SplitMethod
from expenses.rating import offered_rate, set_trip_rate
from expenses.services import delete_expense, edit_expense, record_expense
from expenses.splitting import SplitLine
from settlements.balances import load_balances
from settlements.seeding import DEMO_NAME, Recipe, Workshop
from settlements.services import PaymentDraft, record_payment
from trips.ledger_row import RateSource
from trips.models import Trip
from trips.services import TripDraft, archive_trip

DIRHAM = Decimal("0.0931")
INITIALS = {"E": DEMO_NAME, "Z": "Zoë", "D": "David", "K": "Kenji", "P": "Priya"}
NIGHTS = "E5 Z5 D5 K4 P4"


class Spent(NamedTuple):
    """One line of the story. `among` are initials; with numbers behind them ("E5 Z4") it is split by those shares."""

    day: int
    payer: str
    minor: int
    category: str
    description: str
    among: str = "E Z D K P"
    note: str = ""
    kind: str = Expense.Kind.EXPENSE
    currency: str = ""  # the trip's, unless told
    card: int | None = None  # what the card statement said, in the trip's currency


class Paid(NamedTuple):
    """One payment of the story, between two people by name."""

    date: datetime.date
    sender: str
    receiver: str
    minor: int
    method: str
    note: str = ""


LISBON = (
    Spent(1, "D", 3400, "transport", "Taxi from the airport to Alfama", "E Z D P"),
    Spent(
        1,
        "Z",
        84500,
        "accommodation",
        "Apartment in Alfama, five nights",
        NIGHTS,
        "By nights: Kenji came on Saturday, Priya left on Tuesday.",
    ),
    Spent(1, "E", 960, "food", "Pastéis de nata at Manteigaria", "E Z D P"),
    Spent(1, "P", 4135, "groceries", "Groceries at Pingo Doce"),
    Spent(1, "E", 11850, "food", "Dinner at Taberna da Rua das Flores", "E Z D P"),
    Spent(1, "D", 6400, "activities", "Fado and vinho verde", "E Z D P"),
    Spent(1, "Z", 9650, "fees", "Travel insurance for the five of us", currency="GBP"),
    Spent(2, "D", 1840, "transport", "Kenji’s taxi from the airport", "K"),
    Spent(2, "P", 3820, "food", "Breakfast at Dear Breakfast"),
    Spent(2, "E", 3300, "transport", "Day tickets for tram 28"),
    Spent(2, "Z", 7500, "activities", "Castelo de São Jorge"),
    Spent(2, "K", 8745, "food", "Lunch at Time Out Market"),
    Spent(2, "D", 750, "food", "Five ginjinhas"),
    Spent(2, "E", 20480, "food", "Dinner at Ramiro"),
    Spent(2, "P", 1190, "transport", "Uber home from Ramiro"),
    Spent(3, "E", 1880, "transport", "Uber to Belém"),
    Spent(3, "D", 6000, "activities", "Jerónimos Monastery"),
    Spent(3, "Z", 1625, "food", "Pastéis de Belém"),
    Spent(3, "P", 9210, "food", "Lunch by the river"),
    Spent(3, "K", 4400, "activities", "MAAT tickets", "E Z K P"),
    Spent(3, "K", 3200, "communication", "eSIMs for Kenji and Priya", "K P", currency="USD", card=2815),
    Spent(3, "E", 2170, "health", "Sunscreen and plasters"),
    Spent(3, "K", 3490, "groceries", "Wine for the terrace", "E2 Z1 D2 K1", "Priya drinks none."),
    Spent(4, "D", 2450, "transport", "Train to Sintra and back"),
    Spent(4, "Z", 10000, "activities", "Pena Palace"),
    Spent(4, "K", 1980, "food", "Queijadas and coffee"),
    Spent(4, "P", 6000, "transport", "Tuk-tuk to Cabo da Roca"),
    Spent(4, "E", 11230, "food", "Late lunch in Colares"),
    Spent(4, "P", 64000, "shopping", "Saffron that Priya brought from Marrakesh", "E Z P", currency="MAD"),
    Spent(4, "Z", 1440, "shopping", "Postcards and stamps", "E Z P"),
    Spent(5, "E", 14000, "activities", "Surf lesson at Caparica", "E Z D K"),
    Spent(5, "D", 2730, "transport", "Bolt to Caparica", "E Z D K"),
    Spent(5, "E", 6875, "food", "Lunch at the beach", "E Z D K"),
    Spent(5, "Z", 1620, "transport", "Priya’s taxi to the airport", "P"),
    Spent(5, "K", 2000, "communication", "Data for two phones", "E K"),
    Spent(5, "D", 16400, "food", "Dinner at Prado", "E Z D K"),
    Spent(6, "K", 3160, "food", "Last breakfast", "E Z D K"),
    Spent(6, "E", 2400, "fees", "Luggage lockers", "E Z D K"),
    Spent(6, "D", 3950, "shopping", "Tins of sardines to take home", "E D K"),
    Spent(6, "Z", 4000, "accommodation", "Cleaning fee given back", NIGHTS, kind=Expense.Kind.INCOME),
)

LISBON_PAID = (
    Paid(datetime.date(2026, 5, 5), "Priya", "Zoë", 12000, "Bank transfer", "Towards the apartment"),
    Paid(datetime.date(2026, 5, 6), "Kenji", "Zoë", 5000, "Cash"),
)

SKI = (
    Spent(8, "Z", 96000, "accommodation", "Chalet in Grindelwald, six nights", "E Z D"),
    Spent(8, "E", 14360, "groceries", "Coop, for the week", "E Z D"),
    Spent(9, "E", 90300, "activities", "Lift passes", "E Z D"),
    Spent(10, "D", 12750, "food", "Fondue", "E Z D"),
    Spent(11, "D", 21000, "activities", "Ski hire", "E D"),
    Spent(13, "Z", 5480, "food", "Rösti at the hut", "E Z D"),
    Spent(14, "D", 17400, "transport", "Train and bus", "E Z D"),
)


def lisbon() -> Recipe:
    draft = TripDraft(
        name="Lisbon",
        currency="EUR",
        emoji="🌊",
        start_date=datetime.date(2026, 5, 1),
        end_date=datetime.date(2026, 5, 6),
        time_zone="Europe/Lisbon",
    )
    return Recipe("seed_demo lisbon", draft, [INITIALS[letter] for letter in "ZDKP"], _fill_lisbon)


def ski_week() -> Recipe:
    draft = TripDraft(
        name="Ski week",
        currency="CHF",
        emoji="⛷️",
        start_date=datetime.date(2026, 2, 8),
        end_date=datetime.date(2026, 2, 14),
        time_zone="Europe/Zurich",
    )
    return Recipe("seed_demo ski week", draft, [INITIALS[letter] for letter in "ZD"], _fill_ski_week)


def _fill_lisbon(workshop: Workshop) -> None:
    """Six days as they were written down: with a slip, a double entry that was thrown away, two payments, and three currencies.

    The dirham has no rate but the trip's own, the pound the European Central Bank's, the dollar what the card statement said.
    """
    set_trip_rate(trip=workshop.trip, by=workshop.person("Priya"), currency="MAD", rate=DIRHAM)
    written = {spent.description: _record(workshop, spent, "2026-05") for spent in LISBON}
    twice = next(spent for spent in LISBON if spent.description == "Uber to Belém")
    delete_expense(
        expense=_record(workshop, twice._replace(payer="D"), "2026-05"), by=workshop.person(INITIALS["D"]), version=1
    )
    dinner = next(spent for spent in LISBON if spent.description == "Dinner at Ramiro")
    _edit(workshop, written[dinner.description], dinner._replace(minor=21480, note="With the tip."), by="K")
    groceries = next(spent for spent in LISBON if spent.category == "groceries")
    better = groceries._replace(description="Pingo Doce: breakfast, fruit and coffee")
    _edit(workshop, written[groceries.description], better, by="E")
    for paid in LISBON_PAID:
        _pay(workshop, paid)


def _fill_ski_week(workshop: Workshop) -> None:
    """A week that was settled by its plan and put away."""
    trip = workshop.trip
    for spent in SKI:
        _record(workshop, spent, "2026-02")
    day = datetime.date(2026, 2, 17)
    for step in load_balances(Trip.objects.get(pk=trip.pk)).plan:
        _pay(workshop, Paid(day, step.sender.name, step.receiver.name, step.money.minor, "Bank transfer"))
    archive_trip(trip=trip, by=trip.me)


def _record(workshop: Workshop, spent: Spent, month: str) -> Expense:
    return record_expense(
        trip=workshop.trip,
        by=workshop.person(INITIALS[spent.payer]),
        draft=_draft(workshop, spent, month),
        ref=next(workshop.refs),
    )


def _edit(workshop: Workshop, expense: Expense, spent: Spent, *, by: str) -> None:
    edit_expense(
        expense=expense,
        by=workshop.person(INITIALS[by]),
        version=expense.version,
        draft=_draft(workshop, spent, "2026-05"),
    )


def _pay(workshop: Workshop, paid: Paid) -> None:
    sender, receiver = workshop.person(paid.sender), workshop.person(paid.receiver)
    draft = PaymentDraft(
        date=paid.date,
        sender=sender.ref,
        receiver=receiver.ref,
        amount=paid.minor,
        currency=workshop.trip.currency,
        method=paid.method,
        note=paid.note,
    )
    record_payment(trip=workshop.trip, by=sender, draft=draft, ref=next(workshop.refs))


def _draft(workshop: Workshop, spent: Spent, month: str) -> ExpenseDraft:
    lines = [SplitLine(workshop.person(INITIALS[who[0]]).ref, who[1:] or None) for who in spent.among.split()]
    date = datetime.date.fromisoformat(f"{month}-{spent.day:02}")
    currency = spent.currency or workshop.trip.currency
    return ExpenseDraft(
        date=date,
        description=spent.description,
        amount=spent.minor,
        currency=currency,
        payers={workshop.person(INITIALS[spent.payer]).ref: spent.minor},
        lines=lines,
        method=SplitMethod.SHARES if lines[0].value else SplitMethod.EQUAL,
        kind=spent.kind,
        category=spent.category,
        note=spent.note,
        **_rate(workshop, spent, currency, date),
    )


def _rate(workshop: Workshop, spent: Spent, currency: str, date: datetime.date) -> dict[str, Any]:
    """What a draft says about its rate: the card statement's amount, or what the trip offers for that day."""
    if spent.card is not None:
        return {"rate_source": RateSource.CARD, "card_amount": spent.card}
    offer = offered_rate(workshop.trip, currency, date)
    if offer is None:
        raise LookupError(f"No rate for {currency} on {date}")
    return {
        "rate": offer.rate,
        "rate_source": offer.source,
        "rate_date": date if offer.source == "trip" else offer.date,
    }
