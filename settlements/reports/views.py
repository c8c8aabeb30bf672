"""The page of a trip's reports: ordering one, watching it being made, taking it home. Whoever may look at the trip may do so."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from expenses.file_names import clean_file_name
from settlements.models import Report
from settlements.report_models import KEPT_DAYS
from settlements.reports.kinds import KINDS, Kind
from settlements.reports.listing import MAKING, load_reports, may_change
from settlements.reports.orders import order_report, remove_report, retry_report
from settlements.reports.store import file_of
from trips.access import get_trip
from trips.errors import DomainError
from trips.models import Participant, Trip
from trips.submitting import submit, submits
from tripsplit.files import download
from tripsplit.htmx import AppRequest, render_page, see_other
from tripsplit.locale import current_locale

LIST = "settlements/report_list.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def report_list(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug)
    if request.method == "POST":
        return _ordered(request, trip)
    rows = load_reports(trip)
    context = {
        "trip": trip,
        "tab": "reports",
        "rows": rows,
        "is_making": any(row.state == MAKING for row in rows),
        "kinds": KINDS.values(),
        "kept_days": KEPT_DAYS,
    }
    return render_page(request, LIST, context, fragments=("report-list",))


@require_safe
@login_required
def report_file(request: AppRequest, slug: str, ref: str) -> HttpResponseBase:
    """The file itself, always as a download."""
    report = _report(get_trip(request, slug), ref)
    if report.made_at is None:
        raise Http404("It is not made yet.")
    kind = KINDS[report.kind]
    try:
        return download(request, file_of(report), content_type=kind.content_type, name=file_name(report, kind))
    except FileNotFoundError:
        messages.warning(request, "This file is no longer there. Remove the report, and order it again.")
        return see_other(request, reverse("report_list", args=[slug]))


@require_POST
@login_required
@submits
def report_retry(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    report = _own_report(get_trip(request, slug), ref)
    page = reverse("report_list", args=[slug])

    def retry() -> str:
        retry_report(report=report)
        return page

    try:
        return submit(request, retry)
    except DomainError as fault:
        messages.info(request, str(fault))
        return see_other(request, page)


@require_POST
@login_required
@submits
def report_remove(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """Remove a report, or call off one that is in the making."""
    report = _own_report(get_trip(request, slug), ref)

    def remove() -> str:
        remove_report(report=report)
        verb = "Removed" if report.made_at else "Cancelled"
        messages.success(request, f"{verb}: {report.title}.")
        return reverse("report_list", args=[slug])

    return submit(request, remove)


def file_name(report: Report, kind: Kind) -> str:
    """What the file is called on the reader's device: "Lisbon, Zoë.pdf"."""
    words = f"{report.trip.name}, {report.of.name}" if report.of else report.trip.name
    words = words.replace("/", " ").replace("\\", " ")
    # An ending of one letter is cut off again, so that "v1.5" keeps its own.
    return clean_file_name(f"{words}.x", ending=kind.extension, nameless="report")


def _ordered(request: AppRequest, trip: Trip) -> HttpResponse:
    page = reverse("report_list", args=[trip.slug])
    kind = KINDS.get(request.POST.get("kind", ""))
    of = _of(request, trip)
    if kind is None or (kind.is_of_person and of is None):
        messages.error(request, "Choose what you want, and for whom." if kind else "Choose one of the reports.")
        return see_other(request, page)

    def order() -> str:
        person = of if kind.is_of_person else None
        report, new = order_report(trip=trip, by=trip.me, kind=kind, of=person, locale=current_locale())
        if not new:
            messages.info(request, f"Nothing has changed since then: {report.title} is below.")
        return page

    try:
        return submit(request, order)
    except DomainError as fault:
        messages.warning(request, str(fault))
        return see_other(request, page)


def _of(request: AppRequest, trip: Trip) -> Participant | None:
    return next((person for person in trip.people if person.ref == request.POST.get("of", "")), None)


def _report(trip: Trip, ref: str) -> Report:
    report: Report = get_object_or_404(trip.reports.with_people().filter(kind__in=KINDS), ref=ref)
    report.trip = trip
    return report


def _own_report(trip: Trip, ref: str) -> Report:
    report = _report(trip, ref)
    if not may_change(report, trip.me):
        raise PermissionDenied("Only whoever ordered this report, or an owner of the trip, can do that.")
    return report
