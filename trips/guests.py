"""Guests: people who came by a link, with no e-mail and no password, and are signed in on their own devices only."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from trips.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def create_guest(*, name: str) -> User:
    """A user without e-mail and password. The caller holds the transaction in which the guest joins something."""
    return User.objects.create_user(name=name)


def sign_in_guest(request: HttpRequest, user: User) -> None:
    """Sign a guest in on this device for settings.GUEST_SESSION_AGE. Raises ValueError for anybody who has an e-mail address."""
    if not user.is_guest:
        raise ValueError("Only a guest is signed in without a password.")
    login(request, user, backend=BACKEND)
    request.session.set_expiry(settings.GUEST_SESSION_AGE)
