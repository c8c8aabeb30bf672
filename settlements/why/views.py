"""The page that says why the plan has a payment, which a ticket of the plan opens in place."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from expenses.wording import called
from settlements.past.moments import BadMoment
from settlements.past.views import in_words, past_of, refused
from settlements.why.reasons import load_why
from settlements.why.words import story_of
from settlements.wording import pays
from trips.access import get_trip
from trips.models import Participant, Trip
from tripsplit.htmx import AppRequest, asked_fragment, render_page

WHY = "settlements/transfer_why.html"


@require_safe
@login_required
def transfer_why(request: AppRequest, slug: str) -> HttpResponse:
    """Why one person is to pay another (`?from=&to=`, refs), by the plan of now or of the past (`&on=` or `&at=`)."""
    trip = get_trip(request, slug)
    if not request.GET:
        return redirect("balance_list", slug)
    sender, receiver = (_person(trip, request.GET.get(name, "")) for name in ("from", "to"))
    try:
        past = past_of(request, trip)
    except BadMoment as fault:
        return refused(request, trip, fault)
    why = load_why(trip, sender.ref, receiver.ref, past)
    context = {
        "trip": trip,
        "tab": "balances",
        "sender": sender,
        "receiver": receiver,
        **_heading(sender, receiver, trip.me),
        "why": why,
        "story": story_of(why, trip.me) if why else None,
        "told": in_words(past),
        "query": f"?{past.query}" if past else "",
        "in_place": asked_fragment(request, (f"why-{sender.ref}-{receiver.ref}",)) is not None,
    }
    return render_page(request, f"{WHY}#transfer-why" if context["in_place"] else WHY, context)


def _heading(sender: Participant, receiver: Participant, me: Participant) -> dict[str, str]:
    """ "Eva" "pays" "you"."""
    return {"payer": called(sender, me), "verb": pays(sender, receiver, me), "payee": called(receiver, me)}


def _person(trip: Trip, ref: str) -> Participant:
    person = next((person for person in trip.people if person.ref == ref), None)
    if person is None:
        raise Http404("Nobody with this ref travels here.")
    return person
