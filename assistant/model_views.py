"""The operator's page of the language model: which server is set up, how it is, and a try. It talks to no other server, whoever asks."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from assistant.health import look_now
from assistant.llm import Delta, Failed, Health, Message, Request, can_see, chat, is_on, waited_for
from trips.views.common import signed_in
from tripsplit.htmx import AppRequest, render_page

PAGE = "assistant/model.html"
HEALTH, TRIAL = "model-health", "model-trial"
ASKED = Request([Message("user", "Say in one short sentence that you are ready to travel.")], most_tokens=40)
PATIENCE = 30  # seconds: a model may have to be loaded first


@dataclass(frozen=True)
class Trial:
    """What came of a try; `first` is when the first word came, in seconds."""

    text: str
    fault: str
    first: float | None
    whole: float


@require_safe
@login_required
def model_status(request: AppRequest) -> HttpResponse:
    """For staff. The look at the server comes as a fragment, because it may take a few seconds."""
    _check_staff(request)
    context = {"settings": settings, "is_on": is_on(), "can_see": can_see(), "has_key": bool(settings.LLM_API_KEY)}
    if request.htmx.target == HEALTH or "look" in request.GET:
        health = look_now()
        context |= {"health": health, "misses_vision": can_see() and _misses_vision(health)}
    return render_page(request, PAGE, context, fragments=(HEALTH,))


@require_POST
@login_required
def model_trial(request: AppRequest) -> HttpResponse:
    """Nothing is changed, so it may be sent again."""
    _check_staff(request)
    context = {"settings": settings, "is_on": is_on(), "trial": waited_for(_tried())}
    return render(request, f"{PAGE}#{TRIAL}" if request.htmx.target == TRIAL else PAGE, context)


def _check_staff(request: AppRequest) -> None:
    if not signed_in(request).is_staff:
        raise Http404("No such page.")


def _misses_vision(health: Health) -> bool:
    """A server that says nothing is told of already; llama.cpp's, with one model in it, answers to any name."""
    name, least = settings.LLM_VISION_MODEL, 1 if settings.LLM_PROVIDER == "ollama" else 2
    return len(health.models) >= least and not {name, f"{name}:latest"} & set(health.models)


async def _tried() -> Trial:
    text, fault, first, began = "", "", None, time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE), aclosing(chat(ASKED)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Delta):
                    first = first or time.monotonic() - began
                    text += piece.text
                elif isinstance(piece, Failed):
                    fault = piece.words
    except TimeoutError:
        fault = "The language model took too long."
    return Trial(text.strip(), fault, first, time.monotonic() - began)
