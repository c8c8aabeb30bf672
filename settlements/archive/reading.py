"""Reading a trip archive: everything that its file leaves out is filled in, everything that it says is checked. Pure.

What comes out can be imported as it stands; a file with any fault is refused whole, with each fault and where it is.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from settlements.archive.facts import (
    FORMAT,
    VERSION,
    Archive,
    CommentFacts,
    ExpenseFacts,
    PaymentFacts,
    PersonFacts,
    TripFacts,
    WordFacts,
)
from settlements.archive.faults import THE_FILE, Faults, refused, shown
from settlements.archive.objects import Object
from settlements.archive.parsing import FOR_PEOPLE, Limits, parse
from settlements.archive.rates import read_money
from settlements.archive.sides import read_payers, read_shares, read_split
from settlements.archive.vocabulary import (
    CATEGORIES,
    DEFAULT_ZONE,
    DESCRIPTION_LENGTH,
    EMOJI_LENGTH,
    KINDS,
    MOMENT,
    MOST_COMMENTS,
    MOST_PEOPLE,
    MOST_ROWS,
    NAME_LENGTH,
    NOTE_LENGTH,
    PAYMENT_METHOD_LENGTH,
    PERSON_KINDS,
    TIME_ZONES,
    TRIP_NAME_LENGTH,
    WEIGHT,
)
from tripsplit.money import CURRENCIES

KEYS = ("format", "version", "trip", "participants", "expenses", "payments")
Row = TypeVar("Row", ExpenseFacts, PaymentFacts)


@dataclass(frozen=True)
class Book:
    """What the rows of a file are checked against: the trip's currency, and the refs of its people."""

    base: str
    people: Collection[str]


def read_archive(data: bytes, limits: Limits = FOR_PEOPLE) -> Archive:
    """The archive in a JSON file. Raises BadArchive."""
    written = parse(data, limits)
    _check_format(written)
    faults = Faults()
    file = Object(written, faults, "", keys=KEYS)
    trip = _read_trip(file.object("trip", keys=TripFacts.__annotations__))
    people = _read_people(file)
    book = Book(trip["currency"], frozenset(person["ref"] for person in people))
    archive = Archive(
        trip=trip,
        participants=people,
        expenses=_rows(file, "expenses", ExpenseFacts.__annotations__, lambda row: _read_expense(row, book)),
        payments=_rows(file, "payments", PaymentFacts.__annotations__, lambda row: _read_payment(row, book)),
    )
    faults.refuse()
    return archive


def _check_format(written: Any) -> None:
    """What is no archive, or a later version's, has no faults worth telling besides that."""
    if not isinstance(written, dict) or written.get("format") != FORMAT:
        raise refused(f"is no trip archive: its “format” should be “{FORMAT}”", where=THE_FILE)
    version = written.get("version")
    if type(version) is int and version > VERSION:
        raise refused(f"is {version}, and this site reads version {VERSION}: update it first", where="version")
    if type(version) is not int or version != VERSION:
        raise refused(f"is {shown(version)}, and should be {VERSION}", where="version")


def _read_trip(said: Object) -> TripFacts:
    first, last = (said.day(key) if said.value(key, None) is not None else None for key in ("start_date", "end_date"))
    if said.is_sound() and first and last and last < first:
        said.fault("is before start_date", "end_date")
    zone = said.value("time_zone", "") or DEFAULT_ZONE
    if zone not in TIME_ZONES:
        said.fault(f"is {shown(zone)}, which is no time zone such as Europe/Lisbon", "time_zone")
    return TripFacts(
        name=said.text("name", TRIP_NAME_LENGTH),
        emoji=said.text("emoji", EMOJI_LENGTH, ""),
        currency=said.choice("currency", CURRENCIES),
        start_date=first,
        end_date=last,
        time_zone=zone,
    )


