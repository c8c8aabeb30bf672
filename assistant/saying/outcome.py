"""What a sentence says of an expense, and which parts of that a person should look at. Pure."""

import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Part(enum.StrEnum):
    """The form's places."""

    AMOUNT = "amount"
    CURRENCY = "currency"
    PAYER = "payer"
    SPLIT = "split"
    DATE = "date"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a sentence says of an expense. Amounts in minor units of `currency`."""

    description: str
    amount: int | None  # None: it says none
    currency: str  # the trip's own where it says none
    payer: str  # ref; "" where nobody is named and the reader takes no part
    sharers: Mapping[str, int]  # ref -> weight (1 each: equal); empty: everybody
    payers: Mapping[str, int] = field(default_factory=dict)  # ref -> minor units, where several paid; else empty
    owed: Mapping[str, int] = field(
        default_factory=dict
    )  # ref -> minor units, where parts are said as amounts; else empty
    date: datetime.date  # today where it says none
    income: bool = False  # "refund 20 for the taxi"
    payment_to: str = ""  # ref, where it is no expense but somebody paying somebody back
    doubts: Mapping[Part, str] = field(default_factory=dict)  # in words, a short sentence each

    @property
    def is_sure(self) -> bool:
        return not self.doubts
