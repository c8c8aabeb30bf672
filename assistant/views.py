"""Asking the trip: the conversation, the stream of an answer's words, stopping it, and clearing it all away."""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistant import services
from assistant.forms import AskForm
from assistant.health import recent_look
from assistant.knowing import known_of
from assistant.llm import is_on
from assistant.models import Question
from assistant.services import TooManyQuestions
from assistant.streaming.frames import frames
from assistant.streaming.runs import runs
from assistant.suggestions import suggestions
from assistant.telling import Reply, conversation, turns_of
from assistant.turning import reply_to, reply_to_choice, turn_of
from assistant.working import begin
from trips.access import get_trip
from trips.models import Trip, User
from trips.submitting import submit, submits
from trips.views.common import form_data, signed_in
from tripsplit.htmx import AppRequest, render_page, see_other
from tripsplit.sse import CONTENT_TYPE

PAGE, TURN, ENGINE = "assistant/ask.html", "assistant/turn.html", "assistant/engine.html"
FORM = "ask-form"
SHOWN = 12  # turns of a page
LONGEST_NUMBER = 6


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def ask(request: AppRequest, slug: str) -> HttpResponse:
    """The conversation; a question that is sent is answered exactly before the page is shown again."""
    trip = get_trip(request, slug)
    form = AskForm(form_data(request))
    if request.method != "POST":
        return _page(request, trip, form)
    if not form.is_valid():
        return _page(request, trip, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.check_limits(trip.me)
        # Before the transaction: nobody else's writing waits for it.
        asked, reply = _answered(trip, form)
        return submit(request, partial(_record, trip, signed_in(request), asked, reply))
    except TooManyQuestions as fault:
        form.add_error("question", str(fault))
        return _page(request, trip, form, status=HTTPStatus.TOO_MANY_REQUESTS)


@require_safe
@login_required
def ask_turn(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """One turn by itself, as it stands."""
    trip = get_trip(request, slug)
    question = _question(trip, ref)
    if not request.htmx:
        return see_other(request, _address(trip, question))
    [turn] = turns_of(trip, [question], whole=request.GET.get("all", ""))
    return render(request, TURN, {"trip": trip, "turn": turn, "latest": turn, "streams": _streams(request)})


@require_safe
@login_required
def ask_engine(request: AppRequest, slug: str) -> HttpResponse:
    """Which engines speak here just now, in a sentence."""
    get_trip(request, slug)
    return render(request, ENGINE, {"health": recent_look()})


@require_safe
@login_required
def ask_stream(request: AppRequest, slug: str, ref: str) -> HttpResponseBase:
    """Server-sent events: the answer, then its words as they are made. Whoever comes back hears what is missing; nothing is made twice.

    A server that cannot stream (WSGI) answers 204, which keeps browsers from asking again.
    """
    trip = get_trip(request, slug)
    question = _question(trip, ref)
    if request.method == "HEAD" or not _streams(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    events = frames(question, after=_heard(request), begin=partial(begin, trip, question))
    # No proxy may keep the events back, or pack them.
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store, no-transform"}
    return StreamingHttpResponse(events, content_type=CONTENT_TYPE, headers=headers)


@require_POST
@login_required
def ask_stop(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """Not a form that counts once: stopping what is stopped changes nothing."""
    trip = get_trip(request, slug)
    question = _question(trip, ref)
    services.stop_words(question)
    runs.stop(question.pk)
    if request.htmx:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return see_other(request, _address(trip, question))


@require_POST
@login_required
@submits
def ask_clear(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug)

    def clear() -> str:
        services.clear_conversation(me=trip.me)
        messages.success(request, "The conversation is cleared.")
        return reverse("ask", args=[trip.slug])

    return submit(request, clear)


def _page(request: AppRequest, trip: Trip, form: AskForm, *, status: int = 200) -> HttpResponse:
    questions = conversation(trip.me, limit=SHOWN + 1)
    turns = turns_of(trip, questions[-SHOWN:], whole=request.GET.get("all", ""))
    context: dict[str, Any] = {
        "trip": trip,
        "tab": "ask",
        "form": form,
        "turns": turns,
        "latest": turns[-1] if turns else None,
        "older": len(questions) > SHOWN,
        "suggestions": suggestions(known_of(trip, turn_of(trip).today)),
        "streams": _streams(request),
        "model_is_on": is_on(),
    }
    return render_page(request, PAGE, context, fragments=(FORM,), status=status)


def _answered(trip: Trip, form: AskForm) -> tuple[str, Reply]:
    if form.cleaned_data["choice"]:
        chosen = reply_to_choice(trip, form.cleaned_data["choice"])
        if chosen is None:
            raise Http404("No such reading.")
        return chosen
    return form.asked, reply_to(trip, form.asked)


def _record(trip: Trip, user: User, text: str, reply: Reply) -> str:
    return _address(trip, services.record_question(me=trip.me, user=user, text=text, reply=reply))


def _address(trip: Trip, question: Question) -> str:
    return f"{reverse('ask', args=[trip.slug])}#turn-{question.ref}"


def _question(trip: Trip, ref: str) -> Question:
    """One of the reader's own: nobody else sees what somebody asks."""
    return get_object_or_404(Question.objects.asked_by(trip.me).shown(), ref=ref)


def _streams(request: HttpRequest) -> bool:
    return isinstance(request, ASGIRequest)


def _heard(request: HttpRequest) -> int:
    """The number of the last event that the reader got, or that its page shows."""
    for text in (request.headers.get("Last-Event-ID", ""), request.GET.get("after", "")):
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
            return int(text)
    return 0
