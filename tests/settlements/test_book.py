"""The trip book: everything that the trip's pages say, on paper, and not a figure that differs from theirs."""

import datetime
import logging
import re
from decimal import Decimal

import pytest
import zxingcpp
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import dateformat

from expenses.models import Expense
from expenses.receipt_files import file_of
from expenses.services import delete_expense, record_expenses
from settlements.balances import load_balances
from settlements.book import book as maker
from settlements.book.book import load_contents, write_book
from settlements.book.paper import read_by_nobody
from settlements.book.statement import write_statement
from settlements.models import PaymentDetail
from settlements.reports.kinds import KINDS, CannotBeMade, nobody_asks
from settlements.typesetting.press import Printed
from settlements.typesetting.printing import print_pages
from tests.expenses import corpus
from tests.expenses.receipt_rows import attach, upload
from tests.factories import ParticipantFactory
from tests.settlements.hostile_documents import SECRET, VECTORS
from tests.settlements.pdfs import (
    all_balances_in,
    balances_in,
    everything_in,
    figures_of,
    outline_of,
    pages_of,
    pictures_of,
    structure_of,
    text_of,
    words_beyond_the_margins,
)
from tests.settlements.reports.random_trips import random_trip
from tests.settlements.rows import expense_draft, grow, pay, spend
from trips.models import Participant, Trip
from tripsplit.ids import new_ref

IBAN = "DE89370400440532013000"
SEEDS = range(12)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "book.pdf"


@pytest.fixture
def at_once(monkeypatch, caplog):
    """Pages are set in this process, which saves starting the child; and the library understands all of it."""

    def here(html, path, *, pictures=None, styles=()):
        return Printed(print_pages(html, path, pictures=pictures or {}, styles=styles), 0, 0.0)

    monkeypatch.setattr("settlements.book.paper.typeset", here)
    with (
        caplog.at_level(logging.WARNING, logger="weasyprint"),
        caplog.at_level(logging.WARNING, logger="weasyprint.progress"),
    ):
        yield
    assert [record.getMessage() for record in caplog.records] == []


@pytest.fixture
def printed(path, at_once):
    """The pages of the trip's book, as they look."""

    def make(trip):
        write_book(trip, path, progress=nobody_asks)
        return pages_of(path)

    return make


