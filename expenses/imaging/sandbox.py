"""Starts the child that opens an upload, and believes only what it can check of the child's answer."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal

from expenses.imaging import LONGEST_SIDE, MEGABYTE, NO_ROOM, Refused
from tripsplit.confined import ANSWER_LENGTH, Limits, last_fault, run

Kind = Literal["image", "pdf"]

PATIENCE_SECONDS = 20  # for other people's uploads to be done
TURNS = BoundedSemaphore(2)  # children of this process at a time, so that many bombs at once are no larger than two
STARTS_WITH: dict[Kind, bytes] = {"image": b"\xff\xd8\xff", "pdf": b"%PDF-"}

DAMAGED = "This file is damaged. Take a new photo of it, or send another copy."
TOO_MUCH = "Opening this file takes more than we allow. Take a new photo, or print it to a new PDF."
BUSY = "Many receipts are being added just now. Try again in a moment."
FULL = "The site has no room left for files, so nothing was kept. Tell the person who runs it."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """What stands in the folder now: `file`, and `preview`, a picture of `width` times `height` (of a photo: the photo's size)."""

    kind: Kind
    width: int
    height: int


USUAL = Limits(memory=600 * MEGABYTE, cpu_seconds=5, wall_seconds=10, file_size=20 * MEGABYTE)  # what one child may use


def make_safe(data: bytes, *, folder: Path, limits: Limits = USUAL, side: int = LONGEST_SIDE) -> Made:
    """Open the upload in a child and have it write `file` and `preview` into the folder. Raises Refused, with a sentence.

    A photo is made at most `side` pixels long; a PDF stays as it is.
    """
    if not TURNS.acquire(timeout=PATIENCE_SECONDS):
        raise Refused(BUSY)
    try:
        code = run("expenses.imaging", folder, limits, str(side), data=data)
    finally:
        TURNS.release()
    if code == NO_ROOM:
        raise Refused(FULL)
    if code < 0:
        log.warning("receipt child ended by signal %s", -code)
        raise Refused(TOO_MUCH)
    if code:
        log.error("receipt child failed: %s", last_fault(folder))
        raise Refused(DAMAGED)
    return _checked(folder)


def _checked(folder: Path) -> Made:
    """The answer, as far as it can be true: a child that was taken over could have written anything."""
    try:
        with (folder / "answer").open("rb") as file:
            answer: dict[str, Any] = json.loads(file.read(ANSWER_LENGTH))
        made = None if "refused" in answer else Made(answer["kind"], int(answer["width"]), int(answer["height"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        log.exception("receipt child gave no answer")
        raise Refused(DAMAGED) from None
    if made is None:
        raise Refused(str(answer["refused"]))
    if not _is_believable(made, folder):
        log.error("receipt child gave a wrong answer")
        raise Refused(DAMAGED)
    return made


def _is_believable(made: Made, folder: Path) -> bool:
    return (
        1 <= made.width <= LONGEST_SIDE
        and 1 <= made.height <= LONGEST_SIDE
        and _starts(folder / "file", STARTS_WITH.get(made.kind))
        and _starts(folder / "preview", STARTS_WITH["image"])
    )


def _starts(path: Path, start: bytes | None) -> bool:
    with path.open("rb") as file:
        return start is not None and file.read(len(start)) == start
