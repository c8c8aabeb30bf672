"""Receipts of expenses: which file belongs to which bill. A part of expenses.models, in a module of its own for its length."""

from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from trips.models import Participant
from tripsplit.ids import new_ref

FILE_NAME_LENGTH = 80
SHA256_LENGTH = 64


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def live(self) -> Self:
        """Not removed."""
        return self.filter(deleted_at=None)

    def in_order(self) -> Self:
        return self.order_by("created_at", "pk")

    def room(self) -> int:
        """How many bytes they take, pictures for the list included; a file that two of them share counts twice."""
        return int(self.aggregate(room=Sum(F("size") + F("preview_size"), default=0))["room"])


class Receipt(models.Model):
    """A photo or PDF of an expense's bill. The bytes are files named by their hash (expenses.receipt_files), each with a small picture."""

    class Kind(models.TextChoices):
        IMAGE = "image", "Photo"
        PDF = "pdf", "PDF"

    class ContentType(models.TextChoices):
        JPEG = "image/jpeg", "JPEG"
        PDF = "application/pdf", "PDF"

    expense = models.ForeignKey("expenses.Expense", on_delete=models.PROTECT, related_name="receipts")
    ref = models.CharField(max_length=40, default=new_ref, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    content_type = models.CharField(max_length=40, choices=ContentType)
    name = models.CharField(max_length=FILE_NAME_LENGTH, help_text="What the file was called; only for showing.")
    sha256 = models.CharField(max_length=SHA256_LENGTH, db_index=True)
    size = models.PositiveBigIntegerField(help_text="Bytes of the file that is kept.")
    preview_sha256 = models.CharField(max_length=SHA256_LENGTH, db_index=True)
    preview_size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(help_text="Pixels; of a PDF, those of its first page as a picture.")
    height = models.PositiveIntegerField()
    created_by = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expense", "ref"], name="expenses_receipt_ref_is_unique_in_its_expense"),
            models.UniqueConstraint(
                fields=["expense", "sha256"],
                condition=Q(deleted_at=None),
                name="expenses_receipt_file_is_there_once",
            ),
            models.CheckConstraint(condition=~Q(ref="new") & ~Q(ref=""), name="expenses_receipt_ref_is_an_id"),
            models.CheckConstraint(condition=~Q(name=""), name="expenses_receipt_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind="image", content_type="image/jpeg") | Q(kind="pdf", content_type="application/pdf"),
                name="expenses_receipt_type_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Exact(Length("sha256"), SHA256_LENGTH) & Exact(Length("preview_sha256"), SHA256_LENGTH),
                name="expenses_receipt_hashes_are_whole",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, preview_size__gte=1, width__gte=1, height__gte=1),
                name="expenses_receipt_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.name
