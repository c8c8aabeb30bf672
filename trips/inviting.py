"""Sending the invitation link by e-mail, to people who need not know the site."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from trips import mailing
from trips.accounts import on_public_address
from trips.errors import DomainError, InvitationClosed
from trips.history import begin_change, log_activity
from trips.invitations import invitation_for, is_open, token_of
from trips.models import Activity, Participant, Trip
from tripsplit.mail import queue_mail

MOST_A_DAY = 20
DAY = timedelta(days=1)


class TooManyInvitations(DomainError):
    def __init__(self) -> None:
        super().__init__(f"You can send {MOST_A_DAY} invitations a day. Send the link itself to the others.")


@transaction.atomic
def send_invitations(*, trip: Trip, by: Participant, addresses: Iterable[str]) -> int:
    """Queue the trip's link for each address that wants such mails; to how many it is on its way.

    Whether an address wants them is not told, only counted in. Raises TooManyInvitations, InvitationClosed and TripIsClosed.
    """
    begin_change(trip)
    invitation = invitation_for(trip=trip, by=by)
    if not is_open(invitation):
        raise InvitationClosed
    wanted = list(dict.fromkeys(address.strip().lower() for address in addresses))
    if _sent_lately(by) + len(wanted) > MOST_A_DAY:
        raise TooManyInvitations
    link = on_public_address(reverse("join", args=[token_of(invitation)]))
    for address in wanted:
        # The feed counts, and names no address: it is read by everybody, and never changed.
        log_activity(trip=trip, by=by, verb="invited", subject="invitation", label=trip.name)
        if mailing.wants(address, mailing.INVITATION):
            queue_mail(
                "invitation",
                {"trip": trip, "by": by, "link": link, "until": timezone.localdate(invitation.expires_at)},
                to=address,
                subject=f"{by.name} invites you to {trip.name}",
                stop_url=mailing.stop_url(address, mailing.INVITATION),
            )
    return len(wanted)


def may_send(me: Participant) -> bool:
    """Whether mail leaves this site at all, and who asks has an address to answer for it."""
    return bool(settings.MAIL_IS_REAL and me.can_edit and me.user and me.user.email)


def _sent_lately(by: Participant) -> int:
    """What one person sent in the last day, in all their trips."""
    lately = Activity.objects.filter(verb="invited", at__gt=timezone.now() - DAY)
    return lately.filter(actor__user=by.user).count() if by.user_id else lately.filter(actor=by).count()
