"""What suggestions learnt from a trip: to look through, and to forget, one by one or all. Beside it, where somebody's photos may go."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assistant.forms import AgreementForm
from assistant.learning import forget, lessons_of, other_trips_of
from assistant.models import EVERYTHING, Agreement
from assistant.reading_receipts.services import withdraw
from expenses.pages import may_edit
from trips.access import get_trip
from trips.errors import DomainError
from trips.submitting import submit, submits
from trips.views.common import signed_in
from tripsplit.htmx import AppRequest, render_page, see_other

LIST, FRAGMENT = "assistant/learnt_list.html", "learnt-list"


@require_safe
@login_required
def learnt_list(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug)
    context = {
        "trip": trip,
        "tab": "settings",
        "may_edit": may_edit(trip),
        "lessons": lessons_of(trip),
        "others": other_trips_of(trip, trip.me.user),
        "agreements": Agreement.objects.filter(user=trip.me.user).order_by("address"),
    }
    return render_page(request, LIST, context, fragments=(FRAGMENT,))


@require_POST
@login_required
@submits
def learnt_forget(request: AppRequest, slug: str) -> HttpResponse:
    """One lesson by its words; where the form says `all`, everything that the trip taught until now."""
    trip = get_trip(request, slug, may="edit")
    is_all, words = "all" in request.POST, request.POST.get("words", "")
    page = reverse("learnt_list", args=[slug])

    def forget_it() -> str:
        if is_all:
            forget(trip=trip, words=EVERYTHING)
        elif words in {lesson.words for lesson in lessons_of(trip)}:  # else it is forgotten already
            forget(trip=trip, words=words)
        said = "Forgotten. What you choose for new expenses is learnt again."
        messages.success(request, f"All is {said[0].lower()}{said[1:]}" if is_all else said)
        return page

    if not is_all and not words:
        messages.error(request, "Nothing was forgotten. Choose what to forget from the list.")
        return see_other(request, page)
    try:
        return submit(request, forget_it)
    except DomainError as fault:
        messages.error(request, str(fault))
        return see_other(request, page)


@require_POST
@login_required
@submits
def agreement_withdraw(request: AppRequest, slug: str) -> HttpResponse:
    """One's own, in any trip: from now on one is asked again before a photo goes to that address."""
    get_trip(request, slug)
    form, page = AgreementForm(request.POST), reverse("learnt_list", args=[slug])

    def take_it_back() -> str:
        withdraw(user=signed_in(request), address=form.cleaned_data["address"])
        messages.success(request, "Taken back. You are asked again before a photo goes there.")
        return page

    if not form.is_valid():
        messages.error(request, "Nothing was taken back. Choose an address from the list.")
        return see_other(request, page)
    return submit(request, take_it_back)
