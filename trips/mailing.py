"""Which mails people get, and the link in each that ends mails of its kind with one click (RFC 8058), signed in or not."""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from trips.accounts import on_public_address
from trips.mail_models import MailChoice
from trips.models import User

SALT = "trips.mailing"


@dataclass(frozen=True)
class Kind:
    """One kind of mail: what a person reads beside its box, and whether it is sent to those who never said."""

    key: str
    label: str
    by_default: bool


INVITATION, REMINDER, PAYMENT, DIGEST = "invitation", "reminder", "payment", "digest"
KINDS = {
    kind.key: kind
    for kind in (
        Kind(INVITATION, "Invitations to trips", by_default=True),
        Kind(REMINDER, "Reminders of what is owed, at most one a day from each trip", by_default=True),
        Kind(PAYMENT, "News of payments: somebody says that they paid, or disputes one", by_default=True),
        Kind(DIGEST, "Once a week, what has happened in the trips", by_default=False),
    )
}


def wants(address: str, kind: str) -> bool:
    """Whether mails of this kind may be sent to the address."""
    said = MailChoice.objects.filter(address_hash=_hash(address), kind=kind).values_list("wanted", flat=True).first()
    return KINDS[kind].by_default if said is None else said


def choices_of(user: User) -> dict[str, bool]:
    """What the user gets, by kind; one query."""
    said = dict(MailChoice.objects.filter(address_hash=_hash(user.email or "")).values_list("kind", "wanted"))
    return {key: said.get(key, kind.by_default) for key, kind in KINDS.items()}


def users_who_want(kind: str) -> list[User]:
    """Everybody with an account and an address who gets mails of this kind; two queries."""
    said = dict(MailChoice.objects.filter(kind=kind).values_list("address_hash", "wanted"))
    users = User.objects.filter(is_active=True, email__isnull=False).order_by("pk")
    return [user for user in users if said.get(_hash(user.email or ""), KINDS[kind].by_default)]


@transaction.atomic
def set_choices(*, address: str, choices: dict[str, bool]) -> None:
    """Say which kinds the address wants; kinds that are not named stay as they are."""
    for kind, wanted in choices.items():
        MailChoice.objects.update_or_create(address_hash=_hash(address), kind=kind, defaults={"wanted": wanted})


def stop_url(address: str, kind: str) -> str:
    """The public address that ends mails of this kind. It works for as long as the secret key stays the same."""
    token = signing.dumps([address.lower(), kind], salt=SALT, compress=True)
    return on_public_address(reverse("mail_stop", args=[token]))


def read_stop_token(token: str) -> tuple[str, str] | None:
    """The address and the kind that a stop link is about; None for one that we never made."""
    try:
        address, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return address, kind


def _hash(address: str) -> str:
    return salted_hmac(SALT, address.lower(), algorithm="sha256").hexdigest()
