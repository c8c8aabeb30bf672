"""What the receiver says of a payment. A part of settlements.models, in a module of its own."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from trips.models import Participant

ANSWER_NOTE_LENGTH = 300


class PaymentAnswer(models.Model):
    """The receiver has the money, or says that something is wrong. The payment counts either way; a dispute flags it until resolved."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        DISPUTED = "disputed", "Disputed"

    payment = models.OneToOneField("settlements.Payment", on_delete=models.PROTECT, related_name="answer")
    state = models.CharField(max_length=10, choices=State)
    note = models.CharField(max_length=ANSWER_NOTE_LENGTH, blank=True)
    version = models.PositiveIntegerField(help_text="The payment's version that it is about.")
    by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "disputed"]), name="settlements_paymentanswer_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed") | ~Q(note=""), name="settlements_paymentanswer_dispute_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.payment}"
