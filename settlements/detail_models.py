"""How a participant can be paid. A part of settlements.models, in a module of its own: personal, and no money."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from settlements.paying.kinds import KINDS
from trips.models import NAME_LENGTH, Participant

DETAIL_LENGTH = 300


class PaymentDetail(models.Model):
    """One way in which a participant can be paid: an account, a name in an app, or a sentence."""

    # Read by trips.leaving: rows about the person themselves are deleted with the account, unlike those about money.
    is_personal: ClassVar[bool] = True

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="payment_details")
    kind = models.CharField(max_length=10, choices=[(kind.key, kind.label) for kind in KINDS.values()])
    value = models.CharField(max_length=DETAIL_LENGTH, help_text="In the kind's canonical form.")
    holder = models.CharField(max_length=NAME_LENGTH, blank=True, help_text="Whose account it is, as the bank has it.")
    street = models.CharField(max_length=70, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    town = models.CharField(max_length=35, blank=True)
    country = models.CharField(max_length=2, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind"], name="settlements_paymentdetail_is_one_of_its_kind"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="settlements_paymentdetail_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.participant}"
