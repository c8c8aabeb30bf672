"""What a question asks of the ledger, as typed data: made by `understanding` (or a language model), carried out by `executing`. Pure.

People are the refs of the trip's participants, categories the stored keys, amounts whole minor units of the currency beside
them, days plain dates. A plan holds no text of any expense; the only free text in it is what somebody typed to search for.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tripsplit.currencies import CURRENCIES
from tripsplit.money import MAX_MINOR

NO_CATEGORY = "none"
CATEGORIES = (
    *(
        "food",
        "groceries",
        "transport",
        "accommodation",
        "activities",
        "shopping",
        "fees",
        "health",
        "communication",
        "other",
    ),
    NO_CATEGORY,
)
LONGEST_TERM = 80
MOST = 40  # of anything that a plan lists
MOST_RANGES = 60  # of days: "at the weekends" of a year is one for each


class Operation(StrEnum):
    """What is done with what is found. Those of the second half are about the people's standing, and know no categories."""

    TOTAL = "total"  # the sum of the measure; with a group, of each
    COUNT = "count"  # how many expenses; with a group, of each
    AVERAGE = "average"  # the sum per day, person or expense
    LARGEST = (
        "largest"  # the largest expenses; with a group, the groups with the largest sums (who paid most, which day)
    )
    SMALLEST = "smallest"
    FIRST = "first"  # the earliest expenses
    LATEST = "latest"
    LIST = "list"  # the expenses themselves, and what they come to
    COMPARE = "compare"  # the sum beside those of `against`, and the difference
    PERCENTAGE = (
        "percentage"  # the sum as a part of the one that stands in `against`, or else of all that the same days cost
    )

    BALANCE = "balance"  # where `people` stand now; with `order` who is owed most, or who owes most
    DEBT = "debt"  # who owes whom by the expenses and payments between each two (not by the plan): sender owes, receiver is owed
    SETTLE = "settle"  # the plan: who is to pay whom, of sender or receiver
    REPAYMENTS = (
        "repayments"  # payments that were made, by sender, to receiver, on the days; or between several `people`
    )
    RATE = "rate"  # the exchange rates used for the currencies
    FACT = "fact"  # something about the trip itself


class Measure(StrEnum):
    SPENT = "spent"  # whole expenses; `people` means nothing
    PAID = "paid"  # what `people` paid of them; nobody named: each person's
    SHARE = "share"  # what `people` bear of them (consumed, their part of the cost)


class Group(StrEnum):
    NONE = ""
    PERSON = "person"  # by what the measure says of each: paid, or share (spent: share)
    CATEGORY = "category"
    DAY = "day"
    WEEK = "week"  # Monday to Sunday
    MONTH = "month"
    CURRENCY = "currency"


class Per(StrEnum):
    DAY = "day"  # each day of the days asked for, else each day of the trip so far
    WEEK = "week"  # seven such days
    MONTH = "month"  # each calendar month that has such days
    PERSON = "person"
    PERSON_DAY = "person_day"  # each person on each day
    EXPENSE = "expense"


class Order(StrEnum):
    NONE = ""
    MOST = "most"
    LEAST = "least"


class Fact(StrEnum):
    NONE = ""
    PEOPLE = "people"  # who is on the trip, and how many
    DATES = "dates"  # when it is
    LENGTH = "length"  # how many days
    CURRENCY = "currency"  # which the trip counts in
    CURRENCIES = "currencies"  # which were spent in
    CATEGORIES = "categories"  # which were used


class Kind(StrEnum):
    BOTH = ""  # an income (a refund, a deposit that came back) counts the other way
    EXPENSE = "expense"
    INCOME = "income"


Ref = Annotated[str, Field(min_length=1, max_length=40)]
Refs = Annotated[tuple[Ref, ...], Field(max_length=MOST)]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_TERM)]
Terms = Annotated[tuple[Words, ...], Field(max_length=MOST)]
Minor = Annotated[int, Field(ge=0, le=MAX_MINOR, strict=True)]


