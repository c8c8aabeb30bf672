"""Pages about oneself: name, e-mail, password, other devices, leaving; allauth's own are in trips.allauth_views."""

from functools import partial

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trips.account_forms import DeleteForm, NameForm, UpgradeForm
from trips.accounts import on_public_address, rename_user
from trips.allauth_views import login_url_for
from trips.guest_accounts import (
    DEVICE_LINK_DAYS,
    AddressIsTaken,
    Merged,
    device_token,
    guest_to_merge,
    guest_with_link,
    merge_guest,
    places_of,
    renew_device_link,
    upgrade_guest,
)
from trips.guests import sign_in_guest
from trips.leaving import delete_account, trips_that_end_with
from trips.models import User
from trips.submitting import submit, submits
from trips.views.common import act, form_data, signed_in
from tripsplit.htmx import AppRequest, render_page, see_other
from tripsplit.qr import qr_code


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def account(request: AppRequest) -> HttpResponse:
    """Who one is here; the form changes the name."""
    user = signed_in(request)
    form = NameForm(form_data(request), initial={"name": user.name})
    if form.is_valid():
        return submit(request, lambda: _rename(request, user, form.cleaned_data["name"]))
    context = {"form": form, "pending": EmailAddress.objects.filter(user=user, verified=False).last()}
    status = 422 if form.is_bound else 200
    return render_page(request, "accounts/account.html", context, fragments=("name-form",), status=status)


def _rename(request: AppRequest, user: User, name: str) -> str:
    rename_user(user=user, name=name)
    messages.success(request, "Saved.")
    return reverse("account")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters("password")
def account_delete(request: AppRequest) -> HttpResponse:
    user = signed_in(request)
    form = DeleteForm(form_data(request), user=user)
    if form.is_valid():
        delete_account(user=user)
        logout(request)
        messages.success(
            request, "Your account is deleted. What you paid and owed stays in your friends’ trips, without your name."
        )
        return see_other(request, reverse("home"))
    context = {"form": form, "ending": trips_that_end_with(user)}
    status = 422 if form.is_bound else 200
    return render_page(request, "accounts/account_delete.html", context, fragments=("delete-form",), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_post_parameters("password1", "password2")
def guest_upgrade(request: AppRequest) -> HttpResponse:
    """A guest adds an e-mail and a password, and keeps everything."""
    user = signed_in(request)
    if not user.is_guest:
        return see_other(request, reverse("account"))
    # As sign-up is: what the form answers could be used to try out addresses.
    if refused := consume_or_429(request, app="allauth.account", action="signup"):
        return refused
    form = UpgradeForm(form_data(request), user=user)
    if form.is_valid():
        try:
            return _upgrade(request, user, form)
        except AddressIsTaken as fault:
            form.add_error("email", str(fault))
    context = {"form": form, "login_url": login_url_for(user)}
    status = 422 if form.is_bound else 200
    return render_page(request, "accounts/guest_upgrade.html", context, fragments=("upgrade-form",), status=status)


def _upgrade(request: AppRequest, user: User, form: UpgradeForm) -> HttpResponse:
    email, password = form.cleaned_data["email"], form.cleaned_data["password1"]
    address = upgrade_guest(request=request, user=user, email=email, password=password)
    # With no user behind it the address gets the mail that says "you have an account already": what is shown here is the same.
    send_verification_email_to_address(request, EmailAddress(email=email) if form.is_taken else address, signup=True)
    return see_other(request, reverse("account"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def guest_merge(request: AppRequest, token: str) -> HttpResponse:
    """Somebody who was here as a guest has logged in: shall the guest's trips come along?"""
    user, guest = signed_in(request), guest_to_merge(token)
    if guest is None:
        return render_page(request, "accounts/guest_merge_closed.html", {}, status=410)
    if user.is_guest:
        return see_other(request, login_url_for(guest))
    if request.method == "POST":
        return submit(request, partial(_merge, request, guest, into=user))
    context = {"guest": guest, "token": token, "places": places_of(guest, into=user)}
    return render_page(request, "accounts/guest_merge.html", context, fragments=("guest-merge",))


def _merge(request: AppRequest, guest: User, *, into: User) -> str:
    _say_what_merged(request, merge_guest(guest=guest, into=into))
    return reverse("trip_list")


def _say_what_merged(request: AppRequest, merged: Merged) -> None:
    if merged.moved:
        messages.success(request, f"{', '.join(merged.moved)}: now in your account.")
    if merged.left:
        messages.info(
            request,
            f"{', '.join(merged.left)}: you take part there already, so your guest’s name stays beside yours, with what is booked on it.",
        )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def device_link(request: AppRequest) -> HttpResponse:
    """A guest's own way in on another device. Looking makes no link: a button does."""
    user = signed_in(request)
    if not user.is_guest:
        return see_other(request, reverse("account"))
    if request.method == "POST":
        said = f"Your link is ready. It works for {DEVICE_LINK_DAYS.days} days."
        return act(request, lambda: renew_device_link(user=user), to=reverse("device_link"), said=said)
    token = device_token(user)
    link = on_public_address(reverse("device_join", args=[token])) if token else ""
    context = {"link": link, "qr": qr_code(link, title="QR code of your personal link") if link else ""}
    return render_page(request, "accounts/device_link.html", context, fragments=("device-link",))


@require_http_methods(["GET", "HEAD", "POST"])
def device_join(request: AppRequest, token: str) -> HttpResponse:
    """What a personal link opens. Looking (a link preview does, too) signs nobody in."""
    response = _device_join(request, token)
    # The address is a key. (Not "no-referrer": browsers would then say "Origin: null" of our own form, which CSRF refuses.)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _device_join(request: AppRequest, token: str) -> HttpResponse:
    guest, here = guest_with_link(token), request.user
    if guest is None:
        return render_page(request, "accounts/device_closed.html", {}, status=410)
    if here == guest:
        return see_other(request, reverse("trip_list"))
    # Signing another guest out would lose that guest's trips.
    other = isinstance(here, User) and here.is_guest
    if request.method == "POST" and not other:
        sign_in_guest(request, guest)
        return see_other(request, reverse("trip_list"))
    context = {"guest": guest, "token": token, "other": other}
    status = 409 if request.method == "POST" else 200
    return render_page(request, "accounts/device_join.html", context, fragments=("device-join",), status=status)
