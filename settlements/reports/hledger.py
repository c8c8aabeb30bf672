"""The trip as an hledger journal, described in docs/reports.md: what `hledger balance` says of a person is their balance.

Every row is posted in the trip's currency, to the cent as the site counts it, so that nothing is left to anybody's rounding; what the bill
said in another currency stands beside it. What people typed can begin no comment, tag, posting or directive of its own.
"""

from collections.abc import Iterator
from pathlib import Path

from settlements.reports.cells import one_line, plain, told_apart
from settlements.reports.contents import PAYMENT, Contents, Row, load_contents
from settlements.reports.kinds import Progress
from settlements.reports.reading import at_one_revision
from trips.models import Trip
from tripsplit.money import exponent

STEP = 1_000  # rows between two words about the progress
ROOT = "people"
# What means something to hledger at each place becomes its full-width look-alike, which never does: ; is ；.
ACCOUNT, DESCRIPTION, COMMENT, VALUE = ";:", ";|", ":[", ":[,"


def write_hledger(trip: Trip, path: Path, *, progress: Progress) -> None:
    contents = at_one_revision(trip, load_contents)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_head(contents))
        accounts = accounts_of(contents)
        for number, row in enumerate(contents.rows):
            if number % STEP == 0:
                progress(number, len(contents.rows), "writing entries")
            file.writelines(_entry(contents, row, accounts))
        file.writelines(_proof(contents, accounts))


def accounts_of(contents: Contents) -> dict[int, str]:
    """Everybody's account, by primary key; no two are alike."""
    names = told_apart(harmless(person.name, ACCOUNT) for person in contents.people)
    return {person.pk: f"{ROOT}:{name}" for person, name in zip(contents.people, names, strict=True)}


def harmless(text: str, signs: str) -> str:
    """The text on one line and without those signs; never empty."""
    return one_line(text).translate({ord(sign): ord(sign) + 0xFEE0 for sign in signs}) or "?"


def _head(contents: Contents) -> Iterator[str]:
    currency = contents.currency
    yield f"; {harmless(contents.trip.name, COMMENT)}\n; A trip's ledger by TripSplit: above zero is owed money, below zero owes it.\n\n"
    yield "decimal-mark .\n"
    # hledger wants a decimal mark where there are no decimals, too.
    yield f"commodity {plain(1000 * 10 ** exponent(currency), currency)}{'' if exponent(currency) else '.'} {currency}\n"
    for person, account in zip(contents.people, accounts_of(contents).values(), strict=True):
        yield f"account {account}  ; ref: {person.ref}\n"


def _entry(contents: Contents, row: Row, accounts: dict[int, str]) -> Iterator[str]:
    facts = [f"category: {harmless(row.category, VALUE)}"] if row.category else []
    if row.currency != contents.currency:
        facts += [f"original: {plain(row.amount, row.currency)} {row.currency}"]
    if row.kind == PAYMENT and row.method:
        facts += [f"method: {harmless(row.method, VALUE)}"]
    words = harmless(row.description, DESCRIPTION)
    yield f"\n{row.date.isoformat()} * ({row.ref}) {words}{'  ; ' + ', '.join(facts) if facts else ''}\n"
    if row.note:
        yield f"    ; {harmless(row.note, COMMENT)}\n"
    for key, part in row.paid.items():
        yield _posting(accounts[key], part.base_amount, contents.currency)
    for key, part in row.owed.items():
        yield _posting(accounts[key], -part.base_amount, contents.currency)


def _posting(account: str, minor: int, currency: str, more: str = "") -> str:
    return f"    {account}  {plain(minor, currency)} {currency}{more}\n"


def _proof(contents: Contents, accounts: dict[int, str]) -> Iterator[str]:
    """A last entry that moves nothing and asserts every balance, so that hledger itself checks the file against the site."""
    if not contents.rows:
        return
    yield f"\n{contents.rows[-1].date.isoformat()} * Balances as TripSplit shows them\n"
    for person in contents.people:
        balance = f" = {plain(person.net.minor, contents.currency)} {contents.currency}"
        yield _posting(accounts[person.pk], 0, contents.currency, balance)
