"""What has happened in a trip: the feed's lines, and a snapshot of every version of its money. A part of trips.models, for its length."""

from datetime import datetime
from typing import Self

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone


class Activity(models.Model):
    """One line of the trip's feed: who did what to what, with what it was before and after. Never changed, never deleted singly."""

    trip = models.ForeignKey("trips.Trip", on_delete=models.PROTECT, related_name="activities")
    actor = models.ForeignKey("trips.Participant", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    verb = models.CharField(max_length=40, validators=[MinLengthValidator(1)])
    subject = models.CharField(
        max_length=20, help_text="What kind of thing: trip, participant, invitation, expense, payment."
    )
    ref = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=320, blank=True, help_text="What it was called then.")
    changes = models.JSONField(default=list, blank=True, help_text="A list of {field, before, after}, as texts.")

    class Meta:
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["trip", "-id"], name="trips_activity_feed")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.label}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, kind: str, ref: str) -> Self:
        """The versions of one row, the present one first, each with who made it."""
        return self.filter(kind=kind, ref=ref).select_related("actor").order_by("-version")

    def standing_at(self, moment: datetime) -> Self:
        """Of each row its newest version of that moment, those that were in the trash left out.

        Versions of one row are ordered by their number, so two of the same instant have an order, too. One statement; it looks for later
        versions by the unique index that guards them.
        """
        row = {name: OuterRef(name) for name in ("trip", "kind", "ref")}
        later = self.model._default_manager.filter(**row, version__gt=OuterRef("version"), at__lte=moment)
        return self.filter(~Exists(later), at__lte=moment).exclude(verb=Revision.Verb.DELETED)


class Revision(models.Model):
    """A full snapshot of one version of one expense or payment: the history. Append-only (a database trigger refuses an update)."""

    class Verb(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        EDITED = "edited", "Edited"
        DELETED = "deleted", "Deleted"
        RESTORED = "restored", "Restored"
        REVERTED = "reverted", "Reverted"  # to an earlier version, out of the trash if need be

    trip = models.ForeignKey("trips.Trip", on_delete=models.PROTECT, related_name="revisions")
    kind = models.CharField(max_length=10, choices=[("expense", "Expense"), ("payment", "Payment")])
    ref = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=Verb)
    actor = models.ForeignKey("trips.Participant", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    snapshot = models.JSONField(help_text="The row as the trip archive writes it.")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trip", "kind", "ref", "version"], name="trips_revision_is_one_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref} v{self.version} {self.verb}"
