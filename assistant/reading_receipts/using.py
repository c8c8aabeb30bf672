"""The expense form with a proposal in it: as it was sent, but for what the receipt says, and with its doubts at their fields."""

from collections.abc import Mapping

from django.http import QueryDict

from assistant.categorising.choosing import chosen_by_hand, has_declined
from assistant.categorising.likeness import like
from assistant.categorising.past import past_of
from assistant.categorising.suggesting import suggest
from assistant.reading_receipts.filling import fields_of, signed_by_us, without_items
from assistant.reading_receipts.proposal import Proposal
from assistant.reading_receipts.telling import verdict_of
from expenses.forms import ExpenseForm
from expenses.forms.again import AT_THE_RATE_ON_OFFER, Typed, filled_form
from expenses.forms.items import ITEM
from expenses.models import DESCRIPTION_LENGTH, Expense, SplitMethod
from trips.models import Trip
from tripsplit.locale import current_locale

PROPOSAL, WITH, MERCHANT = "receipt_proposal", "receipt_with", "receipt_merchant"
LINES, ITEMS = "lines", "items"
GONE = "What was read is not there any more. Read the receipt again."
# How a total alone cannot be split, and what is doubted where it is split equally instead.
OF_ANOTHER_TOTAL: Mapping[str, dict[str, str]] = {
    "": {},
    SplitMethod.ITEMISED: {},
    SplitMethod.EXACT: {"method": "Everybody’s amounts were of another total, so it is split equally now."},
}


def form_with(post: QueryDict, *, trip: Trip, expense: Expense | None) -> ExpenseForm:
    """With its lines if `receipt_with` says so, else only its total."""
    proposal, over = signed_by_us(post.get(PROPOSAL, "")), post.copy()
    if proposal is None:
        form = filled_form(trip, {}, over=over, expense=expense)
        form.add_error(None, GONE)
        return form
    with_lines = post.get(WITH) == LINES and bool(proposal.lines)
    if with_lines:
        for name in without_items(over):
            del over[name]
    said = fields_of(proposal, who=_sharing(trip, post), with_lines=with_lines)
    if expense is None and is_typed(post):
        said.pop("description", None)
    said |= _filed(proposal, trip, post) | _rated(proposal, trip, post)
    doubts = _doubts(proposal, with_lines=with_lines)
    if not with_lines and post.get("method", "") in OF_ANOTHER_TOTAL:
        said["method"] = SplitMethod.EQUAL
        doubts |= OF_ANOTHER_TOTAL[post.get("method", "")]
    form = filled_form(trip, said, doubts=doubts, over=over, expense=expense)
    if doubts.keys() == {ITEMS}:
        _focus_price(form, proposal)
    return form


def is_typed(post: QueryDict) -> bool:
    """Whether somebody has said by themselves what a new expense was; the merchant of a receipt that was used before is nobody's word."""
    return post.get("description", "").strip() not in {"", post.get(MERCHANT, "")}


def _sharing(trip: Trip, post: QueryDict) -> list[str]:
    """Those who are ticked in the form; everybody, where nobody is."""
    known = {person.ref for person in trip.people if not person.is_kitty}
    ticked = [ref for ref in post.getlist("participants") if ref in known]
    return ticked or [person.ref for person in trip.active_people]


def _filed(proposal: Proposal, trip: Trip, post: QueryDict) -> Typed:
    """The category by our own engine, from the merchant and the lines; what a person has chosen or declined stays.

    Where a receipt tells nothing for sure, that of their own words for it stays too; that of the receipt before goes.
    """
    words = ", ".join(filter(None, [proposal.merchant, *(line.label for line in proposal.lines)]))
    found = suggest(words[:DESCRIPTION_LENGTH], past_of(trip, trip.me.user), likeness=like)
    said = {name: post.get(name, "") for name in ("category", "preselected")}
    if chosen_by_hand(said) or has_declined(said) or (is_typed(post) and not found.is_sure):
        return {}
    sure = found.first if found.is_sure else ""
    return {"suggested": found.first, "preselected": sure, "category": sure}


def _rated(proposal: Proposal, trip: Trip, post: QueryDict) -> Typed:
    """A rate that was typed is that of the currency that the form was in."""
    return {} if proposal.currency == post.get("currency", trip.currency) else AT_THE_RATE_ON_OFFER


def _doubts(proposal: Proposal, *, with_lines: bool) -> dict[str, str]:
    """Those of fields that are filled in; of lines that do not add up, what is to be mended."""
    if not with_lines:
        return {name: words for name, words in proposal.doubts.items() if name != ITEMS}
    verdict = verdict_of(proposal, current_locale())
    return {**proposal.doubts, **({ITEMS: verdict} if verdict else {})}


def _focus_price(form: ExpenseForm, proposal: Proposal) -> None:
    """Mending begins at a price that could not be read, or at the last one."""
    unread = [number for number, line in enumerate(proposal.lines) if line.amount is None]
    price = form.fields[f"{ITEM}{unread[0] if unread else len(proposal.lines) - 1}_amount"]
    price.widget.attrs["autofocus"] = True
