"""A mail on its way: written in the transaction of its cause, sent by a job. A part of tripsplit.models."""

from django.db import models
from django.utils import timezone

SUBJECT_LENGTH = 200


class Mail(models.Model):
    """What is to be sent, with the one Message-ID that every attempt carries. Its words are forgotten once it is sent."""

    key = models.CharField(max_length=200, unique=True, help_text="The same key a second time is the same mail.")
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    stop_url = models.CharField(max_length=500, blank=True, help_text="One-click unsubscribe (RFC 8058).")
    message_id = models.CharField(max_length=300, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mails"

    def __str__(self) -> str:
        return self.subject
