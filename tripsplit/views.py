"""The kernel's own addresses: is the site alive, and what did a browser refuse to run."""

import json
import sys

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.defaults import server_error

from tripsplit.busy import busy, is_busy
from tripsplit.htmx import over_the_page

MAX_REPORT = 10_000  # bytes of a browser's report that are read
PAUSE = "300"  # seconds after too many tries, as AXES_COOLOFF_TIME has it

log = structlog.get_logger(__name__)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site can answer from its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@csrf_exempt  # browsers send these reports themselves, with no form and no token; nothing is changed
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log what the Content-Security-Policy stopped: with our own pages, each report is an escaping bug."""
    try:
        report = json.loads(request.read(MAX_REPORT)).get("csp-report", {})
    except (ValueError, AttributeError):
        report = {}
    log.warning(
        "csp_violation",
        directive=str(report.get("effective-directive", ""))[:100],
        page=str(report.get("document-uri", ""))[:200],
    )
    return HttpResponse(status=204)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in words; a form with more in it than any of ours can have is told so, with 413."""
    too_much = isinstance(exception, TooManyFieldsSent | TooManyFilesSent | RequestDataTooBig)
    return render(request, "413.html" if too_much else "400.html", status=413 if too_much else 400)


def too_many_tries(request: HttpRequest, *_: object) -> HttpResponse:
    """429 in words, for axes' limit on log-ins and allauth's on the rest; under htmx it takes the place of the page."""
    response = over_the_page(render(request, "429.html", status=429))
    response.headers["Retry-After"] = PAUSE
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500 in words; 503 where it was only that the database was busy while a session or a cookie was being kept."""
    return busy(request, keep=False) if is_busy(sys.exception()) else server_error(request)
