"""Pages and their fragments: a view names the fragments that it may answer with, and the client can only pick one of those."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

VARY = ("HX-Request", "HX-Target")


class AppRequest(HttpRequest):
    """A request as our middleware hands it to a view."""

    htmx: HtmxDetails


class SeeOther(HttpResponseRedirect):
    status_code = 303


def render_page(
    request: AppRequest, template: str, context: Mapping[str, Any], *, fragments: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """The page, or the one fragment of it that htmx asked for by HX-Target, if the view allows that fragment."""
    fragment = asked_fragment(request, fragments)
    name = f"{template}#{fragment}" if fragment else template
    return render(request, name, dict(context), status=status)


def asked_fragment(request: AppRequest, fragments: Sequence[str]) -> str | None:
    """The one of these that htmx asks for; None where it is the page."""
    target = request.htmx.target if request.htmx and not request.htmx.history_restore_request else None
    return target if target in fragments else None


def see_other(request: HttpRequest, url: str) -> HttpResponse:
    """Post/Redirect/Get: 303 for a browser; under htmx the same page by HX-Location, with no reload."""
    if request.headers.get("HX-Request") != "true":
        return SeeOther(url)
    return HttpResponse(status=204, headers={"HX-Location": json.dumps({"path": url, "target": "body"})})


def over_the_page(response: HttpResponse) -> HttpResponse:
    """Under htmx this answer takes the place of the page, whatever the form that asked swaps by itself."""
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response
