"""Ledgers and plans made up by Hypothesis, and what a plan comes to, worked out a second time in the plainest way there is."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from assistant.executing.ledger import Hits, Ledger, Part, Repaid, Row
from assistant.plans import (
    Amounts,
    Days,
    Filters,
    Kind,
    Measure,
    Plan,
    Side,
)
from assistant.world import Person
from tripsplit.money import allocate

START = date(2026, 5, 1)
PEOPLE = (
    Person("a", "Ann", is_me=True),
    Person("b", "Ben"),
    Person("c", "Cleo", active=False),
    Person("k", "Kitty", is_kitty=True),
)
REFS = ["a", "b", "c", "k"]
KEYS = ["food", "transport", ""]
CODES = {"EUR": 1, "JPY": 2, "USD": 3}


@st.composite
def rows(draw, pk):
    amount = draw(st.integers(1, 9_999))
    code = draw(st.sampled_from(sorted(CODES)))
    base = amount * CODES[code]
    payers = draw(st.lists(st.sampled_from(REFS), min_size=1, max_size=2, unique=True))
    sharers = draw(st.lists(st.sampled_from(REFS[:3]), min_size=1, max_size=3, unique=True))
    weights = [draw(st.integers(0, 3)) for _ in sharers]
    weights = weights if any(weights) else [1] * len(sharers)

    def lines(people, weights):
        parts = zip(people, allocate(amount, weights), allocate(base, weights), strict=True)
        return {ref: Part(own, in_base) for ref, own, in_base in parts}

    return Row(
        pk=pk,
        ref=f"x{pk}",
        date=START + timedelta(days=draw(st.integers(-2, 9))),
        description=f"Row {pk}",
        category=draw(st.sampled_from(KEYS)),
        kind=draw(st.sampled_from(["expense", "expense", "expense", "income"])),
        currency=code,
        amount=amount,
        base=base,
        payers=lines(payers, [1] * len(payers)),
        shares=lines(sharers, weights),
    )


@st.composite
def payments(draw, pk):
    sender, receiver = draw(st.permutations(REFS))[:2]
    minor = draw(st.integers(1, 5_000))
    return Repaid(pk, f"s{pk}", START + timedelta(days=draw(st.integers(0, 9))), sender, receiver, "EUR", minor, minor)


@st.composite
def ledgers(draw):
    found = tuple(draw(rows(pk)) for pk in range(1, draw(st.integers(0, 8)) + 1))
    taxi = [row.pk for row in found if draw(st.booleans())]
    perhaps = [row.pk for row in found if row.pk not in taxi and draw(st.booleans())]
    dated = draw(st.booleans())
    return Ledger(
        currency="EUR",
        people=PEOPLE,
        today=START + timedelta(days=draw(st.integers(-3, 12))),
        start=START if dated else None,
        end=START + timedelta(days=5) if dated else None,
        rows=found,
        payments=tuple(draw(payments(pk)) for pk in range(draw(st.integers(0, 4)))),
        hits={"taxi": Hits(frozenset(taxi), frozenset(perhaps))},
    )


refs = st.lists(st.sampled_from(REFS), max_size=2, unique=True).map(tuple)
few = st.sampled_from([(), (), ("food",), ("transport", "none")])
ranges = st.sampled_from([(), (Days(first=START, last=START + timedelta(days=2)),), (Days(last=START),)])
filters = st.builds(
    Filters,
    categories=few,
    without_categories=st.sampled_from([(), (), ("food",)]),
    paid_by=refs,
    not_paid_by=st.sampled_from([(), (), ("b",)]),
    shared_by=st.sampled_from([(), (), ("a",), ("a", "b")]),
    not_shared_by=st.sampled_from([(), (), ("c",)]),
    only_by=st.sampled_from([(), (), (), ("a", "b")]),
    days=ranges,
    weekdays=st.sampled_from([(), (), (4, 5)]),
    currencies=st.sampled_from([(), (), ("JPY",), ("EUR", "USD")]),
    amounts=st.sampled_from([None, None, Amounts(currency="EUR", least=500), Amounts(currency="JPY", most=4_000)]),
    terms=st.sampled_from([(), (), ("taxi",)]),
    without_terms=st.sampled_from([(), (), ("taxi",)]),
    kind=st.sampled_from(list(Kind)),
)
wide = st.builds(Filters, categories=few, days=ranges)
measures = st.sampled_from(list(Measure))
sides = st.builds(Side, measure=measures, people=refs, filters=st.one_of(filters, wide))


@st.composite
def plans(draw, operation, **facts):
    side = draw(sides)
    return Plan(operation=operation, measure=side.measure, people=side.people, filters=side.filters, **facts)


# -- the second implementation --------------------------------------------------------------------------------------------
def holds(row, wanted, hits):
    """Whether the row is one of those that the filters mean; written down filter by filter."""
    sharers = {ref for ref, part in row.shares.items() if part.amount}
    in_base = wanted.amounts is not None and wanted.amounts.currency == "EUR"
    size = row.base if in_base else row.amount
    return not (
        (wanted.categories and (row.category or "none") not in wanted.categories)
        or ((row.category or "none") in wanted.without_categories)
        or (wanted.paid_by and not set(row.payers) & set(wanted.paid_by))
        or (set(row.payers) & set(wanted.not_paid_by))
        or (set(wanted.shared_by) - sharers)
        or (sharers & set(wanted.not_shared_by))
        or (wanted.only_by and sharers != set(wanted.only_by))
        or (wanted.days and not any((d.first or date.min) <= row.date <= (d.last or date.max) for d in wanted.days))
        or (wanted.weekdays and row.date.weekday() not in wanted.weekdays)
        or (wanted.currencies and row.currency not in wanted.currencies)
        or (wanted.amounts and not in_base and row.currency != wanted.amounts.currency)
        or (wanted.amounts and not (wanted.amounts.least or 0) <= size <= (wanted.amounts.most or 10**12))
        or (wanted.terms and row.pk not in hits["taxi"].sure)
        or (wanted.without_terms and row.pk in hits["taxi"].sure)
        or (wanted.kind and row.kind != wanted.kind)
    )


def counted(ledger, side, *, kind=None):
    """(row, minor units) of each row that counts for the side."""
    found = []
    for row in ledger.rows:
        if not holds(row, side.filters, ledger.hits) or (kind and row.kind != kind):
            continue
        sign = -1 if row.kind == "income" and side.filters.kind != "income" else 1
        if side.measure == "spent" or not side.people:
            found.append((row, sign * row.base))
            continue
        lines = row.payers if side.measure == "paid" else row.shares
        own = [lines[ref] for ref in side.people if ref in lines and lines[ref] != (0, 0)]
        if own:
            found.append((row, sign * sum(part.base for part in own)))
    return found


def total(ledger, side, **more):
    return sum(minor for _, minor in counted(ledger, side, **more))


def rounded(exact):
    """Half up, by counting: the nearest of the two whole numbers around it, the one further from zero where both are as near."""
    exact = Fraction(exact)
    below = exact.numerator // exact.denominator
    return min((below, below + 1), key=lambda whole: (abs(exact - whole), -abs(whole)))
