"""The job: one background effect, kept in the database from its cause until it is done. It holds a kind and ids, no foreign keys."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from tripsplit.mail_models import Mail

__all__ = ["Job", "JobQuerySet", "Mail"]

HANDLER_LENGTH = KEY_LENGTH = LABEL_LENGTH = WORDS_LENGTH = 200
DEFAULT_ATTEMPTS = 8
OVER = ("done", "cancelled")  # nothing more will come of these


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> Self:
        """Waiting, and their time has come; the longest due first."""
        return self.filter(state=Job.State.QUEUED, run_at__lte=now).order_by("run_at", "pk")

    def abandoned(self, now: datetime) -> Self:
        """Begun by a worker that has not been heard of since; a lease too far ahead was taken before a clock went back."""
        too_far = now + 2 * settings.JOBS_LEASE
        return self.filter(Q(lease_until__lt=now) | Q(lease_until__gt=too_far), state=Job.State.RUNNING)

    def failed(self) -> Self:
        return self.filter(state=Job.State.FAILED)

    def unfinished(self) -> Self:
        """Waiting or running."""
        return self.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING))

    def held_by(self, token: str) -> Self:
        """The job that this lease is for, as long as it is: what somebody else has taken meanwhile is not among them."""
        return self.filter(state=Job.State.RUNNING, token=token)

    def open(self) -> Self:
        """Waiting, running, or failed: what may still need somebody."""
        return self.exclude(state__in=OVER)

    def what_needs_a_person_first(self) -> Self:
        """Failed, then running, then waiting, then what is over; the newest first."""
        order = (Job.State.FAILED, Job.State.RUNNING, Job.State.QUEUED)
        places = [When(state=state, then=Value(place)) for place, state in enumerate(order)]
        return self.order_by(Case(*places, default=Value(len(order))), "-pk")


class Job(models.Model):
    """Queued by `tripsplit.jobs.enqueue`, done by a worker. Rows change only there: by conditional UPDATEs that one of several wins."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    handler = models.CharField(max_length=HANDLER_LENGTH)
    key = models.CharField(max_length=KEY_LENGTH)
    args = models.JSONField(default=dict)
    label = models.CharField(max_length=LABEL_LENGTH)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)  # counted when one begins: a killed worker has had its try
    max_attempts = models.PositiveIntegerField(default=DEFAULT_ATTEMPTS)
    run_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=32, default="", blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    words = models.CharField(max_length=WORDS_LENGTH, default="", blank=True)
    error = models.TextField(default="", blank=True)
    request_id = models.CharField(max_length=64, default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handler", "key"], name="tripsplit_job_key_once"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed", "cancelled"]),
                name="tripsplit_job_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False) & ~Q(token="")
                | ~Q(state="running") & Q(lease_until__isnull=True, token=""),
                name="tripsplit_job_lease_while_running",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="tripsplit_job_done_within_total"),
        ]
        indexes = [
            models.Index(fields=["state", "run_at"], name="tripsplit_job_due"),
            models.Index(fields=["finished_at"], name="tripsplit_job_finished"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def progress_words(self) -> str:
        """How far it is, for people: "12 of 40, reading receipts"."""
        counted = f"{self.done:,} of {self.total:,}" if self.total and self.state == self.State.RUNNING else ""
        return ", ".join(filter(None, [counted, self.words])) or str(self.State(self.state).label)
