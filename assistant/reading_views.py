"""Receipts read: a photo is put to a model that sees; what it proposes is shown, and used if somebody says so.

Nothing is saved here but that somebody asked, and agreed to have photos sent to another machine.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from assistant.llm import Failed, can_see, waited_for
from assistant.reading_receipts import services
from assistant.reading_receipts.asking import read
from assistant.reading_receipts.checking import Known, propose
from assistant.reading_receipts.filling import signed
from assistant.reading_receipts.services import StillReading, TooManyReceipts
from assistant.reading_receipts.telling import told
from assistant.reading_receipts.using import form_with, is_typed
from assistant.reading_receipts.waiting import with_signs_of_life
from expenses.clock import today
from expenses.imaging import Refused
from expenses.legible import picture_of_receipt, picture_of_upload
from expenses.models import Expense
from expenses.pages import closed, find_expense, form_context
from trips.access import get_trip
from trips.conflicts import version_of
from trips.errors import TripIsClosed
from trips.models import Trip
from trips.submitting import submit_key
from trips.views.common import signed_in
from tripsplit.currencies import CURRENCIES
from tripsplit.htmx import AppRequest, render_page
from tripsplit.ids import new_ref, ref_from_key
from tripsplit.locale import current_locale, reading_as

CARD = "assistant/receipt_reading.html"
CREATE, EDIT = "expenses/expense_create.html", "expenses/expense_edit.html"
FORM, FILES = "expense-form", "receipts"
BROKEN = "Something broke on our side, and the receipt was not read. Please try again in a moment."
STOPPED = "The server is starting anew, and the receipt was not read. Please try again in a moment."
NOTHING = "Nothing could be read on it. A sharper photo, taken from straight above, may help."


logger = structlog.get_logger(__name__)


@require_POST
@login_required
def receipt_read(request: AppRequest, slug: str) -> HttpResponseBase:
    """The photo that was chosen in the form; the first, where there are several (then `chosen` says how many, and one is sent)."""
    trip = get_trip(request, slug, may="edit")
    uploads, chosen = request.FILES.getlist(FILES), request.POST.get("chosen", "")
    first_of = int(chosen) if re.fullmatch(r"[0-9]{1,3}", chosen) else len(uploads)
    said = {"first_of": first_of, "of": request.GET.get("of", "")}
    return _read(request, trip, lambda: picture_of_upload(uploads[0]), has_picture=bool(uploads), said=said)


@require_POST
@login_required
def receipt_read_kept(request: AppRequest, slug: str, ref: str, receipt: str) -> HttpResponseBase:
    """One that the expense has already."""
    trip = get_trip(request, slug, may="edit")
    expense = find_expense(trip, ref)
    if expense.is_deleted:
        raise Http404("No such receipt.")
    row = get_object_or_404(expense.live_receipts, ref=receipt)
    return _read(request, trip, lambda: picture_of_receipt(row), has_picture=True, said={"of": ref})


@require_POST
@login_required
def receipt_use(request: AppRequest, slug: str) -> HttpResponse:
    """The form as it was sent, with what was read in its fields. `?of=` names the expense that is being edited."""
    trip = get_trip(request, slug, may="edit")
    edited = request.GET.get("of")
    expense = find_expense(trip, edited) if edited else None
    form = form_with(request.POST, trip=trip, expense=expense)
    key = submit_key(request)
    context = {
        **form_context(trip, form, ref=expense.ref if expense else ref_from_key(key) if key else new_ref()),
        "trip": trip,
        "version": version_of(request),
        "key": key,
        "used_receipt": True,
        "merchant": "" if is_typed(request.POST) else form["description"].value(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    page = EDIT if expense else CREATE
    return closed(request, trip) or render_page(request, page, context, fragments=(FORM,), status=status)


# -- how ----------------------------------------------------------------------------------------------------------------------
def _read(
    request: AppRequest, trip: Trip, picture: Callable[[], bytes], *, has_picture: bool, said: dict[str, Any]
) -> HttpResponseBase:
    """A card in any case. Nothing leaves before whoever asks has agreed to where it goes."""
    if refusal := _refusal(trip, has_picture=has_picture):
        return _card(request, {"fault": refusal}, HTTPStatus.UNPROCESSABLE_ENTITY)
    user = signed_in(request)
    if host := request.POST.get("agree"):
        services.agree(user=user, host=host)
    if services.must_ask(user):
        return _card(request, {"host": services.host_elsewhere(), "again": request.get_full_path()})
    try:
        services.check_limits(trip.me)
        answer = _streamed if isinstance(request, ASGIRequest) else _waited_for
        return answer(request, trip, picture(), said)
    except (TooManyReceipts, StillReading) as fault:
        return _card(request, {"fault": str(fault)}, HTTPStatus.TOO_MANY_REQUESTS)
    except Refused as fault:
        return _card(request, {"fault": str(fault)}, HTTPStatus.UNPROCESSABLE_ENTITY)


def _refusal(trip: Trip, *, has_picture: bool) -> str:
    if not can_see():
        return "No model that reads receipts is set up here."
    if trip.is_closed:
        return str(TripIsClosed())
    return "" if has_picture else "Choose a photo of the receipt first."


def _waited_for(request: AppRequest, trip: Trip, picture: bytes, said: dict[str, Any]) -> HttpResponse:
    """By a server that cannot stream (WSGI)."""
    reading = services.begin_reading(me=trip.me)
    try:
        seen = _seen(waited_for(read(picture)), _known(request, trip), current_locale())
    finally:
        services.end_reading(reading.pk)
    return _card(request, {**seen, "trip": trip, **said})


def _streamed(request: AppRequest, trip: Trip, picture: bytes, said: dict[str, Any]) -> HttpResponseBase:
    """So that whoever leaves ends it. It begins with the stream: who has left before has begun nothing."""
    locale, known = current_locale(), _known(request, trip)

    async def work() -> str:
        try:
            async with services.being_read(trip.me):
                seen = _seen(await read(picture), known, locale)
        except (TooManyReceipts, StillReading) as fault:
            seen = {"fault": str(fault)}
        except Exception:
            logger.exception("reading_failed")  # the answer has begun, so it cannot become another page
            seen = {"fault": BROKEN}
        with reading_as(locale):
            return render_to_string(CARD, {**seen, "trip": trip, **said})

    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store, no-transform"}
    stopped = render_to_string(CARD, {"fault": STOPPED})
    return StreamingHttpResponse(with_signs_of_life(work, stopped=stopped), headers=headers)


def _seen(found: dict[str, Any] | Failed, known: Known, locale: str) -> dict[str, Any]:
    if isinstance(found, Failed):
        return {"fault": f"The receipt was not read. {found.words}"}
    proposal = propose(found, known)
    if not proposal.says_something:
        return {"fault": NOTHING}
    return {"told": told(proposal, locale), "proposal": signed(proposal)}


def _known(request: AppRequest, trip: Trip) -> Known:
    said = request.POST.get("currency", "")
    return Known(
        today=today(trip),
        currency=said if said in CURRENCIES else trip.currency,
        currencies=(trip.currency, *Expense.objects.currencies_of(trip)),
        start=trip.start_date,
    )


def _card(request: AppRequest, context: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, CARD, context, status=status)
