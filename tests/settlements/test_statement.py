"""A person's statement as a PDF: every line that makes the balance, oldest first, and the balance that everybody sees."""

import datetime
import re

import pytest

from expenses.services import record_expenses
from settlements.book import statement as maker
from settlements.book.statement import write_statement
from settlements.reports.kinds import CannotBeMade, nobody_asks
from tests.factories import ParticipantFactory
from tests.settlements.pdfs import outline_of, pages_of, size_of, text_of
from tests.settlements.rows import expense_draft, pay, spend
from trips.models import Participant
from tripsplit.ids import new_ref
from tripsplit.locale import reading_as


@pytest.fixture
def printed(tmp_path):
    """The statement's text as the page looks, a line of the table on a line."""

    def text(trip, person):
        made = write_statement(trip, tmp_path / "made.pdf", of=person, progress=nobody_asks)
        found = pages_of(tmp_path / "made.pdf")
        assert len(found) == made.pages
        return "".join(found)

    return text


def test_the_lines_come_oldest_first_with_the_balance_after_each(trip, friends, zoe, david, printed):
    spend(trip, 4000, by=zoe, among=friends, description="Dinner", date=datetime.date(2026, 5, 3))
    spend(trip, 1001, by=david, among=[zoe, david], description="Taxi", date=datetime.date(2026, 5, 2))
    pay(trip, 500, sender=david, receiver=zoe, date=datetime.date(2026, 5, 4))

    text = printed(trip, zoe)

    lines = [re.sub(r" {2,}", " | ", line.strip()) for line in text.splitlines()]
    told = [line for line in lines if re.match(r"(\d|Opening|Balance on)", line) and "€" in line]
    zoe.refresh_from_db()
    share = zoe.owed - 1000
    assert told[:4] == [
        "Opening balance | €0.00",
        f"2 May 2026 | Taxi | −€{share / 100:.2f} | −€{share / 100:.2f}",
        f"3 May 2026 | Dinner | +€30.00 | +€{30 - share / 100:.2f}",
        f"4 May 2026 | David paid Zoë | −€5.00 | +€{25 - share / 100:.2f}",
    ]
    assert told[4].startswith("Balance on ")
    assert told[4].endswith(f"| +€{zoe.net.minor / 100:.2f}")
    assert "The lines add up." in text
    assert "the odd cent was" in text


def test_nobody_in_particular_reads_it(trip, friends, dinner, printed, tmp_path):
    text = printed(trip, friends[0])
    assert outline_of(tmp_path / "made.pdf") == [(1, "Statement of Zoë")]
    assert "Zoë gets back" in text
    assert not re.search(r"\b[Yy]ou(r)?\b", text)


def test_somebody_without_lines_is_all_square(trip, friends, kenji, printed):
    text = printed(trip, kenji)
    assert "Kenji is all square" in text
    assert "after 0 lines" in text


def test_a_kittys_statement_counts_what_it_holds(trip, zoe, printed):
    kitty = ParticipantFactory(trip=trip, name="Kitty", kind="kitty", role="viewer", position=9)
    pay(trip, 9000, sender=zoe, receiver=kitty)

    text = printed(trip, kitty)

    assert "Kitty holds" in text
    assert re.search(r"Balance on .*\+€90\.00", text)


def test_of_a_long_one_the_first_lines_are_carried_forward(trip, friends, zoe, printed, monkeypatch):
    monkeypatch.setattr(maker, "MOST_LINES", 3)
    drafts = [
        (new_ref(), expense_draft(4000, by=zoe, among=friends, description=f"Meal {n}", date=datetime.date(2026, 5, n)))
        for n in range(1, 9)
    ]
    record_expenses(trip=trip, by=zoe, drafts=drafts)

    text = printed(trip, zoe)

    assert re.search(r"Carried forward from 5 earlier lines +\+€150\.00", text)
    assert "Meal 5" not in text
    assert re.search(r"Meal 6 +\+€30\.00 +\+€180\.00", text)
    assert re.search(r"after 8 lines +\+€240\.00", text)


def test_amounts_are_written_as_the_reader_writes_them_and_paper_is_of_their_size(trip, friends, zoe, dinner, tmp_path):
    sizes = {}
    for locale in ("de", "en_US"):
        with reading_as(locale):
            write_statement(trip, tmp_path / f"{locale}.pdf", of=zoe, progress=nobody_asks)
        sizes[locale] = size_of(tmp_path / f"{locale}.pdf")
    assert sizes == {"de": (210, 297), "en_US": (216, 279)}
    assert "+30,00 €" in text_of(tmp_path / "de.pdf").replace("\xa0", " ")
    assert "+€30.00" in text_of(tmp_path / "en_US.pdf")


def test_a_damaged_ledger_makes_no_statement(trip, friends, zoe, dinner, tmp_path):
    Participant.objects.filter(pk=zoe.pk).update(paid=1)
    with pytest.raises(CannotBeMade, match="damaged"):
        write_statement(trip, tmp_path / "made.pdf", of=zoe, progress=nobody_asks)
    assert not (tmp_path / "made.pdf").exists()
