"""The splits that a trip keeps: to look through, and to remove from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from expenses.pages import may_edit
from expenses.presets import delete_preset
from expenses.wording import preset_in_words
from trips.access import get_trip
from trips.errors import DomainError
from trips.submitting import submit, submits
from tripsplit.htmx import AppRequest, render_page, see_other

LIST = "expenses/preset_list.html"


@require_safe
@login_required
def preset_list(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug)
    people = {person.ref: person for person in trip.people}
    context = {
        "trip": trip,
        "tab": "settings",
        "may_edit": may_edit(trip),
        "presets": [(preset, preset_in_words(preset, people, trip.me)) for preset in trip.presets.all()],
    }
    return render_page(request, LIST, context, fragments=("preset-list",))


@require_POST
@login_required
@submits
def preset_delete(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    preset = get_object_or_404(trip.presets, ref=ref)
    preset.trip = trip

    def delete() -> str:
        delete_preset(preset=preset, by=trip.me)
        messages.success(request, f"Removed “{preset.name}”. Expenses that used it stay as they are.")
        return reverse("preset_list", args=[slug])

    try:
        return submit(request, delete)
    except DomainError as fault:
        messages.error(request, str(fault))
        return see_other(request, reverse("preset_list", args=[slug]))