def _read_people(file: Object) -> list[PersonFacts]:
    rows = list(file.objects("participants", MOST_PEOPLE, keys=PersonFacts.__annotations__))
    found = [
        PersonFacts(
            ref=row.ref("ref"),
            name=row.text("name", NAME_LENGTH),
            kind=row.choice("kind", PERSON_KINDS, PERSON_KINDS[0]),
            weight=row.decimal("weight", WEIGHT, "1"),
            active=row.truth("active", default=True),
        )
        for row in rows
    ]
    _check_distinct(rows, "ref", [person["ref"] for person in found])
    _check_distinct(rows, "name", [person["name"].casefold() for person in found])
    return found


def _check_distinct(rows: Iterable[Object], key: str, values: Iterable[str]) -> None:
    seen = set[str]()
    for row, value in zip(rows, values, strict=True):
        if value and value in seen:
            row.fault("is there twice", key)
        seen.add(value)


def _rows(file: Object, key: str, keys: Collection[str], read: Callable[[Object], Row]) -> Sequence[Row]:
    """The rows of one kind in canonical order; a file may leave the whole list out."""
    read_rows = [(row, read(row)) for row in file.objects(key, MOST_ROWS, keys=keys, default=[])]
    _check_distinct((row for row, _ in read_rows), "ref", [facts["ref"] for _, facts in read_rows])
    return sorted((facts for _, facts in read_rows), key=lambda facts: (facts["date"], facts["ref"]))


def _read_expense(row: Object, book: Book) -> ExpenseFacts:
    ref, day = row.ref("ref"), row.day("date")
    words = WordFacts(
        description=row.text("description", DESCRIPTION_LENGTH),
        note=row.text("note", NOTE_LENGTH, "", multiline=True),
        category=row.choice("category", CATEGORIES, ""),
        kind=row.choice("kind", KINDS, KINDS[0]),
    )
    money = read_money(row, base=book.base, day=day)
    payers = read_payers(row, book.people, money, seed=ref)
    split = read_split(row, book.people)
    return {
        "ref": ref,
        "date": day,
        **words,
        **money,
        "payers": payers,
        "split": split,
        "shares": read_shares(row, book.people, money, split, seed=ref),
        "comments": _read_comments(row, book),
    }


def _read_comments(row: Object, book: Book) -> list[CommentFacts]:
    rows = list(row.objects("comments", MOST_COMMENTS, keys=CommentFacts.__annotations__, default=[]))
    found = [
        CommentFacts(
            ref=said.ref("ref"),
            at=_read_moment(said),
            author=None if said.value("author", None) is None else said.person("author", book.people),
            text=said.text("text", NOTE_LENGTH, multiline=True),
        )
        for said in rows
    ]
    _check_distinct(rows, "ref", [comment["ref"] for comment in found])
    return sorted(found, key=lambda comment: (comment["at"], comment["ref"]))


def _read_moment(said: Object) -> str:
    found = said.value("at")
    if isinstance(found, str) and MOMENT.fullmatch(found):
        with suppress(ValueError):
            return written_moment(datetime.datetime.fromisoformat(found))
    if said.has("at"):
        said.fault(f"is {shown(found)}, and should be a moment in UTC, such as 2026-05-03T18:30:00Z", "at")
    return ""


def written_moment(moment: datetime.datetime) -> str:
    """A moment as the archive writes it: in UTC, with its microseconds if it has any."""
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def _read_payment(row: Object, book: Book) -> PaymentFacts:
    ref, day = row.ref("ref"), row.day("date")
    sender, receiver = row.person("from", book.people), row.person("to", book.people)
    if row.is_sound() and sender == receiver:
        row.fault("is the same person as from", "to")
    return {
        "ref": ref,
        "date": day,
        "from": sender,
        "to": receiver,
        "method": row.text("method", PAYMENT_METHOD_LENGTH, ""),
        "note": row.text("note", NOTE_LENGTH, "", multiline=True),
        **read_money(row, base=book.base, day=day),
    }
