"""A database that stays busy for longer than we wait (tripsplit.sqlite's timeout): 503 in words, and nothing that was typed is lost.

Sending the form again is safe, whatever came of the first time: its key makes it count once.
"""

import sqlite3

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tripsplit.middleware import GetResponse

PAGE = "503.html"
TOAST = f"{PAGE}#busy-toast"
RETRY_AFTER = "5"  # seconds
PRIMARY = 0xFF  # of SQLite's extended error codes
SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# Lock not available, deadlock, serialisation failure, too many connections, starting up.
POSTGRES_BUSY = {"55P03", "40P01", "40001", "53300", "57P03"}
NEVER_KEPT = {"csrfmiddlewaretoken"}

log = structlog.get_logger(__name__)


def is_busy(fault: BaseException | None) -> bool:
    """Whether the database refused because somebody else was at work, so that the same may succeed in a moment."""
    if not isinstance(fault, OperationalError):
        return False
    code = getattr(fault.__cause__, "sqlite_errorcode", 0) & PRIMARY
    return code in SQLITE_BUSY or getattr(fault.__cause__, "sqlstate", None) in POSTGRES_BUSY


def busy(request: HttpRequest, *, keep: bool = True) -> HttpResponse:
    """503. Under htmx a message beside the form, which stays as it is; else a page that can send the form again.

    A page holds no passwords and no files: where there were any it says so, or leads back. `keep` is False where nothing has shown that
    the form is our own: then it is not offered to be sent again.
    """
    fields = [] if not keep else [(name, value) for name, values in request.POST.lists() for value in map(str, values)]
    secret = any("password" in name for name, _ in fields)
    context = {
        "fields": [] if secret else [(name, value) for name, value in fields if name not in NEVER_KEPT],
        "files": bool(fields and request.FILES),
        "sent": request.method == "POST",
    }
    htmx = request.headers.get("HX-Request") == "true"
    response = render(request, TOAST if htmx else PAGE, context, status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    if htmx:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#toasts", "beforeend"
    return response


class BusyDatabaseMiddleware:
    """Answers 503 for what a view could not do because the database was busy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not is_busy(fault):
            return None
        log.warning("database_busy", fault=str(fault))
        return busy(request)
