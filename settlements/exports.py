"""The files that a trip can leave as, by the format's key: one line each. A file says what the trip was at one moment."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db import transaction

from settlements.archive.exporting import write_archive
from trips.models import Trip

Write = Callable[[Trip, IO[bytes]], None]
QUIET_TRIES = 3  # before the trip is taken for writing, so that nobody changes it meanwhile
IN_MEMORY = 2**20  # bytes; a larger file is on the disk until it is handed on


@dataclass(frozen=True)
class Format:
    """`ending` is the file's, `write` puts the whole file into a stream of bytes."""

    key: str
    ending: str
    content_type: str
    write: Write


ALL = [
    Format("json", "json", "application/json", write_archive),
]
FORMATS: Mapping[str, Format] = {each.key: each for each in ALL}


def export_trip(trip: Trip, key: str, stream: IO[bytes]) -> None:
    """Write the trip to the stream in the format of this key, as it stands at one moment.

    A trip that changes while it is read is read again (its revision tells); one that never rests is taken for writing.
    """
    write = FORMATS[key].write
    for _ in range(QUIET_TRIES):
        with SpooledTemporaryFile(IN_MEMORY) as file:
            current = Trip.objects.get(pk=trip.pk)
            write(current, file)
            if Trip.objects.filter(pk=trip.pk, revision=current.revision).exists():
                return _hand_on(file, stream)
    with SpooledTemporaryFile(IN_MEMORY) as file:
        with transaction.atomic():
            write(Trip.objects.select_for_update().get(pk=trip.pk), file)
        return _hand_on(file, stream)


def _hand_on(file: IO[bytes], stream: IO[bytes]) -> None:
    file.seek(0)
    shutil.copyfileobj(file, stream)
