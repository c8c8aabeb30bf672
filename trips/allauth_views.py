"""allauth's pages, made safe for guests.

A guest who is logged out has lost their trips, and allauth logs people out, or sends them away, where they open a page that is for
somebody else. For a guest those pages behave as if nobody were signed in, and logging in leads on to joining guest and account.
"""

import functools
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account import views
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from trips.guest_accounts import merge_token
from trips.models import User

View = Callable[..., HttpResponseBase]

PASSED_THROUGH = "next"


def login_url_for(guest: User) -> str:
    """Where a guest logs in to an account of theirs; it leads on to taking the guest's trips along."""
    merge = reverse("guest_merge", args=[merge_token(guest)])
    return f"{reverse('account_login')}?{urlencode({PASSED_THROUGH: merge}, safe='/')}"


def _guest(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) and request.user.is_guest else None


def as_nobody(view: View) -> View:
    """For a guest the page is as for somebody who is not signed in, and the session stays theirs."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if _guest(request):
            request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    return wrapped


def accounts_only(view: View) -> View:
    """Guests have no address and no password yet: they are led to where they get them."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return redirect("guest_upgrade") if _guest(request) else view(request, *args, **kwargs)

    return wrapped


def login(request: HttpRequest) -> HttpResponseBase:
    """allauth's log-in; that of a guest always leads on to guest_merge, or the guest's trips would be lost with the session."""
    guest = _guest(request)
    if guest is None:
        return _login(request)
    merging = reverse("guest_merge", args=["-"]).removesuffix("-/")
    if request.method == "POST":
        if not request.POST.get(PASSED_THROUGH, "").startswith(merging):
            said = request.POST.copy()
            said[PASSED_THROUGH] = reverse("guest_merge", args=[merge_token(guest)])
            request.POST = said  # type: ignore[assignment]
    elif not request.GET.get(PASSED_THROUGH, "").startswith(merging):
        return redirect(login_url_for(guest))
    return as_nobody(_login)(request)


_login: View = views.login
logout: View = views.logout
inactive: View = views.account_inactive
signup = accounts_only(views.signup)
reauthenticate = accounts_only(views.reauthenticate)
email = accounts_only(views.email)
email_verification_sent = as_nobody(views.email_verification_sent)
confirm_email = as_nobody(views.confirm_email)
password_change = accounts_only(views.password_change)
password_set = accounts_only(views.password_set)
password_reset = as_nobody(views.password_reset)
password_reset_done = as_nobody(views.password_reset_done)
password_reset_from_key = as_nobody(views.password_reset_from_key)
password_reset_from_key_done = as_nobody(views.password_reset_from_key_done)
