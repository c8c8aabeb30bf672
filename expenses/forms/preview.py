"""What saving the form would do, told while it is being filled in: each one's part, what is left to assign, what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from expenses.drafts import ExpenseDraft, base_amount_of, divide
from expenses.models import SplitMethod
from expenses.splitting import BelowZero, SplitError, left_to_assign
from expenses.wording import capital, how_divided, left_in_words, percent_left_in_words
from trips.errors import DomainError
from trips.ledger_row import RateSource
from tripsplit.calculator import is_calculation
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

if TYPE_CHECKING:
    from expenses.forms.form import ExpenseForm


@dataclass(frozen=True)
class Preview:
    """Each person's part in minor units, by ref, and sentences for the places where the form says them."""

    parts: Mapping[str, int] = field(default_factory=dict)
    sentence: str = ""
    left: bool = False  # the sentence says what is left to assign, or cannot be
    paid: str = ""
    amount: str = ""
    rate: str = ""
    needs_rate: bool = False
    repeat: str = ""


def preview_of(form: "ExpenseForm", ref: str) -> Preview:
    """See ExpenseForm.preview: the form is cleaned by now, where it was sent."""
    draft = form.so_far
    beside = Preview(
        rate=form.exchange.in_words(), needs_rate=form.exchange.is_unknown, repeat=form.repetition.in_words()
    )
    if draft is None:
        return beside
    paid = form.payers.left_in_words(draft.amount) if form.is_bound and form.payers.are_several else ""
    beside = replace(beside, paid=paid, amount=_amount(form, draft))
    left = left_of(draft)
    if left:
        return replace(beside, parts=_typed_parts(draft), sentence=left_words(draft, left), left=True)
    if form.is_doubtful:
        return beside
    try:
        parts = divide(_with_any_rate(draft, form), ref=ref, base_currency=form.trip.currency).shares
    except BelowZero as fault:
        who = capital(form.names.get(fault.participant or "", ""))
        return replace(beside, sentence=f"{who}: {fault.reason}", left=True)
    except (DomainError, SplitError):
        return beside
    return replace(beside, parts=parts, sentence=how_divided(draft, parts, form.names))


def left_of(draft: ExpenseDraft) -> int | Decimal:
    return left_to_assign(draft.method, draft.amount, draft.lines, items=draft.items, tax=draft.tax, tip=draft.tip)


def left_words(draft: ExpenseDraft, left: int | Decimal) -> str:
    if isinstance(left, Decimal):
        return percent_left_in_words(left)
    return left_in_words(Money(left, draft.currency))


def _typed_parts(draft: ExpenseDraft) -> dict[str, int]:
    """The amounts that were typed, worked out, while they do not add up yet; the other ways cannot say so early."""
    if draft.method != SplitMethod.EXACT:
        return {}
    return {line.participant: int(line.value) for line in draft.lines if line.value}


def _amount(form: "ExpenseForm", draft: ExpenseDraft) -> str:
    """What a sum comes to, and what it is worth in the trip's currency: "= £26.60, worth €31.14"."""
    locale, typed = current_locale(), str(form["amount"].value() or "")
    said = []
    if is_calculation(typed, currency=draft.currency, locale=locale):
        said.append(f"= {format_money(draft.money, locale=locale)}")
    if form.exchange.is_foreign and (form.exchange.facts or not form.is_bound):
        try:
            worth = Money(base_amount_of(draft, base_currency=form.trip.currency), form.trip.currency)
        except DomainError:
            return ", ".join(said)
        said.append(f"worth {format_money(worth, locale=locale)}")
    return ", ".join(said)


def _with_any_rate(draft: ExpenseDraft, form: "ExpenseForm") -> ExpenseDraft:
    """The draft with a rate that stands in while none is known: the parts in the currency spent need none."""
    if not form.is_bound or form.exchange.facts:
        return draft
    return replace(draft, rate=Decimal(1), rate_source=RateSource.TRIP, card_amount=None)
