"""A form counts once, however often it is sent: its key and what came of it are stored in the transaction of its effect."""

import functools
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage, Message
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trips.models import SubmitKey
from tripsplit.htmx import AppRequest, over_the_page, see_other

KEY_FIELD = "submit_key"
CARRIED_OUT = "_ts_carried_out"  # on a request whose own service ran
KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")
NOT_PART_OF_THE_BODY = {KEY_FIELD, "csrfmiddlewaretoken"}

P = ParamSpec("P")
View = Callable[Concatenate[AppRequest, P], HttpResponse]


def submits(view: View[P]) -> View[P]:
    """For views that take a form: a form that was already carried out leads to the same place again and changes nothing."""

    @functools.wraps(view)
    def wrapped(request: AppRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return replay(request) or _carried_out(request, lambda: view(request, *args, **kwargs))

    return cast("View[P]", wrapped)


def _carried_out(request: AppRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """What the view answers; or what its twin came to, where that changed the world between the look at the key and the view's own."""
    try:
        answer = view()
    except (Http404, PermissionDenied):
        twin = replay(request, anew=True)
        if twin is None:
            raise
        return twin
    return answer if hasattr(request, CARRIED_OUT) else replay(request, anew=True) or answer


def submit(request: HttpRequest, service: Callable[[], str]) -> HttpResponse:
    """Run `service`, which returns the URL to see next, and remember its outcome under the form's key, all or nothing.

    Of several submits of one form at once, one runs; the others wait for it and lead to the same place.
    """
    if _has_odd_key(request):
        return _refused(request, odd=True)
    try:
        with transaction.atomic():
            if submit_key(request):
                # First, so that a twin that is already under way stops this one before it does anything.
                remembered = SubmitKey.objects.create(
                    owner=_owner(request), key=submit_key(request), body_hash=_body_hash(request), location=""
                )
            before = len(_messages(request))
            location = service()
            if submit_key(request):
                said = [[message.level, str(message), message.extra_tags] for message in _messages(request)[before:]]
                SubmitKey.objects.filter(pk=remembered.pk).update(location=location, said=said)
    except IntegrityError:
        answer = replay(request)
        if answer is None:
            raise
        return answer
    setattr(request, CARRIED_OUT, True)
    return see_other(request, location)


def replay(request: HttpRequest, *, anew: bool = False) -> HttpResponse | None:
    """What this form led to when it was sent before; None for a new form. `anew` takes back what was said in this request.

    422 for the same key with other contents, and for a key that is none of ours: who relies on a key must not count twice without one.
    """
    if _has_odd_key(request):
        return _refused(request, odd=True)
    key = submit_key(request)
    known = SubmitKey.objects.filter(owner=_owner(request), key=key).first() if key else None
    if known is None:
        return None
    if known.body_hash != _body_hash(request):
        return _refused(request)
    _say_again(request, known, anew=anew)
    return see_other(request, known.location)


def sent_at(request: HttpRequest) -> datetime | None:
    """When this form was carried out; None where it was not, or not by this browser."""
    key = submit_key(request)
    known = SubmitKey.objects.filter(owner=_owner(request), key=key).first() if key else None
    return known.created_at if known and known.body_hash == _body_hash(request) else None


def submit_key(request: HttpRequest) -> str:
    """The form's key; empty where it carries none, or something that is no key of ours."""
    key = request.POST.get(KEY_FIELD, "")
    return key if KEY_PATTERN.fullmatch(key) else ""


def _messages(request: HttpRequest) -> list[Message]:
    """Those that wait to be shown; looking here does not count as showing them."""
    waiting = messages.get_messages(request)
    found = list(waiting)
    if isinstance(waiting, BaseStorage):
        waiting.used = False
    return found


def _say_again(request: HttpRequest, known: SubmitKey, *, anew: bool) -> None:
    """The first answer may never have arrived, and its messages with it; where they still wait they are not said twice."""
    # Read as if they were shown, they are not kept.
    waiting = [] if anew and list(messages.get_messages(request)) else [str(message) for message in _messages(request)]
    for level, text, tags in known.said or []:
        if text not in waiting:
            messages.add_message(request, level, text, extra_tags=tags)


def _has_odd_key(request: HttpRequest) -> bool:
    return bool(request.POST.get(KEY_FIELD)) and not submit_key(request)


def _refused(request: HttpRequest, *, odd: bool = False) -> HttpResponse:
    return over_the_page(render(request, "submit_conflict.html", {"odd": odd}, status=422))


def _owner(request: HttpRequest) -> str:
    """The signed-in user, or the browser by its CSRF cookie: keys of one are nothing to another."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return "browser:" + hashlib.sha256(request.META.get("CSRF_COOKIE", "").encode()).hexdigest()[:60]


def _body_hash(request: HttpRequest) -> str:
    """What the form says, without its key and its CSRF token, which files it brings, and where it was sent."""
    said = [
        (name, value)
        for name, values in sorted(request.POST.lists())
        if name not in NOT_PART_OF_THE_BODY
        for value in values
    ]
    said += [(name, f"{file.name} {file.size}") for name, files in sorted(request.FILES.lists()) for file in files]
    return hashlib.sha256(repr((request.path, said)).encode(errors="surrogatepass")).hexdigest()
