"""Large trips for load: any number of people and expenses, varied and yet the same for the same seed."""

import datetime

from expenses.drafts import ExpenseDraft
from expenses.models import Category, SplitMethod
from expenses.services import record_expenses
from expenses.splitting import SplitLine
from settlements.seeding import Chance, Recipe, Workshop
from settlements.services import PaymentDraft, record_payment
from trips.models import Participant
from trips.services import TripDraft

FIRST_DAY = datetime.date(2026, 5, 1)
LONGEST = 120  # days
MOST_SHARING = 8
EXPENSES_A_PAYMENT = 40
MOST_PAYMENTS = 50
WEIGHTS = ("0.5", "1", "1", "1.5", "2", "3")
FIRST_NAMES = ("Ann", "Ben", "Chloé", "Dmitri", "Elif", "Farid", "Gül", "Hana", "Ivo", "Jun", "Kofi", "Lea", "Mina")
WHAT = (
    ("food", "Breakfast"),
    ("food", "Lunch in the old town"),
    ("food", "Dinner by the harbour"),
    ("food", "Coffee and cake"),
    ("groceries", "Supermarket"),
    ("groceries", "Market fruit"),
    ("transport", "Taxi"),
    ("transport", "Train tickets"),
    ("transport", "Petrol"),
    ("accommodation", "Hostel"),
    ("activities", "Museum"),
    ("activities", "Boat trip"),
    ("shopping", "Souvenirs"),
    ("fees", "City tax"),
    ("health", "Pharmacy"),
    ("communication", "SIM card"),
    ("other", "Laundry"),
)


def load_trip(*, expenses: int, participants: int, seed: int) -> Recipe:
    """A trip of so many expenses and people (the demo user is one of them)."""
    days = min(max(expenses // 12, 6), LONGEST)
    draft = TripDraft(
        name=f"Load {expenses} × {participants} ({seed})",
        currency="EUR",
        emoji="🚌",
        start_date=FIRST_DAY,
        end_date=FIRST_DAY + datetime.timedelta(days=days - 1),
    )

    def fill(workshop: Workshop) -> None:
        people, chance = workshop.trip.people, workshop.chance
        drafts = ((next(workshop.refs), _expense(chance, people, chance.below(days))) for _ in range(expenses))
        record_expenses(trip=workshop.trip, by=workshop.trip.me, drafts=drafts)
        for _ in range(min(expenses // EXPENSES_A_PAYMENT, MOST_PAYMENTS) if len(people) > 1 else 0):
            payment = _payment(chance, people, chance.below(days))
            record_payment(trip=workshop.trip, by=workshop.trip.me, draft=payment, ref=next(workshop.refs))

    return Recipe(f"seed_demo load {expenses} {participants} {seed}", draft, _names(participants - 1), fill)


def _names(number: int) -> list[str]:
    """Ann, Ben, … and from the second round on Ann 2, Ben 2, …"""
    rounds = [divmod(place, len(FIRST_NAMES)) for place in range(number)]
    return [FIRST_NAMES[name] + (f" {turn + 1}" if turn else "") for turn, name in rounds]


def _amount(chance: Chance) -> int:
    """From a coffee to a week's rent, small ones far more often."""
    return chance.below(chance.pick((900, 3_000, 3_000, 12_000, 12_000, 60_000))) + 100


def _expense(chance: Chance, people: list[Participant], day: int) -> ExpenseDraft:
    category, description = chance.pick(WHAT)
    amount, method = _amount(chance), chance.pick((SplitMethod.EQUAL, SplitMethod.EQUAL, SplitMethod.SHARES))
    sharing = chance.some(people, 1 + chance.below(MOST_SHARING))
    return ExpenseDraft(
        date=FIRST_DAY + datetime.timedelta(days=day),
        description=description,
        amount=amount,
        currency="EUR",
        payers={chance.pick(people).ref: amount},
        lines=[
            SplitLine(person.ref, chance.pick(WEIGHTS) if method == SplitMethod.SHARES else None) for person in sharing
        ],
        method=method,
        category=Category(category),
    )


def _payment(chance: Chance, people: list[Participant], day: int) -> PaymentDraft:
    sender, receiver = chance.some(people, 2)
    return PaymentDraft(
        date=FIRST_DAY + datetime.timedelta(days=day),
        sender=sender.ref,
        receiver=receiver.ref,
        amount=_amount(chance),
        currency="EUR",
        method="Cash",
    )
