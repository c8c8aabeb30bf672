"""Every address of the site, found by walking the URLconf, and how to fill it in with the rows of a trip."""

import re
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailConfirmationHMAC
from django.contrib import admin
from django.urls import URLPattern, get_resolver

from trips.guest_accounts import device_token, merge_token
from trips.invitations import token_of
from trips.mailing import REMINDER, stop_url

NOBODY = "AAAAAAAAAA"  # a ref, and a token, that nothing has


@dataclass(frozen=True)
class Address:
    route: str
    name: str
    parameters: tuple[str, ...]
    view: Any

    @property
    def is_admin(self):
        return self.route.startswith("admin/")

    @property
    def is_in_a_trip(self):
        return self.route.startswith("trips/<slug>/")


def addresses():
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns, prefix):
    for pattern in patterns:
        route = prefix + _plain(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield Address(route, pattern.name or "", tuple(re.findall(r"<(\w+)>", route)), pattern.callback)
        else:
            yield from _walk(pattern.url_patterns, route)


def _plain(pattern):
    """`<str:slug>/` and `^(?P<slug>[a-z]+)/$` both as `<slug>/`."""
    pattern = re.sub(r"\(\?P(<\w+>)[^()]*\)", r"\1", pattern.removeprefix("^").removesuffix("$"))
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)


def url_of(address, side, **instead):
    """The address filled in with the rows of `side`; `instead` replaces single parts."""
    return "/" + re.sub(
        r"<(\w+)>", lambda part: str(instead.get(part[1]) or _value(part[1], address, side)), address.route
    )


def _value(part, address, side):
    if part == "slug":
        return side.trip.slug
    if part == "ref":
        return ref_of(address, side)
    if part == "receipt":
        return (side.removed_receipt if address.name == "receipt_restore" else side.receipt).ref
    if part == "comment":
        return (side.removed_comment if address.name == "comment_restore" else side.comment).ref
    if part == "object_id":
        return _row_in_admin(address)
    return {
        "join": lambda: token_of(side.trip.invitations.get()),
        "device_join": lambda: device_token(side.people["guest"].user),
        "account_confirm_email": lambda: EmailConfirmationHMAC(side.people["owner"].user.emailaddress_set.get()).key,
        "mail_stop": lambda: stop_url(side.people["owner"].user.email, REMINDER).rstrip("/").rpartition("/")[2],
        "guest_merge": lambda: merge_token(side.people["guest"].user),
    }.get(
        address.name,
        lambda: {"app_label": "trips", "content_type_id": 1, "currency": "USD", "number": 1, "purpose": "food"}.get(
            part, NOBODY
        ),
    )()


def ref_of(address, side):
    """What a `<ref>` names here: an expense, a payment or a participant; one in the trash where it is to be restored."""
    trashed = address.name.endswith("_restore") and not {"receipt", "comment"} & {*address.parameters}
    kinds = {
        "/expenses/": lambda: side.trashed_expense if trashed else side.expense,
        "/repeats/": side.trip.repeats.get,
        "/presets/": side.trip.presets.get,
        "/reports/": side.trip.reports.get,
        "/import/": side.people["owner"].user.trip_files.get,
        "/turns/": side.people["owner"].questions.get,
        "/payments/": lambda: side.trashed_payment if trashed else side.payment,
    }
    for part, row in kinds.items():
        if part in address.route:
            return row().ref
    # Somebody who owes, and can be reminded of it by mail.
    return side.people["editor" if address.name == "reminder_send" else "unclaimed"].ref


def _row_in_admin(address):
    model = next(
        (
            model
            for model in admin.site._registry
            if f"admin/{model._meta.app_label}/{model._meta.model_name}/" in address.route
        ),
        None,
    )
    row = model and model._default_manager.order_by("pk").first()
    return row.pk if row else 1
