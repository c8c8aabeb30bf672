"""/join/<token>/: "which one are you?" Looking changes nothing; who answers is in, with an account or as a guest."""

from datetime import timedelta
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trips import joining
from trips.errors import DomainError, InvitationClosed, WasDeactivated
from trips.forms import JoinForm
from trips.guests import create_guest, sign_in_guest
from trips.invitations import find_invitation, is_open
from trips.models import Invitation, Participant, User
from trips.submitting import sent_at, submit, submit_key
from trips.views.common import form_data
from tripsplit.htmx import AppRequest, render_page
from tripsplit.ids import new_ref, ref_from_key

TWIN = timedelta(minutes=1)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: AppRequest, token: str) -> HttpResponse:
    response = _join(request, token)
    # The address is a key, so no page learns it. (With "no-referrer" browsers would say "Origin: null" of our own form, too.)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _join(request: AppRequest, token: str) -> HttpResponse:
    invitation = find_invitation(token)
    elsewhere = _elsewhere(request, invitation)
    if invitation is None or elsewhere is not None:
        return elsewhere or _closed(request, status=HTTPStatus.NOT_FOUND)
    form = JoinForm(form_data(request), initial={"name": getattr(request.user, "name", "")})
    if form.is_valid():
        try:
            return _submit(request, invitation, form)
        except InvitationClosed:
            return _closed(request, status=HTTPStatus.GONE)
        except DomainError as fault:
            form.add_error(None if form.cleaned_data["participant"] else "name", str(fault))
    context = {"trip": invitation.trip, "token": token, "form": form, "names": joining.claimable(invitation.trip)}
    status = 422 if form.is_bound else 200
    return render_page(request, "trips/join.html", context, status=status)


def _elsewhere(request: AppRequest, invitation: Invitation | None) -> HttpResponse | None:
    """Where those go who cannot join by the link any more, or need not; None for those who can."""
    mine = _mine(request, invitation) if invitation else None
    if mine is not None:
        if mine.is_active:
            return redirect("expense_list", mine.trip.slug)
        return _closed(request, status=HTTPStatus.FORBIDDEN, reason=str(WasDeactivated()))
    return _closed(request, status=HTTPStatus.GONE) if invitation and not is_open(invitation) else None


def _closed(request: AppRequest, *, status: int, reason: str = "") -> HttpResponse:
    return render_page(request, "trips/join_closed.html", {"reason": reason}, status=status)


def _mine(request: AppRequest, invitation: Invitation) -> Participant | None:
    """Who the caller already is in this trip, active or not; nobody in a trip that was deleted."""
    trip = invitation.trip
    if not isinstance(request.user, User) or trip.deleted_at is not None:
        return None
    return trip.participants.filter(user=request.user).first()


def _submit(request: AppRequest, invitation: Invitation, form: JoinForm) -> HttpResponse:
    """Take part, and be signed in from then on: a guest has no other way back in than the cookie of this answer."""
    guests: list[User] = []
    ref = form.cleaned_data["participant"] or ref_from_key(submit_key(request) or new_ref())

    def take_part() -> str:
        user = request.user if isinstance(request.user, User) else _new_guest(invitation, form, guests)
        if form.cleaned_data["participant"]:
            joining.claim_participant(invitation=invitation, user=user, ref=ref)
        else:
            joining.join_as_new(invitation=invitation, user=user, name=form.cleaned_data["name"], ref=ref)
        messages.success(request, f"Welcome to {invitation.trip.name}.")
        return reverse("expense_list", args=[invitation.trip.slug])

    response = submit(request, take_part)
    if not request.user.is_authenticated and response.status_code < HTTPStatus.BAD_REQUEST:
        guest = guests[0] if guests else _guest_of_twin(request, invitation, ref)
        if guest is not None:
            sign_in_guest(request, guest)
    return response


def _new_guest(invitation: Invitation, form: JoinForm, guests: list[User]) -> User:
    waiting = joining.claimable(invitation.trip).filter(ref=form.cleaned_data["participant"]).first()
    guests.append(create_guest(name=waiting.name if waiting else form.cleaned_data["name"]))
    return guests[0]


def _guest_of_twin(request: AppRequest, invitation: Invitation, ref: str) -> User | None:
    """The guest that this form made when it was sent a moment ago (a double tap): the browser dropped that answer and its cookie.

    Only for a moment: later the name may have been freed and belong to somebody else.
    """
    sent = sent_at(request)
    if sent is None or timezone.now() - sent > TWIN:
        return None
    twin = invitation.trip.participants.select_related("user").filter(ref=ref).first()
    return twin.user if twin and twin.user and twin.user.is_guest else None
