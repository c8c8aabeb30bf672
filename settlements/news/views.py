"""The button that sends a reminder."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from settlements.news.reminding import RemindedToday, may_remind, send_reminder
from trips.access import get_trip
from trips.errors import DomainError
from trips.submitting import submit, submits
from tripsplit.htmx import AppRequest, see_other


@require_POST
@login_required
@submits
def reminder_send(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """Remind somebody by e-mail of what they owe. What is not done is told where the button was."""
    trip = get_trip(request, slug, may="edit")
    person = get_object_or_404(trip.participants, ref=ref)
    if not may_remind(trip.me):
        raise PermissionDenied("This site sends no mail.")
    balances = reverse("balance_list", args=[slug])

    def remind() -> str:
        send_reminder(trip=trip, by=trip.me, ref=person.ref)
        messages.success(request, f"{person.name} gets a reminder by e-mail, unless they have asked for none.")
        return balances

    try:
        return submit(request, remind)
    except RemindedToday as fault:
        messages.info(request, str(fault))
    except DomainError as fault:
        messages.warning(request, str(fault))
    return see_other(request, balances)
