"""A receipt as a model may be shown it: a small picture, made in the child, that carries nothing but its pixels. Nothing is kept.

Of a PDF it is the first page.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from expenses.imaging import READING_SIDE, Refused
from expenses.imaging.sandbox import make_safe
from expenses.receipt_files import Upload, bytes_of, file_of, preview_of
from expenses.receipt_models import Receipt


def picture_of_upload(upload: Upload) -> bytes:
    """A JPEG of what somebody has chosen. Raises Refused, with a sentence."""
    return _small(bytes_of(upload))


def picture_of_receipt(receipt: Receipt) -> bytes:
    """A JPEG of what is kept. Raises Refused, with a sentence, where its file is not there any more, too."""
    try:
        if receipt.kind == Receipt.Kind.PDF:
            return preview_of(receipt).read_bytes()
        return _small(file_of(receipt).read_bytes())
    except FileNotFoundError:
        raise Refused("The file of this receipt is not there any more.") from None


def _small(data: bytes) -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        made = make_safe(data, folder=folder, side=READING_SIDE)
        return (folder / ("file" if made.kind == "image" else "preview")).read_bytes()
