"""Who travels: the people page, and changing one of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trips import people
from trips.access import get_trip
from trips.conflicts import Conflict, compared, conflict_page, last_change, typed_in, version_of
from trips.errors import DomainError, NameIsTaken, RowChanged
from trips.forms import AddPeopleForm, KittyForm, ParticipantForm
from trips.kitties import add_kitty
from trips.models import Participant, Trip
from trips.submitting import submit, submits
from trips.views.common import act, form_data
from trips.views.invitations import invitation_context
from tripsplit.fields import canonical
from tripsplit.htmx import AppRequest, render_page


@require_safe
@login_required
def participant_list(request: AppRequest, slug: str) -> HttpResponse:
    return _people_page(request, get_trip(request, slug), AddPeopleForm())


@require_POST
@login_required
@submits
def participant_add(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    form = AddPeopleForm(form_data(request))
    if form.is_valid():
        try:
            return submit(request, lambda: _add(request, trip, form.cleaned_data["names"]))
        except DomainError as fault:
            form.add_error("names", str(fault))
    return _people_page(request, trip, form)


def _add(request: AppRequest, trip: Trip, names: list[str]) -> str:
    people.add_participants(trip=trip, by=trip.me, names=names)
    messages.success(request, f"Added {', '.join(names)}.")
    return reverse("participant_list", args=[trip.slug])


@require_POST
@login_required
@submits
def kitty_add(request: AppRequest, slug: str) -> HttpResponse:
    """Open a purse that people pay into and that pays for things."""
    trip = get_trip(request, slug, may="edit")
    form = KittyForm(form_data(request))
    if form.is_valid():
        try:
            return submit(request, lambda: _open(request, trip, form.cleaned_data["name"]))
        except DomainError as fault:
            form.add_error("name", str(fault))
    return _people_page(request, trip, AddPeopleForm(), kitty_form=form)


def _open(request: AppRequest, trip: Trip, name: str) -> str:
    kitty = add_kitty(trip=trip, by=trip.me, name=name)
    messages.success(request, f"{kitty.name} is open. Pay in, and choose it as the payer of what it pays for.")
    return reverse("participant_list", args=[trip.slug])


def _people_page(
    request: AppRequest, trip: Trip, form: AddPeopleForm, *, kitty_form: KittyForm | None = None
) -> HttpResponse:
    kitty_form = kitty_form or KittyForm()
    context = {
        "kitties": [purse for purse in trip.kitties if purse.is_active],
        "kitty_form": kitty_form,
        "trip": trip,
        "tab": "people",
        "form": form,
        "travellers": trip.active_people,
        "former": [person for person in trip.people if not person.is_active],
        **invitation_context(trip),
    }
    status = 422 if form.is_bound or kitty_form.is_bound else 200
    parts = ("participant-list", "people-form", "kitty-form")
    return render_page(request, "trips/participant_list.html", context, fragments=parts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def participant_edit(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    person = _find(trip, ref)
    with_role = trip.me.is_owner and not person.is_kitty
    initial = {"name": person.name, "weight": canonical(person.weight), "role": person.role}
    form = ParticipantForm(form_data(request), with_role=with_role, with_weight=not person.is_kitty, initial=initial)
    if form.is_valid():
        try:
            return submit(request, lambda: _edit(request, person, form, by=trip.me))
        except RowChanged:
            trip = get_trip(request, slug, may="edit")
            return _conflict_page(request, trip, _find(trip, ref), form)
        except DomainError as fault:
            form.add_error(_faulty_field(fault, form), str(fault))
    version = version_of(request) if form.is_bound else person.version
    context = {"trip": trip, "tab": "people", "person": person, "form": form, "version": version}
    status = 422 if form.is_bound else 200
    return render_page(request, "trips/participant_edit.html", context, fragments=("participant-form",), status=status)


def _conflict_page(request: AppRequest, trip: Trip, person: Participant, form: ParticipantForm) -> HttpResponse:
    said, page = form.cleaned_data, reverse("participant_edit", args=[trip.slug, person.ref])
    mine = Participant(**{"weight": person.weight, "role": person.role, **said})
    both = Conflict(
        target="participant-form",
        facts=compared(people.described(person), people.described(mine)),
        theirs=last_change(trip, "participant", ref=person.ref),
        me=trip.me,
        version=person.version,
        save_url=page,
        keep_url=page,
        typed=typed_in(request, form.fields),
    )
    return conflict_page(request, trip, both, tab="people")


def _edit(request: AppRequest, person: Participant, form: ParticipantForm, *, by: Participant) -> str:
    said = {"weight": person.weight, "role": None, **form.cleaned_data}
    people.edit_participant(participant=person, by=by, version=version_of(request), **said)
    messages.success(request, f"Saved {person.name}.")
    return reverse("participant_list", args=[person.trip.slug])


def _faulty_field(fault: DomainError, form: ParticipantForm) -> str | None:
    if isinstance(fault, NameIsTaken):
        return "name"
    return "role" if "role" in form.fields else None


@require_POST
@login_required
@submits
def participant_deactivate(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    person = _find(trip, ref)
    return act(
        request,
        lambda: people.deactivate_participant(participant=person, by=trip.me),
        to=reverse("participant_list", args=[slug]),
        said=f"{person.name} is closed." if person.is_kitty else f"{person.name} takes part no longer.",
        undo=reverse("participant_reactivate", args=[slug, ref]),
    )


@require_POST
@login_required
@submits
def participant_reactivate(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    person = _find(trip, ref)
    return act(
        request,
        lambda: people.reactivate_participant(participant=person, by=trip.me),
        to=reverse("participant_list", args=[slug]),
        said=f"{person.name} is back.",
    )


@require_POST
@login_required
@submits
def participant_free(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    person = _find(trip, ref)
    return act(
        request,
        lambda: people.free_participant(participant=person, by=trip.me),
        to=reverse("participant_list", args=[slug]),
        said=f"The name {person.name} is free again.",
    )


def _find(trip: Trip, ref: str) -> Participant:
    person = next((person for person in trip.people if person.ref == ref), None)
    if person is None:
        raise Http404("Nobody with this ref travels here.")
    return person
