"""Whoever must log in first: the log-in leads on to a page that can be shown, and nothing of it is put into an open page."""

import inspect
from typing import cast
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve

from tripsplit.htmx import AppRequest
from tripsplit.middleware import GetResponse

LOOKS = {"GET", "HEAD"}
HEADER = "X-Log-In"  # to static/js/app.js: where the log-in is


class SignedOutMiddleware:
    """A view's redirect to the log-in names, as `next`, the page that the reader was on, not the form or the part that asked.

    htmx would put the log-in into the part of the page that it asked for: it gets 401, and the page says so and keeps what was typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response, asked = self.get_response(request), cast("AppRequest", request)
        log_in = f"{resolve_url(settings.LOGIN_URL)}?next="
        if not response.headers.get("Location", "").startswith(log_in):
            return response
        url = log_in + quote(_page_of(asked))
        if asked.htmx:
            return HttpResponse(status=401, headers={HEADER: url})
        if request.method not in LOOKS:
            response.headers["Location"] = url
        return response


def nearest_page(path: str) -> str:
    """This address, or else the first one above it, that can be looked at."""
    while path != "/" and not _can_be_shown(path):
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
    return path


def _page_of(request: AppRequest) -> str:
    """Where the reader is by what htmx says, or else nearest to what was asked."""
    try:
        page = urlsplit(request.htmx.current_url_abs_path or request.path)
    except ValueError:  # of an address that is none
        page = urlsplit(request.path)
    shown = nearest_page(page.path)
    return f"{shown}?{page.query}" if page.query and shown == page.path else shown


def _can_be_shown(path: str) -> bool:
    """Whether a view answers there that no decorator (require_POST and its kind) keeps from being looked at."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    layers = [view]
    while inner := getattr(layers[-1], "__wrapped__", None):
        layers.append(inner)
    kept = [inspect.getclosurevars(layer).nonlocals.get("request_method_list") for layer in layers]
    return all(methods is None or "GET" in methods for methods in kept)
