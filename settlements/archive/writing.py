"""Writing a trip archive in its canonical form, piece by piece: one trip makes one file, byte for byte. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from settlements.archive.facts import FORMAT, VERSION, Archive, ExpenseFacts, PaymentFacts, PersonFacts, TripFacts


def written(archive: Archive) -> Iterator[str]:
    """An archive that was read, as its canonical file."""
    return pieces(archive.trip, archive.participants, archive.expenses, archive.payments)


def pieces(
    trip: TripFacts,
    participants: Iterable[PersonFacts],
    expenses: Iterable[ExpenseFacts],
    payments: Iterable[PaymentFacts],
) -> Iterator[str]:
    """The file's text in pieces, a row at a time. The rows come in canonical order, their keys too."""
    head = {"format": FORMAT, "version": VERSION, "trip": trip}
    yield _indented(head)[: -len("\n}")]
    lists: Mapping[str, Iterable[Any]] = {"participants": participants, "expenses": expenses, "payments": payments}
    for key, rows in lists.items():
        yield f',\n "{key}": ['
        empty = True
        for row in rows:
            yield ("\n  " if empty else ",\n  ") + _indented(row, depth=2)
            empty = False
        yield "]" if empty else "\n ]"
    yield "\n}\n"


def _indented(value: object, *, depth: int = 0) -> str:
    """As `json.dumps` writes it at an indent of one, where it stands so deep in the file."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.replace("\n", "\n" + " " * depth) if depth else text
