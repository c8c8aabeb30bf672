"""A file to import, of whichever kind: an archive alone, or a ZIP with receipts, which are made safe as uploads are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO

from django.core.files.uploadedfile import SimpleUploadedFile

from expenses.receipt_files import MOST_BYTES, MOST_FILES, Prepared, prepared
from settlements.archive.facts import Archive
from settlements.archive.faults import Faults
from settlements.archive.parsing import Limits
from settlements.archive.reading import read_archive
from settlements.archive.zips import PackedReceipt, is_zip, opened_zip

JSON, ZIP = "json", "zip"
Receipts = Mapping[str, Sequence[Prepared]]
Report = Callable[[int, int], None]


def say_nothing(done: int, total: int) -> None:
    """A report that nobody waits for."""


@dataclass(frozen=True)
class Bundle:
    """What a file holds: the archive, and by the expense's ref the receipts in their order, still packed."""

    archive: Archive
    receipts: Mapping[str, Sequence[PackedReceipt]] = field(default_factory=dict)

    @property
    def receipt_count(self) -> int:
        return sum(map(len, self.receipts.values()))


@contextmanager
def opened_bundle(file: IO[bytes], limits: Limits, *, kind: str = "") -> Iterator[Bundle]:
    """Read the file; it stays open for its receipts. `kind` is found out where it is not given. Raises BadArchive."""
    start = file.read(4)
    file.seek(0)
    if kind == JSON or (kind != ZIP and not is_zip(start)):
        yield Bundle(read_archive(file.read(limits.size + 1), limits))
        return
    with opened_zip(file) as package:
        archive = read_archive(package.archive(limits.size), limits)
        _check_receipts(archive, package.receipts)
        yield Bundle(archive, package.receipts)


def _check_receipts(archive: Archive, receipts: Mapping[str, Sequence[PackedReceipt]]) -> None:
    faults, known = Faults(), {expense["ref"] for expense in archive.expenses}
    for ref, packed in receipts.items():
        if ref not in known:
            faults.add(packed[0].where, "belongs to an expense that is not in the archive")
        elif len(packed) > MOST_FILES:
            faults.add(f"receipts/{ref}", f"has {len(packed)} files, and an expense holds up to {MOST_FILES}")
    faults.refuse()


@contextmanager
def prepared_receipts(bundle: Bundle, report: Report = say_nothing) -> Iterator[Receipts]:
    """Every receipt made safe, which takes a second or so for each: outside of transactions. Raises BadArchive."""
    faults, done, ready = Faults(), 0, dict[str, Sequence[Prepared]]()
    with ExitStack() as benches:
        for ref, packed in bundle.receipts.items():
            uploads = [SimpleUploadedFile(each.name, each.read(MOST_BYTES)) for each in packed]
            batch = benches.enter_context(prepared(uploads))
            for words in batch.refusals:
                faults.add(f"receipts/{ref}", words)
            ready[ref] = batch.files
            done += len(packed)
            report(done, bundle.receipt_count)
        faults.refuse()
        yield ready
