"""How often the reader of quick add is right, on the project's own sentences: a part was looked at, the other only counted."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.shares import Share
from assistant.saying.outcome import Part, Reading
from assistant.saying.reading import read
from assistant.world import Person, World

SENTENCES = Path(__file__).parent / "sentences.tsv"
TODAY = datetime.date(2026, 5, 3)
WORLD = World(
    people=(
        Person("anna", "Anna", is_me=True),
        Person("ben", "Ben"),
        Person("marie", "Marie"),
        Person("zoe", "Zoë"),
        Person("kenji", "Kenji"),
    ),
    currency="EUR",
    currencies=("EUR",),
    start=datetime.date(2026, 5, 1),
    end=datetime.date(2026, 5, 8),
    first=datetime.date(2026, 5, 1),
    last=datetime.date(2026, 5, 2),
    today=TODAY,
)
EVERYBODY = {person.ref: 1 for person in WORLD.people}
_ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "der",
        "die",
        "das",
        "den",
        "ein",
        "eine",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "el",
        "los",
        "las",
        "il",
        "lo",
        "i",
        "gli",
        "o",
        "os",
        "as",
        "um",
        "uma",
    ]
)


@dataclass(frozen=True)
class Said:
    """A sentence, and what a traveller expects of it."""

    half: str
    language: str
    text: str
    amount: int
    currency: str
    payer: str
    sharers: dict[str, int]
    date: datetime.date
    kind: str
    description: str
    may_doubt: frozenset[str]
    must_doubt: frozenset[str]
    payers: dict[str, int]  # in minor units, where several paid
    owed: dict[str, int]  # and where each owes an amount of their own

    @property
    def is_reported(self) -> bool:
        """Of the half that nothing was tuned on."""
        return self.half == "reported"


@dataclass(frozen=True)
class Heard:
    """What was read of a sentence."""

    said: Said
    reading: Reading

    @property
    def is_reported(self) -> bool:
        return self.said.is_reported

    @property
    def differences(self) -> list[str]:
        """What was read otherwise than a traveller expects."""
        said, reading = self.said, self.reading
        kind = f"payment:{reading.payment_to}" if reading.payment_to else "income" if reading.income else ""
        pairs = {
            "amount": (reading.amount, said.amount),
            "currency": (reading.currency, said.currency),
            "payer": (dict(reading.payers) or reading.payer, said.payers or said.payer),
            "split": (dict(reading.owed or reading.sharers) or EVERYBODY, said.owed or said.sharers),
            "date": (reading.date, said.date),
            "kind": (kind, said.kind),
            "description": (_plain(reading.description), _plain(said.description)),
        }
        ignored = {"description", "split"} if said.kind.startswith("payment") else set()
        return [
            f"{name}: {found!r}, not {expected!r}"
            for name, (found, expected) in pairs.items()
            if found != expected and name not in ignored
        ]

    @property
    def is_exact(self) -> bool:
        return not self.differences

    @property
    def unmarked(self) -> list[str]:
        """A wrong amount or person that no doubt marks."""
        parts = {"amount": Part.AMOUNT, "currency": Part.CURRENCY, "payer": Part.PAYER, "split": Part.SPLIT}
        wrong = [
            each
            for each in self.differences
            if (part := parts.get(each.partition(":")[0])) and part not in self.reading.doubts
        ]
        return [*wrong, *(f"{part}: not marked" for part in sorted(self.said.must_doubt - self.reading.doubts.keys()))]

    @property
    def needless(self) -> list[str]:
        """Marks on what is plain."""
        return sorted(self.reading.doubts.keys() - self.said.may_doubt - self.said.must_doubt)


def _plain(description: str) -> str:
    words = description.casefold().replace("'", " ").replace("’", " ").split()
    while words and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def sentences(path: Path = SENTENCES) -> list[Said]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [_said(row) for row in rows]


def _said(row: Sequence[str]) -> Said:
    half, language, text, amount, currency, payer, sharers, date, kind, description, doubts = row
    payers, owed = _amounts(payer), _amounts(sharers)
    weights = dict(EVERYBODY) if sharers == "*" else dict.fromkeys(owed, 1)
    for who in sharers.split(",") if sharers != "*" and not owed else ():
        ref, _, weight = who.partition(":")
        weights[ref] = int(weight or 1)
    marks = doubts.split()
    return Said(
        half=half,
        language=language,
        text=text,
        amount=int(amount),
        currency=currency,
        payer=next(iter(payers), payer),
        payers=payers,
        owed=owed,
        sharers=weights,
        date=datetime.date.fromisoformat(date),
        kind=kind,
        description=description,
        may_doubt=frozenset(mark for mark in marks if not mark.endswith("!")),
        must_doubt=frozenset(mark[:-1] for mark in marks if mark.endswith("!")),
    )


def _amounts(said: str) -> dict[str, int]:
    """ "ben=2000,zoe=3000"."""
    return {ref: int(minor) for who in said.split(",") for ref, sign, minor in [who.partition("=")] if sign}


def heard(reader: Callable[[str, World], Reading] = read) -> list[Heard]:
    """Every sentence with what is read of it."""
    return [Heard(said, reader(said.text, WORLD)) for said in sentences()]


def sentence_shares(found: Sequence[Heard]) -> list[Share]:
    """The figures that have a bar."""
    plain = [each for each in found if not each.said.must_doubt]
    return [
        Share("sentences read exactly", 0.90, sum(each.is_exact for each in found), len(found)),
        Share("no wrong amount or person unmarked", 1.0, sum(not each.unmarked for each in found), len(found)),
        Share("no needless mark", 0.95, sum(not each.needless for each in plain), len(plain)),
    ]
