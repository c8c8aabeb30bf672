"""What people ask about their trips, and what they were told: a conversation for each person and trip."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assistant.llm.place import host_of
from trips.models import Participant, Trip, User
from tripsplit.ids import new_ref

QUESTION_LENGTH = 1_000
WORDS_LENGTH = 400  # at least a description's, folded
ADDRESS_LENGTH = 300
EVERYTHING = ""


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked_by(self, me: Participant) -> Self:
        """Those of this person in this trip: a name may have been somebody else's before."""
        return self.filter(participant=me, user=me.user_id)

    def shown(self) -> Self:
        """Not cleared away."""
        return self.filter(cleared_at=None)

    def oldest_first(self) -> Self:
        return self.order_by("pk")

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def running(self) -> Self:
        return self.filter(state=Question.State.RUNNING)


class Question(models.Model):
    """One turn: a question, the ledger's exact answer to it, and what a language model made of it in words.

    `events` is what the page's stream has told until now, in order, as pairs of name and data: whoever connects again hears it again,
    and the model is never asked a second time.
    """

    # Read by trips.leaving: forgotten with the account.
    is_personal: ClassVar[bool] = True

    class Status(models.TextChoices):
        ANSWERED = "answered", "Answered"
        AMBIGUOUS = "ambiguous", "Ambiguous"
        UNKNOWN = "unknown", "Unknown"
        REFUSED = "refused", "Refused"

    class Engine(models.TextChoices):
        LEDGER = "ledger", "The ledger"
        MODEL = "model", "A language model"

    class State(models.TextChoices):
        """Of the words: the exact answer is there from the start."""

        WAITING = "waiting", "Waits for its words"
        RUNNING = "running", "Is put into words"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="questions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=40, default=new_ref)
    text = models.CharField(max_length=QUESTION_LENGTH, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    status = models.CharField(max_length=10, choices=Status)
    engine = models.CharField(max_length=10, choices=Engine, default=Engine.LEDGER)
    language = models.CharField(max_length=5, blank=True)
    # What the reader is shown, as assistant.telling makes it, and what the next turn starts from.
    answer = models.JSONField(default=dict)
    frame = models.JSONField(default=dict, blank=True)

    is_unsure = models.BooleanField(default=False, help_text="The rules were not sure what it means.")

    state = models.CharField(max_length=10, choices=State, default=State.DONE)
    events = models.JSONField(default=list)
    # Of the process that has the words made: when it is silent for long, nobody is at it any more.
    heard_at = models.DateTimeField(null=True, blank=True)
    # When a reader at another process was last there: a reason to go on though nobody is left at this one.
    wanted_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "ref"], name="assistant_question_ref_is_unique"),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(state="running"), name="assistant_question_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["answered", "ambiguous", "unknown", "refused"]),
                name="assistant_question_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "stopped", "failed"]),
                name="assistant_question_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None) | Q(text=""), name="assistant_question_cleared_says_nothing"
            ),
        ]
        indexes = [models.Index(fields=["participant", "asked_at"], name="assistant_question_recent")]

    def __str__(self) -> str:
        return self.text or "A question that was cleared away"

    @property
    def is_over(self) -> bool:
        return self.state not in {self.State.WAITING, self.State.RUNNING}

    @property
    def told(self) -> list[tuple[str, Any]]:
        return [(str(name), data) for name, data in self.events]


class Forgotten(models.Model):
    """What suggestions no longer learn from a trip: its expenses up to one, as far as they say these words; all of them with none."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="forgotten")
    words = models.CharField(max_length=WORDS_LENGTH, blank=True)
    up_to = models.BigIntegerField(help_text="The newest expense of then; what is filed later is learnt again.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trip", "words"], name="assistant_forgotten_is_there_once")]

    def __str__(self) -> str:
        return self.words or "Everything until then"


class WhatIsRead(models.TextChoices):
    """By a language model, for somebody who fills in a form."""

    RECEIPT = "receipt", "A receipt"
    SENTENCE = "sentence", "A sentence"
    DESCRIPTION = "description", "A description"


class ReadingQuerySet(models.QuerySet["Reading"]):
    def had_by(self, me: Participant) -> Self:
        """Those of this person in all their trips: what they cost is the server's, whichever trip they are for."""
        return self.filter(participant__user=me.user_id)


class Reading(models.Model):
    """One thing that somebody had a model read: only when, for the limits. What it said is nowhere but in the answer to them.

    A receipt is read for as long as it takes; what is offered beside a form has ended when it is counted.
    """

    is_personal: ClassVar[bool] = True

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="readings")
    what = models.CharField(max_length=11, choices=WhatIsRead, default=WhatIsRead.RECEIPT)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(ended_at=None), name="assistant_reading_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(what__in=["receipt", "sentence", "description"]), name="assistant_reading_what_is_known"
            ),
        ]
        indexes = [models.Index(fields=["participant", "asked_at"], name="assistant_reading_recent")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.asked_at:%Y-%m-%d %H:%M}"


class Agreement(models.Model):
    """That somebody agreed to have photos of receipts sent to a model's server on another machine; of another address nothing is said."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=ADDRESS_LENGTH)
    agreed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="assistant_agreement_is_there_once")]

    def __str__(self) -> str:
        return self.address

    @property
    def host(self) -> str:
        return host_of(self.address)
