"""The child: reads an upload from standard input, and writes what may be kept of it, and a small picture, into a folder.

Standard output gets one line of JSON: the kind and size of what was made, or the sentence that refuses it.
"""

import errno
import json
import resource
import sys
from importlib import import_module
from pathlib import Path

from expenses.imaging import LONGEST_SIDE, NO_ROOM, Refused
from tripsplit.confined import limits_from, shut_in

UNKNOWN = "This is no photo or PDF that we can keep. Send a JPEG, PNG, WebP or HEIC picture, or a PDF."
TOO_MUCH = "Opening this file takes more than we allow. Take a new photo, or print it to a new PDF."
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def close_the_doors() -> None:
    """From now on nothing can be opened any more: no file, no socket."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def format_of(data: bytes) -> str:
    """What the bytes say they are, whatever the file is called. Raises Refused for all that is not on the list."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "HEIF"
    if data.startswith(b"%PDF-"):
        return "PDF"
    raise Refused(UNKNOWN)


def make(data: bytes, folder: Path, side: int = LONGEST_SIDE) -> dict[str, str | int]:
    """Write `file` and `preview` into the folder; what they are. A picture is at most `side` pixels long."""
    form = format_of(data)
    # Loaded by name and only now, so that a photo does not wait for the PDF libraries.
    reader = import_module("expenses.imaging.documents" if form == "PDF" else "expenses.imaging.pictures")
    reader.get_ready(form)
    with (folder / "file").open("wb") as kept, (folder / "preview").open("wb") as preview:
        close_the_doors()
        made: dict[str, str | int] = reader.read(data, form, kept, preview, side)
    return made


def main(folder: str, limits: str, side: str = str(LONGEST_SIDE)) -> int:
    shut_in(limits_from(limits))
    answer: dict[str, str | int]
    try:
        answer = make(sys.stdin.buffer.read(), Path(folder), int(side))
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": TOO_MUCH}
    except OSError as fault:
        if fault.errno == errno.EFBIG:
            answer = {"refused": TOO_MUCH}
        elif fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            return NO_ROOM
        else:
            raise
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
