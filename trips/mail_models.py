"""Which mails an address wants. A part of trips.models, in a module of its own."""

from django.db import models
from django.db.models import Q

KINDS = ["invitation", "reminder", "payment", "digest"]


class MailChoice(models.Model):
    """A yes or no to one kind of mail, by an address; where there is none, the kind's default holds. Addresses are kept as a hash only."""

    address_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_hash", "kind"], name="trips_mailchoice_is_one_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="trips_mailchoice_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {'yes' if self.wanted else 'no'}"
