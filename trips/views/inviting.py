"""Sending the invitation link by e-mail."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from trips.access import get_trip
from trips.errors import DomainError
from trips.inviting import MOST_A_DAY, may_send, send_invitations
from trips.models import Trip
from trips.submitting import submit, submits
from trips.views.common import form_data
from tripsplit.forms import CleanTextField
from tripsplit.htmx import AppRequest, render_page


class SendForm(forms.Form):
    """Addresses, with commas between them or one in each line."""

    addresses = CleanTextField(
        multiline=True,
        label="E-mail addresses",
        help_text="With commas between them, or one in each line.",
        max_length=5_000,
        error_messages={"required": "Write an address."},
    )

    def clean_addresses(self) -> list[str]:
        found = [
            word.strip("<>") for word in self.cleaned_data["addresses"].replace(",", " ").replace(";", " ").split()
        ]
        if len(found) > MOST_A_DAY:
            raise ValidationError(f"Send {MOST_A_DAY} at a time.")
        for address in found:
            try:
                validate_email(address)
            except ValidationError as fault:
                raise ValidationError(f"“{address[:60]}” is no e-mail address.") from fault
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def invitation_send(request: AppRequest, slug: str) -> HttpResponse:
    """Send the link to friends."""
    trip = get_trip(request, slug, may="edit")
    if not may_send(trip.me):
        raise PermissionDenied("Invitations are sent by people with an e-mail address, from a site that can send mail.")
    form = SendForm(form_data(request))
    if form.is_valid():
        try:
            return submit(request, lambda: _send(request, trip, form))
        except DomainError as fault:
            form.add_error("addresses", str(fault))
    status = 422 if form.is_bound else 200
    context = {"trip": trip, "tab": "people", "form": form}
    return render_page(request, "trips/invitation_send.html", context, fragments=("send-form",), status=status)


def _send(request: AppRequest, trip: Trip, form: SendForm) -> str:
    count = send_invitations(trip=trip, by=trip.me, addresses=form.cleaned_data["addresses"])
    messages.success(
        request, "The invitation is on its way." if count == 1 else f"{count} invitations are on their way."
    )
    return reverse("participant_list", args=[trip.slug])
