"""What the tests of receipts share: uploads as a browser sends them, and an expense to add them to."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from expenses.receipt_files import prepared
from expenses.receipts import attach_receipts
from tests.expenses import corpus

LARGE = (600, 300)  # so that the small picture of it is another one


def upload(data=None, name="Bill.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, corpus.jpeg(LARGE) if data is None else data, content_type)


def several(count):
    """So many photos, no two alike."""
    return [upload(corpus.jpeg((600 + number, 300)), f"Bill {number}.jpg") for number in range(count)]


def attach(expense, by, *uploads):
    with prepared(uploads or [upload()]) as batch:
        assert not batch.refusals
        return attach_receipts(expense=expense, by=by, files=batch.files)


def on_disk():
    """Every file under the receipts' folder, by its path there."""
    root = Path(settings.MEDIA_ROOT) / "receipts"
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
