"""News of a payment: to the receiver that somebody says it was made, to the payer that the receiver sees it differently."""

from django.conf import settings
from django.urls import reverse

from settlements.models import Payment, PaymentAnswer
from trips import mailing
from trips.accounts import on_public_address
from trips.models import Participant
from tripsplit.locale import DEFAULT_LOCALE
from tripsplit.mail import queue_mail
from tripsplit.money import format_money


def tell_receiver(payment: Payment, *, by: Participant | None) -> None:
    """Queue a mail to the receiver, who may confirm or dispute; not where they wrote it down themselves, or nobody did (an import)."""
    if by is None or by.user_id is None or by.pk == payment.receiver_id:
        return
    said = _amount(payment)
    by_payer = by.pk == payment.sender_id
    claim = (
        f"{by.name} says: I paid you {said}"
        if by_payer
        else f"{by.name} says that {payment.sender.name} paid you {said}"
    )
    _write("payment", payment, payment.receiver, subject=claim, key=f"payment {payment.pk}", said=claim, by=by)


def tell_payer(answer: PaymentAnswer, payment: Payment) -> None:
    """Queue a mail to the payer that the payment is disputed, once for each version of it."""
    if answer.by_id == payment.sender_id:
        return
    claim = f"{answer.by.name} says that something is wrong with your payment of {_amount(payment)}"
    key = f"disputed {payment.pk} v{answer.version}"
    _write("disputed", payment, payment.sender, subject=claim, key=key, said=claim, by=answer.by, note=answer.note)


def _amount(payment: Payment) -> str:
    return format_money(payment.money, locale=DEFAULT_LOCALE)


def _write(template: str, payment: Payment, to: Participant, *, subject: str, key: str, **said: object) -> None:
    user = to.user if settings.MAIL_IS_REAL and to.is_active else None
    if user is None or not user.is_active or not user.email or not mailing.wants(user.email, mailing.PAYMENT):
        return
    link = on_public_address(reverse("payment_detail", args=[payment.trip.slug, payment.ref]))
    queue_mail(
        template,
        {"trip": payment.trip, "payment": payment, "person": to, "link": link, **said},
        to=user.email,
        subject=f"{subject} ({payment.trip.name})",
        key=key,
        stop_url=mailing.stop_url(user.email, mailing.PAYMENT),
    )