def day_of(number):
    """When `many` has that expense: four a day."""
    return datetime.date(2026, 5, 1) + datetime.timedelta(days=number // 4)


def many(trip, by, among, count, **facts):
    drafts = [
        (
            new_ref(),
            expense_draft(
                1000 + number,
                by=by,
                among=among,
                **{"description": f"Thing {number}", "date": day_of(number), **facts},
            ),
        )
        for number in range(count)
    ]
    record_expenses(trip=trip, by=by, drafts=drafts)


# -- what is in it --------------------------------------------------------------------------------------------------------
def test_it_has_its_chapters_in_order_with_the_pages_that_the_contents_say(trip, friends, dinner, payment, path):
    many(trip, friends[1], friends, 60, category="food")

    printed = write_book(trip, path, progress=nobody_asks)

    pages = pages_of(path)
    assert len(pages) == printed.pages
    titles = [title for level, title in outline_of(path) if level == 1]
    assert titles == [
        *("Contents", "Summary", "Where it went", "Settling up", "Expenses by day"),
        *("Zoë", "David", "Emily", "Kenji"),
    ]
    told = dict(re.findall(r"^ *(\S.*?) \.[ .]* (\d+)$", pages[1], re.MULTILINE))
    assert {"Summary", "Where it went", "Settling up", "Expenses by day", "Kenji"} <= told.keys()
    for title, number in told.items():
        if title != "People":
            assert title in pages[int(number) - 1]
    assert f"Page 2 of {printed.pages}" in pages[1]


def test_nobody_in_particular_reads_it(trip, friends, dinner, payment, printed):
    assert not re.search(r"\b[Yy]ou(rs?)?\b", "".join(printed(trip)))


def test_what_is_in_the_trash_is_not_in_it(trip, friends, zoe, dinner, printed):
    gone = spend(trip, 900, by=zoe, among=friends, description="Mistake")
    delete_expense(expense=gone, by=zoe, version=gone.version)

    assert "Mistake" not in "".join(printed(trip))


def test_an_empty_trip_has_a_short_book(trip, zoe, printed):
    text = "".join(printed(trip))
    assert "€0.00" in text
    assert "Expenses by day" not in text


def test_each_day_has_its_total_and_each_expense_its_facts(trip, friends, zoe, david, printed):
    day = datetime.date(2026, 5, 3)
    spend(trip, 4000, by=zoe, among=friends, date=day, description="Dinner", category="food", note="With the view")
    spend(trip, 500, by=david, among=[zoe, david], date=day, description="Deposit back", kind="income")
    dollars = {"currency": "USD", "rate": Decimal("0.92"), "rate_source": "trip"}
    spend(trip, 1000, by=david, among=[zoe, david, friends[2]], description="Museum", date=day, **dollars)

    text = re.sub(r" {2,}", " | ", "".join(printed(trip)))

    assert "Sunday 3 May 2026 | €44.20" in text
    assert "Dinner | Zoë | Everybody | €40.00" in text
    assert "With the view" in text
    assert "Food & drink" in text
    assert "Deposit back | David | Zoë and David | −€5.00" in text
    assert "Museum | David | Zoë, David and Emily | €9.20" in text
    assert "US$10.00 at 0.92" in text or "$10.00 at 0.92" in text


def test_the_plan_has_codes_that_a_banks_app_reads_off_the_page(trip, friends, zoe, dinner, path, printed):
    PaymentDetail.objects.create(participant=zoe, kind="iban", value=IBAN)

    pages = printed(trip)

    place = next(number for number, page in enumerate(pages) if "Three payments settle everything" in page)
    codes = zxingcpp.read_barcodes(pictures_of(path, dpi=110)[place])
    assert sorted(code.text.split("\n")[-1] for code in codes) == ["Lisbon: David", "Lisbon: Emily", "Lisbon: Kenji"]
    assert all(IBAN in code.text and "EUR10" in code.text for code in codes)
    assert "DE89 3704 0044 0532 0130 00" in pages[place]


def test_receipts_stand_at_the_end_and_one_that_is_lost_is_told(trip, friends, zoe, dinner, path, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    attach(dinner, zoe, upload(corpus.jpeg((900, 600)), "Bill.jpg"), upload(corpus.pdf(), "Bill.pdf"))
    (lost,) = attach(dinner, zoe, upload(corpus.jpeg((610, 300)), "Lost.jpg"))
    file_of(lost).unlink()

    write_book(trip, path, progress=nobody_asks)

    last = pages_of(path)[-1]
    assert "Receipts" in last
    assert last.count("Dinner, €40.00") == 3
    assert last.count("first page") == 1
    assert "The file of this receipt cannot be found." in last
    assert figures_of(path) == ["Photo of the receipt of Dinner", "First page of the receipt of Dinner"]


# -- its figures ----------------------------------------------------------------------------------------------------------
def standings(trip):
    """Everybody's balance in minor units, as the summary lists them."""
    return [person.net.minor for person in load_balances(trip).people if person.is_active or person.net]


def test_its_balances_are_those_of_the_ledger_for_trips_at_random(db, path, printed):
    """Their summaries, set in one go: a whole book for each would take a minute."""
    trips = [random_trip(seed) for seed in SEEDS]
    books = [load_contents(read_by_nobody(trip)) for trip in trips]
    chapters = [render_to_string("book/summary.html", {"book": book, "trip": book.trip}) for book in books]
    print_pages(f'<html lang="en"><title>Summaries</title>{"".join(chapters)}', path, pictures={}, styles=["paper.css"])

    assert all_balances_in(path) == [standings(trip) for trip in trips]


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_a_whole_books_balances_are_those_of_the_ledger(db, path, seed):
    trip = random_trip(seed)
    KINDS["pdf"].make(trip, path)
    assert balances_in(path) == standings(trip)


def test_a_balance_that_is_told_wrong_is_noticed(trip, friends, dinner, path, printed):
    """The control: the paper is compared with the ledger, not with itself."""
    printed(trip)
    assert balances_in(path) == standings(trip)
    Participant.objects.filter(trip=trip, name="Zoë").update(sent=1)
    Participant.objects.filter(trip=trip, name="David").update(sent=-1)
    assert balances_in(path) != standings(Trip.objects.get(pk=trip.pk))


def test_a_persons_page_says_what_the_summary_says(trip, friends, zoe, david, dinner, payment, printed):
    pages = printed(trip)
    (of_zoe,) = [
        page
        for page in pages
        if page.lstrip().startswith("Lisbon") and "Their part of it all" in page and "+€40.00" in page
    ]
    assert re.search(r"Paid for the group +\+€40\.00", of_zoe)
    assert re.search(r"Their part of it all +−€10\.00", of_zoe)
    assert re.search(r"Got back +−€10\.00", of_zoe)
    assert "€20.00" in of_zoe
    assert re.search(r"still open +Emily pays Zoë +€10\.00", of_zoe)


def test_a_kitty_holds_what_was_paid_in(trip, zoe, friends, printed):
    kitty = ParticipantFactory(trip=trip, name="Kitty", kind="kitty", role="viewer", position=9)
    pay(trip, 9000, sender=zoe, receiver=kitty)
    spend(trip, 4000, by=kitty, among=friends)

    text = "".join(printed(trip))

    assert re.search(r"Paid in +\+€90\.00", text)
    assert "holds" in text


def test_a_damaged_ledger_makes_no_book(trip, friends, zoe, dinner, path):
    Participant.objects.filter(pk=zoe.pk).update(paid=1)
    with pytest.raises(CannotBeMade, match="damaged"):
        write_book(trip, path, progress=nobody_asks)


# -- how it is set --------------------------------------------------------------------------------------------------------
def test_no_day_stands_alone_at_the_foot_of_a_page_and_each_page_has_the_columns_names(trip, friends, zoe, printed):
    many(trip, zoe, friends, 120)

    pages = [page for page in printed(trip) if re.search(r"^ *Thing \d+", page, re.MULTILINE) and "PAID BY" in page]

    assert len(pages) > 3
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert any(line.startswith("WHAT") for line in lines[:4])
        assert lines[-1].startswith("TripSplit")
        assert not re.match(r"\w+day \d", lines[-2])
    for page in pages[1:]:
        head, first = page.splitlines()[0], re.search(r"Thing (\d+)", page)[1]
        assert head.endswith(f"Expenses by day · {dateformat.format(day_of(int(first)), 'j F Y')}")


def test_its_structure_is_tagged_and_every_drawing_has_words(trip, friends, zoe, dinner, path, printed):
    many(trip, zoe, friends, 8)
    printed(trip)

    tags = structure_of(path)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/Link"} <= tags.keys()
    (alt,) = figures_of(path)
    assert alt.startswith("Spending by day. 3 days. The highest is Sat 2 May 2026 with €40.22.")


LONG = "W" * 80
HOSTILE = [
    '=HYPERLINK("http://example.com")',
    '<img src="file:///etc/passwd"><script>x</script>',
    "</style><style>@page { background: url(http://example.com) }",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "\N{RIGHT-TO-LEFT OVERRIDE}€99 syap yllaer ohw",
    "שרה و نورا 王小明 Ánh",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "Z̴̡͚̫͇͉̗͚̏͐͛̽a̸͉͓͆̂̅l̴̨̈́",
]


@pytest.mark.parametrize("texts", [HOSTILE[:3], HOSTILE[3:6], HOSTILE[6:], [LONG]], ids=range(4))
def test_whatever_people_write_is_only_text_and_stays_on_the_page(
    trip, friends, zoe, david, dinner, texts, path, printed
):
    words = " ".join(texts)
    for number, person in enumerate(friends):
        Participant.objects.filter(pk=person.pk).update(name=f"{texts[number % len(texts)][:78]}{number}")
    Trip.objects.filter(pk=trip.pk).update(name=words[:120], emoji="👩‍👩‍👧‍👦")
    text = (words * 70)[:5_000] if words == LONG else words
    for name in ("description", "note"):
        room = len(text) if connection.vendor == "sqlite" else Expense._meta.get_field(name).max_length
        trip.expenses.update(**{name: text[:room]})  # SQLite takes more than a form does
    pay(trip, 100, sender=zoe, receiver=david, note=words[:100], method=words[:40])
    PaymentDetail.objects.create(participant=zoe, kind="other", value=words[:200])

    pages = printed(Trip.objects.get(pk=trip.pk))

    assert len(pages) <= 16
    assert words_beyond_the_margins(path) == []
    flat = re.sub(r"\s", "", text_of(path))
    for text in texts:
        if text.isascii():
            assert re.sub(r"\s", "", text[:70]) in flat


def test_nothing_that_people_write_makes_it_fetch(trip, friends, zoe, david, dinner, path, elsewhere, tmp_path):
    """Every way that a document has to fetch something, in every field that is printed; tests of the child show that each can work."""
    tries = [snippet.format(f"{elsewhere.address}/{name}") for name, snippet in VECTORS.items()]
    tries += [snippet.format(elsewhere.file) for snippet in VECTORS.values()]
    for number, words in enumerate(tries):
        spend(trip, 1000 + number, by=zoe, among=friends, description=words, note=words)
        pay(trip, 100, sender=zoe, receiver=david, note=words, method=words[:40])
    for person, words in zip(friends, tries, strict=False):
        Participant.objects.filter(pk=person.pk).update(name=words[:80])
    Trip.objects.filter(pk=trip.pk).update(name=tries[0], emoji="<b>")
    PaymentDetail.objects.create(participant=zoe, kind="other", value=" ".join(tries)[:200])
    PaymentDetail.objects.create(participant=zoe, kind="iban", value=IBAN, holder=tries[1])

    write_book(Trip.objects.get(pk=trip.pk), path, progress=nobody_asks)
    write_statement(Trip.objects.get(pk=trip.pk), tmp_path / "statement.pdf", of=zoe, progress=nobody_asks)

    assert elsewhere.asked == []
    for made in (path, tmp_path / "statement.pdf"):
        assert SECRET not in everything_in(made)
        assert "@importurl(" in re.sub(r"\s", "", text_of(made))


def test_names_that_are_long_break_on_the_cover_and_in_the_tables(trip, friends, printed, path):
    for number in range(8):
        ParticipantFactory(trip=trip, name=f"{number}{'Donaudampfschifffahrtsgesellschaft' * 2}", position=20 + number)
    spend(trip, 123456, by=friends[0], among=Trip.objects.get(pk=trip.pk).people)

    printed(Trip.objects.get(pk=trip.pk))

    assert words_beyond_the_margins(path) == []


# -- a large trip ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "told"), [(400, "What each day cost"), (3, "What each month cost")])
def test_of_more_expenses_than_a_book_should_list_it_tells_the_days_or_months(
    trip, friends, zoe, printed, monkeypatch, days, told
):
    monkeypatch.setattr(maker, "MOST_LINES", 24 + 4 * maker.LINES_OF_A_PERSON - 1)
    monkeypatch.setattr(maker, "MOST_DAYS", days)
    many(trip, zoe, friends, 24)

    text = "".join(printed(trip))

    assert told in text
    assert "24 expenses are more than a book should list" in text
    assert "Thing 3" not in text.split(told)[-1].split("Zoë")[0]
    assert "€242.76" in text


def test_its_queries_do_not_grow_with_the_trips_expenses(trip, friends, zoe, dinner):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            load_contents(read_by_nobody(Trip.objects.get(pk=trip.pk)))
        return len(captured)

    many(trip, zoe, friends, 8)
    before = queries()
    many(trip, zoe, friends, 100)
    assert queries() == before
    grow(trip, friends)
    assert queries() <= before + 20  # the ways to pay whoever is in the plan