def _known(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"There is no currency {code!r}")
    return code


def _category(key: str) -> str:
    if key not in CATEGORIES:
        raise ValueError(f"There is no category {key!r}")
    return key


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Days(_Frozen):
    """From the first day to the last, both included; None is open."""

    first: date | None = None
    last: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last and self.first > self.last:
            raise ValueError("The last day is before the first")
        return self


class Amounts(_Frozen):
    """The size of one expense, both ends included, in minor units of the currency: the trip's own, or another that it was spent in."""

    currency: str
    least: Minor | None = None
    most: Minor | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _known(self.currency)
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("The most is less than the least")
        return self


class Filters(_Frozen):
    """Which expenses. All of it must hold; what is empty narrows nothing. Of several in one tuple, one is enough (`shared_by`: all)."""

    categories: tuple[str, ...] = Field(default=(), max_length=MOST)
    without_categories: tuple[str, ...] = Field(default=(), max_length=MOST)
    paid_by: Refs = ()
    not_paid_by: Refs = ()
    shared_by: Refs = ()  # all of these take part
    not_shared_by: Refs = ()  # none of these does
    only_by: Refs = ()  # these take part, and nobody else
    days: tuple[Days, ...] = Field(default=(), max_length=MOST_RANGES)
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()  # Monday is 0
    currencies: tuple[str, ...] = Field(default=(), max_length=MOST)  # spent in
    without_currencies: tuple[str, ...] = Field(default=(), max_length=MOST)
    amounts: Amounts | None = None
    terms: Terms = ()  # what the expense is about, as it was typed: "taxi"
    without_terms: Terms = ()
    kind: Kind = Kind.BOTH

    @model_validator(mode="after")
    def _are_known(self) -> Self:
        for key in (*self.categories, *self.without_categories):
            _category(key)
        for code in (*self.currencies, *self.without_currencies):
            _known(code)
        return self


NO_FILTERS = Filters()


class Side(_Frozen):
    """One sum: of what, of whom, and of which expenses."""

    measure: Measure = Measure.SPENT
    people: Refs = ()
    filters: Filters = NO_FILTERS


class Plan(Side):
    """One question to the ledger. `measure`, `people` and `filters` are the sum it is about."""

    operation: Operation
    against: tuple[Side, ...] = Field(
        default=(), max_length=MOST
    )  # what it is compared with; the whole of a percentage
    group: Group = Group.NONE
    per: Per | None = None  # of an average
    sender: Refs = ()  # who is to pay, paid or owes (debt, settle, repayments); nobody named: anybody
    receiver: Refs = ()  # who is to get it, got it or is owed
    order: Order = Order.NONE
    limit: Annotated[int, Field(ge=1, le=100)] | None = None  # how many of the largest, the first, the list
    fact: Fact = Fact.NONE
    shown_in: str = ""  # a currency in which the figure is wanted, other than the trip's

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.shown_in:
            _known(self.shown_in)
        if self.operation is Operation.COMPARE and not self.against and not self.group:
            raise ValueError("A comparison needs something to compare with")
        if self.operation is Operation.AVERAGE and self.per is None:
            raise ValueError("An average is per day, per person or per expense")
        if (self.operation is Operation.FACT) != bool(self.fact):
            raise ValueError("A fact says which, and nothing else does")
        return self

    @property
    def named(self) -> frozenset[str]:
        """Everybody whom the question is about by name."""
        sides = (self.side, *self.against)
        filters = [each.filters for each in sides]
        by_role = [(f.paid_by, f.not_paid_by, f.shared_by, f.not_shared_by, f.only_by) for f in filters]
        groups = [
            self.sender,
            self.receiver,
            *(each.people for each in sides),
            *(refs for roles in by_role for refs in roles),
        ]
        return frozenset(ref for refs in groups for ref in refs)

    @property
    def side(self) -> Side:
        return Side(measure=self.measure, people=self.people, filters=self.filters)
