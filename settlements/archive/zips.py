"""A ZIP with a trip's archive and its receipts: `trip.json` and `receipts/<expense>/<number>-<name>`. It is read with suspicion. Pure.

What a ZIP says of itself is looked at before anything is unpacked, and no file is unpacked further than it may be long.
"""

import re
import struct
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from settlements.archive.faults import THE_FILE, Faults, refused, shown
from settlements.archive.parsing import MEGABYTE

TRIP = "trip.json"
RECEIPT = re.compile(r"receipts/([A-Za-z0-9_-]{1,40})/([0-9]{1,3})-([^/\\]{1,200})")
LITTER = re.compile(r"__MACOSX/.*|(.*/)?\.DS_Store")  # which macOS puts into every ZIP
MOST_ENTRIES = 5_000
MOST_OF_DIRECTORY = 2 * MEGABYTE
MOST_UNPACKED = 512 * MEGABYTE
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED = 0x1
MOST_TOLD = 120  # characters of a name
FILE_KIND, REGULAR = 0o170000, (0, 0o100000)

_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE, _LOCATOR_SIGNATURE = b"PK\x05\x06", b"PK\x06\x07"
_LOCATOR_LENGTH = 20
_LONGEST_COMMENT = 0xFFFF


@dataclass(frozen=True)
class PackedReceipt:
    """A receipt that is still packed: of which expense, at which place there, and what it is called."""

    package: "Package"
    info: zipfile.ZipInfo
    expense: str
    number: int
    name: str

    @property
    def where(self) -> str:
        return self.info.filename

    def read(self, most: int) -> bytes:
        """Its bytes. Raises BadArchive where there are more of them than `most`, or fewer than the ZIP says."""
        return self.package.read(self.info, most)


class Package:
    """An opened ZIP whose table of contents is sound."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.receipts: Mapping[str, Sequence[PackedReceipt]] = self._check()

    def archive(self, most: int) -> bytes:
        return self.read(self._file.getinfo(TRIP), most)

    def read(self, info: zipfile.ZipInfo, most: int) -> bytes:
        where = info.filename
        if info.file_size > most:
            raise refused(f"is larger than {most // MEGABYTE} MB", where=where)
        try:
            with self._file.open(info) as member:
                found = member.read(info.file_size + 1)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as fault:
            raise refused("is damaged", where=where) from fault
        if len(found) != info.file_size:
            raise refused("is damaged", where=where)
        return found

    def _check(self) -> dict[str, list[PackedReceipt]]:
        faults = Faults()
        entries = [info for info in self._file.infolist() if not LITTER.fullmatch(info.filename)]
        for name, count in Counter(info.filename for info in entries).items():
            if count > 1:
                faults.add(_told(name), "is there twice")
        found: dict[str, list[PackedReceipt]] = defaultdict(list)
        for info in entries:
            receipt = self._look_at(info, faults)
            if receipt:
                found[receipt.expense].append(receipt)
        if not any(info.filename == TRIP for info in entries):
            faults.add(TRIP, "is missing")
        if sum(info.file_size for info in entries) > MOST_UNPACKED:
            faults.add(THE_FILE, f"unpacks to more than {MOST_UNPACKED // MEGABYTE} MB")
        faults.refuse()
        return {ref: sorted(receipts, key=lambda each: each.number) for ref, receipts in found.items()}

    def _look_at(self, info: zipfile.ZipInfo, faults: Faults) -> PackedReceipt | None:
        match = RECEIPT.fullmatch(info.filename)
        if info.flag_bits & ENCRYPTED:
            faults.add(_told(info.filename), "is encrypted")
        elif info.is_dir():
            return None
        elif info.external_attr >> 16 & FILE_KIND not in REGULAR:
            faults.add(_told(info.filename), "is a link or a device, and no file")
        elif info.compress_type not in PLAIN:
            faults.add(_told(info.filename), "is packed in an unusual way")
        elif match:
            return PackedReceipt(self, info, match[1], int(match[2]), match[3])
        elif info.filename != TRIP:
            faults.add(
                _told(info.filename), f"does not belong here: a ZIP has {TRIP} and receipts/<expense>/<number>-<name>"
            )
        return None


def is_zip(start: bytes) -> bool:
    return start.startswith(SIGNATURES)


@contextmanager
def opened_zip(file: IO[bytes]) -> Iterator[Package]:
    """Raises BadArchive for what is no ZIP, or one with anything in it that does not belong there."""
    if _directory_size(file) > MOST_OF_DIRECTORY:
        raise refused("has too many entries", where=THE_FILE)
    try:
        package = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as fault:
        raise refused("is damaged, or no ZIP", where=THE_FILE) from fault
    with package:
        if len(package.infolist()) > MOST_ENTRIES:
            raise refused(f"has more than {MOST_ENTRIES:,} entries", where=THE_FILE)
        yield Package(package)


def _directory_size(file: IO[bytes]) -> int:
    """How long the table of contents says that it is, which is read as a whole: looked at before that is done."""
    length = file.seek(0, 2)
    file.seek(max(length - _LONGEST_COMMENT - _END.size - _LOCATOR_LENGTH, 0))
    tail = file.read()
    place = tail.rfind(_END_SIGNATURE)
    if place < 0 or len(tail) - place < _END.size:
        raise refused("is damaged, or no ZIP", where=THE_FILE)
    if tail[max(place - _LOCATOR_LENGTH, 0) : place].startswith(_LOCATOR_SIGNATURE):
        raise refused("is a ZIP for more than 4 GB", where=THE_FILE)
    size: int = _END.unpack_from(tail, place)[5]
    return size


def _told(name: str) -> str:
    return name if name.isprintable() and len(name) <= MOST_TOLD else shown(name)
