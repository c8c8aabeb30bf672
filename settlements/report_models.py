"""Reports that were ordered. A part of settlements.models, in a module of its own: a file for a while, and no money."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from settlements.reports.kinds import KINDS
from trips.models import Participant, Trip
from tripsplit.ids import new_ref

KEPT_DAYS = 30
SHA256_LENGTH = 64


class ReportQuerySet(models.QuerySet["Report"]):
    def newest_first(self) -> Self:
        return self.order_by("-ordered_at", "-pk")

    def with_people(self) -> Self:
        return self.select_related("of", "ordered_by")

    def unmade(self) -> Self:
        """Waiting, in the making, or failed: their jobs know."""
        return self.filter(made_at=None)

    def over(self, now: datetime) -> Self:
        """Those whose time is up."""
        return self.filter(ordered_at__lt=now - timedelta(days=KEPT_DAYS))


class Report(models.Model):
    """A file of one trip that somebody ordered. How its making goes, its job knows (settlements.reports.orders)."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="reports")
    ref = models.CharField(max_length=40, default=new_ref, editable=False)
    kind = models.CharField(max_length=12, help_text="One of settlements.reports.kinds.")
    of = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom a statement is about.",
    )
    locale = models.CharField(max_length=30, help_text="How it writes numbers: as whoever ordered it reads them.")
    ordered_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.PositiveBigIntegerField(help_text="The trip's, when it was ordered; once made, what it shows.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it cannot be made, for its readers.")
    made_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=SHA256_LENGTH, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["trip", "-ordered_at", "-id"], name="settlements_report_list")]
        constraints = [
            models.UniqueConstraint(fields=["trip", "ref"], name="settlements_report_ref_is_unique_in_its_trip"),
            models.CheckConstraint(condition=~Q(ref="new") & ~Q(ref=""), name="settlements_report_ref_is_an_id"),
            models.CheckConstraint(
                condition=Q(made_at=None, sha256="", size=0)
                | Q(Exact(Length("sha256"), SHA256_LENGTH), made_at__isnull=False, size__gte=1),
                name="settlements_report_is_made_with_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} of {self.trip}"

    @property
    def title(self) -> str:
        """ "Statement for Zoë (PDF)"; the key where this kind is made no more."""
        kind = KINDS.get(self.kind)
        if kind is None:
            return self.kind
        return kind.label_of.format(name=self.of.name) if self.of else kind.label

    @property
    def expires_at(self) -> datetime:
        return self.ordered_at + timedelta(days=KEPT_DAYS)
