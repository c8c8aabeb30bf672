"""The trips page, and each trip's making, settings and end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trips import services
from trips.access import deleted_trips_of, get_deleted_trip, get_trip, trips_of
from trips.closing import last_lock
from trips.conflicts import Conflict, compared, conflict_page, last_change, typed_in, version_of
from trips.errors import CurrencyIsInUse, DomainError, NameIsTaken, RowChanged
from trips.forms import DeleteTripForm, NewTripForm, TripForm
from trips.models import Trip
from trips.purging import DAYS_KEPT
from trips.submitting import submit, submits
from trips.views.common import act, form_data, signed_in
from tripsplit.htmx import AppRequest, render_page
from tripsplit.seeing import can_see


@require_safe
def home(request: AppRequest) -> HttpResponse:
    """What this is, for those who are not signed in; for the others their trips."""
    if request.user.is_authenticated:
        return redirect("trip_list")
    return render_page(request, "trips/home.html", {})


@require_safe
@login_required
def trip_list(request: AppRequest) -> HttpResponse:
    user, today = signed_in(request), timezone.localdate()
    everything = trips_of(user)
    open_trips = [trip for trip in everything if trip.archived_at is None]
    past = [trip for trip in open_trips if trip.end_date and trip.end_date < today]
    context = {
        "trips": [trip for trip in open_trips if trip not in past],
        "past": past,
        "archived": [trip for trip in everything if trip.archived_at],
        "deleted": deleted_trips_of(user),
    }
    return render_page(request, "trips/trip_list.html", context, fragments=("trip-list",))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def trip_create(request: AppRequest) -> HttpResponse:
    form = NewTripForm(form_data(request), user=signed_in(request))
    if form.is_valid():
        try:
            return submit(request, lambda: _create(request, form))
        except NameIsTaken as fault:
            form.add_error("people", str(fault))
    status = 422 if form.is_bound else 200
    return render_page(request, "trips/trip_create.html", {"form": form}, fragments=("trip-form",), status=status)


def _create(request: AppRequest, form: NewTripForm) -> str:
    """The new trip's people page, because the next thing to do is to send its link."""
    trip = services.create_trip(
        by=form.user, my_name=form.own_name, draft=form.draft(), names=form.cleaned_data["people"]
    )
    messages.success(request, f"{trip.name} is ready. Send your friends the link.")
    return reverse("participant_list", args=[trip.slug])


@require_safe
@login_required
def trip_detail(request: AppRequest, slug: str) -> HttpResponse:
    return redirect("expense_list", get_trip(request, slug).slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def trip_edit(request: AppRequest, slug: str) -> HttpResponse:
    """The trip's settings: everybody may read them, editors change them."""
    trip = get_trip(request, slug, may="edit" if request.method == "POST" else "view")
    form = TripForm(form_data(request), trip=trip)
    if form.is_valid():
        try:
            return submit(request, lambda: _edit(request, trip, form))
        except RowChanged:
            return _conflict_page(request, get_trip(request, slug, may="edit"), form)
        except DomainError as fault:
            form.add_error("currency" if isinstance(fault, CurrencyIsInUse) else None, str(fault))
    version = version_of(request) if form.is_bound else trip.version
    context = {"trip": trip, "tab": "settings", "form": form, "version": version, "days_kept": DAYS_KEPT}
    context |= {"lock": last_lock(trip), "can_see": can_see()}
    status = 422 if form.is_bound else 200
    return render_page(request, "trips/trip_edit.html", context, fragments=("trip-form",), status=status)


def _conflict_page(request: AppRequest, trip: Trip, form: TripForm) -> HttpResponse:
    page = reverse("trip_edit", args=[trip.slug])
    both = Conflict(
        target="trip-form",
        facts=compared(services.draft_of(trip).described(), form.draft().described()),
        theirs=last_change(trip, "trip"),
        me=trip.me,
        version=trip.version,
        save_url=page,
        keep_url=page,
        typed=typed_in(request, form.fields),
    )
    return conflict_page(request, trip, both, tab="settings")


def _edit(request: AppRequest, trip: Trip, form: TripForm) -> str:
    gone = services.edit_trip(trip=trip, by=trip.me, draft=form.draft(), version=version_of(request))
    messages.success(request, " ".join(["Saved.", *gone]))
    return reverse("trip_edit", args=[trip.slug])


@require_POST
@login_required
@submits
def trip_archive(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    return act(
        request,
        lambda: services.archive_trip(trip=trip, by=trip.me),
        to=reverse("trip_list"),
        said=f"Archived {trip.name}.",
        undo=reverse("trip_unarchive", args=[slug]),
    )


@require_POST
@login_required
@submits
def trip_unarchive(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    return act(
        request,
        lambda: services.unarchive_trip(trip=trip, by=trip.me),
        to=reverse("trip_edit", args=[slug]),
        said=f"{trip.name} is open again.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def trip_delete(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    form = DeleteTripForm(form_data(request))
    if form.is_valid():
        try:
            return submit(request, lambda: _delete(request, trip, form))
        except DomainError as fault:
            form.add_error("name", str(fault))
    context = {"trip": trip, "tab": "settings", "form": form, "days_kept": DAYS_KEPT}
    status = 422 if form.is_bound else 200
    return render_page(request, "trips/trip_delete.html", context, fragments=("delete-form",), status=status)


def _delete(request: AppRequest, trip: Trip, form: DeleteTripForm) -> str:
    services.delete_trip(trip=trip, by=trip.me, typed_name=form.cleaned_data["name"])
    undo = reverse("trip_restore", args=[trip.slug])
    messages.success(request, f"Deleted {trip.name}.", extra_tags=f"undo:{undo}")
    return reverse("trip_list")


@require_POST
@login_required
@submits
def trip_restore(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_deleted_trip(request, slug)
    return act(
        request,
        lambda: services.restore_trip(trip=trip, by=trip.me),
        to=reverse("trip_list"),
        said=f"{trip.name} is back.",
    )
