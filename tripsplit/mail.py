"""Mail that is never lost: kept in the database with its cause, sent by a job, tried again when the server refuses for now.

A worker that is killed between the server's "accepted" and its own note sends a second time, with the same Message-ID, so that the
reader's mailbox shows one.
"""

import secrets
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from tripsplit.jobs import GiveUp, Running, enqueue
from tripsplit.locale import DEFAULT_LOCALE, reading_as
from tripsplit.mail_models import SUBJECT_LENGTH, Mail

FOR_GOOD = range(500, 600)  # SMTP: this will never work, unlike 4xx


@transaction.atomic
def queue_mail(
    template: str, context: dict[str, object], *, to: str, subject: str, key: str = "", stop_url: str = ""
) -> Mail:
    """Write a mail from `mail/<template>.txt` and `.html`, to be sent after the commit. The same key gives the mail that there is.

    `stop_url` is where one click ends mails of this kind; the text is to name it, too.
    """
    token = secrets.token_hex(16)
    values = {**context, "stop_url": stop_url, "base_url": settings.PUBLIC_BASE_URL}
    # Numbers as an English letter has them, not as they are for whoever made this request.
    with reading_as(DEFAULT_LOCALE):
        text, html = (render_to_string(f"mail/{template}.{form}", values) for form in ("txt", "html"))
    mail, made = Mail.objects.get_or_create(
        key=key or token,
        defaults={
            "address": to,
            "subject": " ".join(subject.split())[:SUBJECT_LENGTH],
            "text": text.strip() + "\n",
            "html": html,
            "stop_url": stop_url,
            "message_id": f"<{token}@{settings.PUBLIC_HOST}>",
        },
    )
    if made:
        enqueue("tripsplit.mail.send", key=f"mail {mail.pk}", args={"mail": mail.pk}, label=f"Mail: {mail.subject}")
    return mail


def send(job: Running) -> None:
    """Send one mail; nothing where it is gone or was sent already. Gives up where the server says that it never will take it."""
    mail = Mail.objects.filter(pk=job.args["mail"], sent_at=None).first()
    if mail is not None:
        try:
            message_of(mail).send()
        except SMTPRecipientsRefused as refusal:
            codes = {code for code, _ in refusal.recipients.values()}
            if codes <= set(FOR_GOOD):
                raise GiveUp("The mail server does not take this address.") from refusal
            raise
        except SMTPResponseException as refusal:
            if refusal.smtp_code in FOR_GOOD:
                raise GiveUp(f"The mail server refused it for good ({refusal.smtp_code}).") from refusal
            raise
    with transaction.atomic():
        Mail.objects.filter(pk=job.args["mail"]).update(sent_at=timezone.now(), text="", html="", stop_url="")
        job.finish()


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it goes over the wire: text first, HTML beside it, and the headers by which one click unsubscribes."""
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if mail.stop_url:
        headers |= {"List-Unsubscribe": f"<{mail.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.address], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
