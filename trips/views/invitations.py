"""The invitation card of the people page: the link with its QR code, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from trips import invitations, inviting
from trips.access import get_trip
from trips.accounts import on_public_address
from trips.conflicts import Conflict, compared, conflict_page, last_change, version_of
from trips.errors import RowChanged
from trips.forms import InvitationForm
from trips.models import Participant, Trip
from trips.submitting import submits
from trips.views.common import act
from tripsplit.htmx import AppRequest, see_other
from tripsplit.qr import qr_code


def invitation_context(trip: Trip) -> dict[str, Any]:
    """What the card needs, for those who may invite: the link and its picture, while somebody can join by it."""
    if not trip.me.can_edit:
        return {}
    invitation = invitations.current_invitation(trip)
    if invitation is None or not invitation.is_open():
        return {"invitation": invitation}
    link = on_public_address(reverse("join", args=[invitations.token_of(invitation)]))
    may_mail = inviting.may_send(trip.me)
    return {
        "invitation": invitation,
        "may_mail": may_mail,
        "link": link,
        "qr": qr_code(link, title="QR code of the invitation link"),
    }


def was_withdrawn(trip: Trip) -> bool:
    invitation = invitations.current_invitation(trip)
    return invitation is not None and invitation.revoked_at is not None


@require_POST
@login_required
@submits
def invitation_renew(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    if was_withdrawn(trip):  # an owner ended it, so only an owner opens the door again
        trip = get_trip(request, slug, may="own")
    return act(
        request,
        lambda: invitations.renew_invitation(trip=trip, by=trip.me),
        to=_people(slug),
        said="The link is open for another week.",
    )


@require_POST
@login_required
@submits
def invitation_rotate(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    return act(
        request,
        lambda: invitations.rotate_invitation(trip=trip, by=trip.me),
        to=_people(slug),
        said="There is a new link. The old one opens nothing any more.",
    )


@require_POST
@login_required
@submits
def invitation_edit(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    form = InvitationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose what those who join may do.")
        return see_other(request, _people(slug))
    role = Participant.Role(form.cleaned_data["role"])

    try:
        return act(
            request,
            lambda: _let_join(request, trip, role),
            to=_people(slug),
            said="Who joins may add and change." if role == Participant.Role.EDITOR else "Who joins may look on.",
        )
    except RowChanged:
        return _conflict_page(request, trip, role)


def _let_join(request: AppRequest, trip: Trip, role: Participant.Role) -> None:
    seen = invitations.current_invitation(trip)
    link = seen or invitations.invitation_for(trip=trip, by=trip.me)
    invitations.edit_invitation(
        invitation=link,
        by=trip.me,
        version=version_of(request) if seen else link.version,
        role=role,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
    )


def _conflict_page(request: AppRequest, trip: Trip, role: Participant.Role) -> HttpResponse:
    link = invitations.invitation_for(trip=trip, by=trip.me)
    both = Conflict(
        target="invitation-form",
        facts=compared(invitations.described(link), {"Role": role.label}),
        theirs=last_change(trip, "invitation"),
        me=trip.me,
        version=link.version,
        save_url=reverse("invitation_edit", args=[trip.slug]),
        keep_url=_people(trip.slug),
        typed=[("role", role)],
    )
    return conflict_page(request, trip, both, tab="people")


@require_POST
@login_required
@submits
def invitation_revoke(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug, may="own")
    return act(
        request,
        lambda: invitations.revoke_invitation(trip=trip, by=trip.me),
        to=_people(slug),
        said="Nobody can join by the link any more.",
    )


def _people(slug: str) -> str:
    return reverse("participant_list", args=[slug])
