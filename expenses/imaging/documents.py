"""PDFs are looked through, and lose what can act by itself; one that is clean is kept as it is. Only in the child."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

import pikepdf
import pypdfium2
from PIL import Image, JpegImagePlugin

from expenses.imaging import MOST_PAGES, PAGE_SIDE, Refused
from expenses.imaging.pictures import save

PLUGINS = (JpegImagePlugin,)
LOCKED = "This PDF is locked with a password. Save a copy without one, and send that."
DAMAGED = "This PDF is damaged. Print it to a new PDF, or send a photo of it."
TOO_MANY_PAGES = f"This PDF has more than {MOST_PAGES} pages. Send the pages with the receipt."
# What an action may not do (ISO 32000-2, 12.6.4): run code, start programs, send forms, play media, open other files.
ACTIVE = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToR", "/GoToE", "/GoTo3DView"),
    *("/Rendition", "/RichMediaExecute", "/Movie", "/Sound", "/Trans", "/SetOCGState"),
}
ACTIVE_ANNOTATIONS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/FileAttachment"}
ACTIVE_ENTRIES = ("/JavaScript", "/EmbeddedFiles", "/XFA")
# Other formats' marks: a file that is two things at once is written anew, which leaves only the PDF.
FOREIGN = (b"pk\x05\x06", b"<script", b"<html", b"<svg", b"<?php")


def get_ready(_form: str) -> None:
    """Load what writing the first page needs, and have the source of random numbers opened, which a locked PDF needs."""
    Image.preinit()
    pikepdf.Pdf.new().save(BytesIO(), encryption=pikepdf.Encryption(owner="any", user=""))


def read(data: bytes, _form: str, kept: BinaryIO, preview: BinaryIO, _side: int = PAGE_SIDE) -> dict[str, str | int]:
    """Write the document and its first page as a picture. Raises Refused for a locked, damaged or long one."""
    try:
        safe = _safe(data)
        page = _first_page(safe)
    except pikepdf.PasswordError:
        raise Refused(LOCKED) from None
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, RuntimeError):
        raise Refused(DAMAGED) from None
    kept.write(safe)
    save(page, preview)
    return {"kind": "pdf", "width": page.width, "height": page.height}


def _safe(data: bytes) -> bytes:
    """The document with nothing in it that acts: the same bytes where nothing had to go."""
    with pikepdf.open(BytesIO(data)) as document:
        if not 1 <= len(document.pages) <= MOST_PAGES:
            raise Refused(TOO_MANY_PAGES if len(document.pages) else DAMAGED)
        if not _disarm(document) and not document.is_encrypted and not document.get_warnings() and _is_only_pdf(data):
            return data
        written = BytesIO()
        document.save(written, deterministic_id=True)
        return written.getvalue()


def _is_only_pdf(data: bytes) -> bool:
    lowered = data.lower()
    return data.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF") and not any(mark in lowered for mark in FOREIGN)


def _disarm(document: pikepdf.Pdf) -> int:
    """Empty every action and annotation that can do something, and drop scripts, embedded files and forms; how many there were."""
    found = 0
    for node in _dictionaries(document):
        embeds = "/EF" in node and ("/F" in node or "/UF" in node)
        if embeds or _name(node, "/S") in ACTIVE or _name(node, "/Subtype") in ACTIVE_ANNOTATIONS:
            drop = list(node.keys())
        else:
            drop = [entry for entry in ACTIVE_ENTRIES if entry in node]
        for entry in drop:
            del node[entry]
        found += bool(drop)
    return found


def _name(node: pikepdf.Object, entry: str) -> str:
    value = node.get(entry)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _dictionaries(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the document, those inside others included; a stream counts by its dictionary."""
    waiting: list[object] = [document.trailer, *document.objects]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
            yield node
            inside: list[object] = [value for _, value in node.items()]
        elif isinstance(node, pikepdf.Array):
            inside = list(node)
        else:
            continue
        # What has a number of its own is in the list already, and only that can go round in circles.
        waiting += [each for each in inside if isinstance(each, pikepdf.Object) and not each.is_indirect]


def _first_page(data: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    longest = max(page.get_size())
    if not longest > 0:
        raise Refused(DAMAGED)
    drawn = page.render(scale=PAGE_SIDE / longest, rev_byteorder=True).to_pil().convert("RGB")
    fresh = Image.new("RGB", drawn.size, "white")
    fresh.paste(drawn)
    return fresh
