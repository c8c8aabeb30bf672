"""How allauth's flows and axes' limit meet our users: whose tries are counted, where mail leads, and what is said when it fails."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from trips.models import User
from tripsplit.middleware import client_ip

log = structlog.get_logger(__name__)

# The mails that the person waits for, and where they ask for another one.
RESET_MAILS = {"account/email/password_reset_key", "account/email/unknown_account"}
CONFIRMATION_MAILS = {
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/account_already_exists",
}
MAIL_FAILED = "We could not send you a mail just now. Please try again in a few minutes."
CONFIRMATION_FAILED = (
    "We could not send the mail that confirms your address just now. Log in again in a few minutes to get it."
)


def attempt_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whose tries axes counts: the address as the log-in looks it up, in small letters.

    allauth gives it as `email`, the admin as `username`; by itself axes would look for its form field only, find nothing, and count
    everybody behind one network address together.
    """
    said = credentials or {}
    return str(said.get("email") or said.get("username") or request.POST.get("login", "")).strip().lower()


def nobody_in_particular(*_: object) -> str:
    """How axes names a person in its log lines: not at all."""
    return "somebody"


def display_name(user: User) -> str:
    """How allauth calls a user."""
    return user.name or user.email or "Guest"


def rename_user(*, user: User, name: str) -> None:
    """Change what a user is called; their names in trips stay as their friends know them."""
    user.name = name
    user.save(update_fields=["name"])


def vouch_for_address(*, user: User) -> None:
    """Count a user's address as proven, with no mail: for users that the site itself makes."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


class Site:
    """What a mail calls this place; the Host header of whoever asked has no say in it."""

    name = "TripSplit"
    domain = settings.PUBLIC_HOST


def on_public_address(url: str) -> str:
    """The same page at PUBLIC_BASE_URL, whatever host the request named."""
    return settings.PUBLIC_BASE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter, with our limit, our addresses and words for mail that fails."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request) or ""

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site: `next` never names a host, not even our own."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    # -- log-in attempts --------------------------------------------------------------------------------------------------
    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user, unless the limit was reached while the password was being checked.

        Axes looks before the check and counts after it. Of many guesses sent at once all pass the look; refusing even the right one
        when others have used up the tries in the meantime leaves them with no more answers than the limit allows.
        """
        user = super().authenticate(request, **credentials)
        if user is not None and AxesProxyHandler.is_locked(request, credentials):
            request.axes_locked_out = True  # type: ignore[attr-defined]
            request.axes_credentials = credentials  # type: ignore[attr-defined]
            return None
        return cast("User | None", user)

    # -- mail -------------------------------------------------------------------------------------------------------------
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        links = {name: on_public_address(value) for name, value in context.items() if name.endswith("_url")}
        try:
            super().send_mail(template_prefix, email, {**context, **links, "current_site": Site})
        except OSError as fault:  # every error of smtplib and of sockets is one
            # Neither the address nor the server's answer, which repeats it.
            log.error("mail_failed", mail=template_prefix.rpartition("/")[2], fault=type(fault).__name__)  # noqa: TRY400
            self._say_that_mail_failed(template_prefix, email)

    def _say_that_mail_failed(self, template_prefix: str, email: str) -> None:
        request = self.request
        if template_prefix in RESET_MAILS:
            messages.error(request, MAIL_FAILED)
            raise ImmediateHttpResponse(redirect("account_reset_password"))
        if template_prefix in CONFIRMATION_MAILS:
            request.mail_failed = True
            messages.error(request, CONFIRMATION_FAILED)
            # The mail did not go, so the pause before the next one would only be in the way.
            ratelimit.clear(request, app="allauth.account", action="confirm_email", key=email.lower())

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """After the transaction, so that a slow mail server never holds the database."""
        request = self.request

        def send() -> None:
            with request_context(request):
                super(AccountAdapter, self).send_notification_mail(*args, **kwargs)

        transaction.on_commit(send)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        sent = message_template == "account/messages/email_confirmation_sent.txt"
        if not (sent and getattr(request, "mail_failed", False)):
            super().add_message(request, level, message_template, *args, **kwargs)

    def respond_email_verification_sent(self, request: HttpRequest, user: Any) -> HttpResponseBase:
        if getattr(request, "mail_failed", False):
            return redirect("account_login")
        return super().respond_email_verification_sent(request, user)

    # -- addresses --------------------------------------------------------------------------------------------------------
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make the address the user's, unless it became somebody else's since the mail was sent."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
