"""Starts the child that sets pages, and says in words why there are none where it fails: a document never takes the worker along."""

import json
import logging
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from settlements.typesetting import MEGABYTE, NO_MEMORY, NO_ROOM, TOO_DEEP, TOO_LARGE, NotTypeset
from tripsplit.confined import ANSWER_LENGTH, Limits, last_fault, run

TOO_MUCH = "This trip is too large for a PDF. The spreadsheet has everything, in as many lines as there are."
FULL = "The site has no room left for files. Tell the person who runs it."
REASONS = {NO_MEMORY: TOO_MUCH, TOO_LARGE: TOO_MUCH, TOO_DEEP: TOO_MUCH, NO_ROOM: FULL}
STOPPED = {-signal.SIGINT, -signal.SIGTERM}  # by somebody, not by a limit

# Address space, of which the fonts and libraries that are mapped take half and use little.
USUAL = Limits(memory=1_000 * MEGABYTE, cpu_seconds=90, wall_seconds=240, file_size=100 * MEGABYTE)

log = logging.getLogger(__name__)


class PressFailed(RuntimeError):
    """The child was stopped, or has a fault of its own: another attempt may succeed."""


@dataclass(frozen=True)
class Printed:
    """How many pages there are, and what setting them took: bytes of memory at most, and seconds of the processor."""

    pages: int
    memory: int
    cpu: float


def typeset(
    html: str,
    path: Path,
    *,
    pictures: Mapping[str, Path] | None = None,
    styles: Sequence[str] = (),
    limits: Limits = USUAL,
) -> Printed:
    """Set the document's pages and put the PDF at `path`, all of it or nothing. Raises NotTypeset, with a sentence, and PressFailed.

    `pictures` are the files behind the addresses (PICTURE…) that the document names; `styles` are names in static/print.
    """
    job = {"html": html, "pictures": {url: str(file) for url, file in (pictures or {}).items()}, "styles": list(styles)}
    # Beside the target, so that moving the file there is one step.
    with TemporaryDirectory(prefix="pages-", dir=path.parent) as name:
        folder = Path(name)
        code = run("settlements.typesetting", folder, limits, data=json.dumps(job).encode())
        if code:
            log.error("typesetting child ended with %s: %s", code, last_fault(folder))
            if code in REASONS or (code < 0 and code not in STOPPED):
                raise NotTypeset(REASONS.get(code, TOO_MUCH))
            raise PressFailed(code)
        printed = Printed(**json.loads((folder / "answer").read_bytes()[:ANSWER_LENGTH]))
        (folder / "file").replace(path)
    return printed
