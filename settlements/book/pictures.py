"""The book's appendix: receipts as pictures, a PDF by its first page, each behind an address that only the press knows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from expenses.receipt_files import file_of, preview_of
from expenses.receipt_models import Receipt
from settlements.typesetting import PICTURE
from trips.models import Trip
from tripsplit.money import Money

MOST_PICTURES = 200


@dataclass(frozen=True)
class Picture:
    """One receipt. `url` is empty where its file cannot be found."""

    url: str
    path: Path
    name: str
    title: str
    date: datetime.date
    money: Money
    is_page: bool

    @property
    def alt(self) -> str:
        what = "First page of the receipt" if self.is_page else "Photo of the receipt"
        return f"{what} of {self.title}"


@dataclass(frozen=True)
class Appendix:
    pictures: Sequence[Picture]
    left_out: int

    @property
    def files(self) -> dict[str, Path]:
        return {picture.url: picture.path for picture in self.pictures if picture.url}


def read_receipts(trip: Trip) -> Appendix:
    """The receipts of live expenses by day, MOST_PICTURES of them; one query or two."""
    found = Receipt.objects.live().filter(expense__trip=trip, expense__deleted_at=None).select_related("expense")
    ordered = found.order_by("expense__date", "expense_id", "created_at", "pk")
    shown = [_picture(place, receipt) for place, receipt in enumerate(ordered[:MOST_PICTURES], start=1)]
    return Appendix(shown, found.count() - len(shown) if len(shown) == MOST_PICTURES else 0)


def _picture(place: int, receipt: Receipt) -> Picture:
    is_page = receipt.kind == Receipt.Kind.PDF
    path = preview_of(receipt) if is_page else file_of(receipt)
    return Picture(
        url=f"{PICTURE}{place}" if path.is_file() else "",
        path=path,
        name=receipt.name,
        title=receipt.expense.description,
        date=receipt.expense.date,
        money=receipt.expense.money,
        is_page=is_page,
    )
