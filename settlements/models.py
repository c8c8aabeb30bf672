"""What was paid back: a payment moves money from one participant to another and nothing else."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from settlements.answer_models import PaymentAnswer
from settlements.detail_models import PaymentDetail
from settlements.import_models import TripFile
from settlements.mail_models import Reminder
from settlements.report_models import Report
from settlements.wish_models import TripWishes
from trips.ledger_row import LedgerRow
from trips.models import Participant

__all__ = [
    "Payment",
    "PaymentAnswer",
    "PaymentDetail",
    "PaymentQuerySet",
    "Reminder",
    "Report",
    "TripFile",
    "TripWishes",
]

METHOD_LENGTH = 40


class PaymentQuerySet(models.QuerySet["Payment"]):
    def live(self) -> Self:
        """Not in the trash."""
        return self.filter(deleted_at=None)

    def in_trash(self) -> Self:
        return self.exclude(deleted_at=None)

    def disputed(self) -> Self:
        return self.filter(answer__state=PaymentAnswer.State.DISPUTED)

    def newest_first(self) -> Self:
        return self.order_by("-date", "-pk")

    def with_people(self) -> Self:
        return self.select_related("trip", "sender", "receiver", "answer")


class Payment(LedgerRow):
    """Money that one participant gave another to settle up."""

    sender = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="payments_sent")
    receiver = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="payments_received")
    method = models.CharField(max_length=METHOD_LENGTH, blank=True, help_text="Cash, bank transfer, …")

    objects = PaymentQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        indexes = [
            models.Index(fields=["trip", "-date", "-id"], condition=Q(deleted_at=None), name="settlements_payment_list")
        ]
        constraints = [
            *LedgerRow.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(sender=F("receiver")), name="settlements_payment_is_between_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} → {self.receiver}"

    def get_absolute_url(self) -> str:
        return reverse("payment_detail", args=[self.trip.slug, self.ref])
