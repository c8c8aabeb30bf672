"""The stream that tells an open page of the trip's changes."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from trips.access import get_trip
from trips.views.common import signed_in
from trips.watching import Stream, watcher
from tripsplit.htmx import AppRequest
from tripsplit.sse import CONTENT_TYPE

LATER = 30  # seconds until somebody who found no room should try again
LONGEST_NUMBER = 18  # digits that fit into the database's integer


@require_safe
@login_required
def trip_live(request: AppRequest, slug: str) -> HttpResponseBase:
    """Server-sent events: `change` with the revision, at once where it is past the one the page shows, and `end` with why.

    An ordinary view, as its middlewares are; only what it answers with is asynchronous. A server that cannot stream (WSGI) answers 204,
    which keeps browsers from asking again.
    """
    trip = get_trip(request, slug)
    user = signed_in(request)
    if request.method == "HEAD" or not isinstance(request, ASGIRequest):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if not watcher.has_room_for(user.pk):
        return _refusal(HTTPStatus.TOO_MANY_REQUESTS, "Too many of your pages are open.")
    if not watcher.has_room:
        return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Too many pages are open.")
    stream = Stream(
        me=trip.me,
        since=_page_revision(request),
        session_key=request.session.session_key or "",
        session_hash=user.get_session_auth_hash(),
    )
    # X-Accel-Buffering: nginx would keep the events until it has a page full of them.
    return StreamingHttpResponse(stream, content_type=CONTENT_TYPE, headers={"X-Accel-Buffering": "no"})


def _refusal(status: HTTPStatus, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain", headers={"Retry-After": str(LATER)})


def _page_revision(request: HttpRequest) -> int | None:
    """What the reader knows already: the last event that it got, or else the page that it shows."""
    for text in (request.headers.get("Last-Event-ID", ""), request.GET.get("since", "")):
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
            return int(text)
    return None
