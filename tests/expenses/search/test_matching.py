"""`Expense.objects.matching`: the one question of search, compared with reading every row; and the index after every kind of change."""

import datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expenses.commenting import remove_comment, restore_comment
from expenses.drafts import draft_of
from expenses.models import Expense
from expenses.search.index import rebuild
from expenses.search.terms import Terms, of_category, paid_by, shared_by
from expenses.search_models import SearchEntry
from expenses.services import delete_expense, edit_expense, move_expenses, restore_expense
from tests.expenses.recording import DAY, record
from tests.expenses.search.rows import assert_in_step, found, naively
from tests.expenses.talk import say
from tests.factories import ParticipantFactory, TripFactory
from trips.models import Trip
from trips.purging import purge_deleted_trips

TEXTS = [
    ("Taxi to the airport", ""),
    ("Dinner at Ramiro", "Zoë’s birthday, café after"),
    ("寿司屋", "回転寿司"),
    ('He said "NOT" OR * NEAR(x) -y', "100% AND ^col:umn {a b}"),
    ("Smørrebrød 🍣", "Straße 12.50"),
    ("ΑΘΉΝΑ Москва", "й"),
]
QUERIES = st.one_of(
    st.lists(
        st.sampled_from(sorted({word for pair in TEXTS for text in pair for word in text.split()})), max_size=4
    ).map(" ".join),
    st.text(st.sampled_from("taxi diner司寿\"'*-()^:{}+ NEARORANDé🍣й"), max_size=30),
    st.text(max_size=30),
)


@pytest.fixture
def ledger(trip, zoe, david, friends):
    for number, (description, note) in enumerate(TEXTS):
        day = DAY - datetime.timedelta(days=number % 3)
        record(trip, zoe, friends, description=description, note=note, date=day, ref=f"row{number}")
    say(trip.expenses.get(ref="row0"), david, "Der Fahrer wollte 20 Euro, très cher")
    gone = record(trip, david, [david], description="Taxi by mistake", ref="gone")
    delete_expense(expense=gone, by=david, version=1)
    return trip


@given(QUERIES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_finds_what_reading_every_row_finds(ledger, text):
    for gone in (False, True):
        assert found(ledger, text, gone=gone) == naively(ledger, text, gone=gone)


@pytest.mark.parametrize(
    "text",
    ['"', "*", "taxi*", "taxi OR dinner", "NOT taxi", "NEAR(taxi dinner)", "-taxi", "(taxi", "'taxi'", "words:taxi", "^taxi", "\\", ":*",
     "&|!<->",
     " ".join(f"taxi{number}" for number in range(600)), "x" * 5_000, "寿" * 5_000, "".join(map(chr, range(0x4E00, 0x4E00 + 5_000)))],
)  # fmt: skip
def test_nothing_that_is_typed_is_syntax(ledger, text):
    assert found(ledger, text) == naively(ledger, text)


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("tax", ["row0"]),
        ("airport taxi", ["row0"]),
        ("taxi cher", ["row0"]),
        ("tres CHER", ["row0"]),
        ("zoe", ["row1"]),
        ("cafe", ["row1"]),
        ("寿司", ["row2"]),
        ("司屋", ["row2"]),
        ("転寿", ["row2"]),
        ("strasse smorre", ["row4"]),
        ("🍣", ["row4"]),
        ("москва", ["row5"]),
        ("и", []),
        ("taxi dinner", []),
        ("axi", []),
        ("", []),
        ("…", []),
    ],
)
def test_every_word_must_be_there_by_its_beginning_in_any_of_the_texts(ledger, text, refs):
    assert found(ledger, text) == refs


def test_another_trips_rows_are_never_found(ledger, stranger):
    theirs = record(stranger.trip, stranger, [stranger], description="Taxi of strangers")
    assert found(ledger, "taxi") == ["row0"]
    assert found(stranger.trip, "taxi") == [theirs.ref]
    # The fence is in the words themselves: without it the index finds both.
    assert SearchEntry.objects.filter(words__contains="taxi").count() == 3


@pytest.mark.parametrize(("fewer", "more"), [(1, 36), (35, 35 * 36), (2, 2 * 36**4), (7, 7 * 36**5 + 1)])
def test_no_fence_is_the_beginning_of_another(db, fewer, more):
    for pk in (fewer, more):
        trip = TripFactory(pk=pk)
        person = ParticipantFactory(trip=trip)
        record(trip, person, [person], description="Taxi", ref=f"of{pk}")
    for pk in (fewer, more):
        assert found(Trip.objects.get(pk=pk), "t") == [f"of{pk}"]


def test_marks_are_asked_together_with_words(trip, zoe, david, kenji):
    record(trip, zoe, [david], description="Taxi", category="transport", ref="a")
    record(trip, david, [zoe, kenji], description="Taxi", category="food", ref="b")
    record(trip, david, [kenji], description="Tram", ref="c")

    def of(words=(), *marks):
        return [row.ref for row in Expense.objects.matching(trip, Terms(words, marks)).newest_first()]

    assert of((), [paid_by(david.pk)]) == ["c", "b"]
    assert of((), [paid_by(zoe.pk), shared_by(zoe.pk)]) == ["b", "a"]
    assert of(["ta"], [shared_by(kenji.pk)]) == ["b"]
    assert of(["t"], [of_category("food")], [paid_by(david.pk)]) == ["b"]
    assert of((), [of_category("")]) == ["c"]
    assert of(["ta"], [of_category("")]) == []


def test_a_limit_takes_the_newest_and_goes_on_after_a_row(trip, zoe):
    rows = [record(trip, zoe, [zoe], date=DAY + datetime.timedelta(days=number % 3)) for number in range(9)]
    newest_first = sorted(rows, key=lambda row: (row.date, row.pk), reverse=True)

    def page(**more):
        return list(Expense.objects.matching(trip, "dinner", **more).newest_first())

    assert page(limit=4) == newest_first[:4]
    cut = newest_first[3]
    assert page(limit=3, older_than=(cut.date, cut.pk)) == newest_first[4:7]
    assert page(days=(DAY, DAY)) == newest_first[6:]
    assert page(days=(DAY + datetime.timedelta(days=1), None), older_than=(cut.date, cut.pk)) == newest_first[4:6]


def test_no_planner_reads_the_whole_list_for_a_page_of_a_common_word(trip, zoe):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite's planner")
    plan = Expense.objects.matching(trip, "dinner", limit=51).newest_first().explain()
    assert "INTEGER PRIMARY KEY (rowid=?)" in plan
    assert "SCAN expenses_searchindex VIRTUAL TABLE" in plan
    assert "SCAN expenses_expense" not in plan


# -- the index is in step after every change ------------------------------------------------------------------------------
def test_an_edit_is_found_by_its_new_words_alone(ledger, zoe):
    row = ledger.expenses.with_lines().get(ref="row0")
    draft = draft_of(row)
    edit_expense(expense=row, by=zoe, version=1, draft=type(draft)(**{**vars(draft), "description": "Bus"}))
    assert (found(ledger, "taxi"), found(ledger, "bus")) == ([], ["row0"])
    assert found(ledger, "cher") == ["row0"]
    assert_in_step()


def test_deleting_and_restoring_moves_it_between_list_and_trash(ledger, zoe):
    assert (found(ledger, "mistake"), found(ledger, "mistake", gone=True)) == ([], ["gone"])
    restore_expense(expense=ledger.expenses.get(ref="gone"), by=zoe, version=2)
    assert (found(ledger, "mistake"), found(ledger, "mistake", gone=True)) == (["gone"], [])
    assert_in_step()


def test_another_day_is_another_place(ledger, zoe):
    move_expenses(trip=ledger, by=zoe, versions={"row0": 1, "row1": 1}, day=DAY + datetime.timedelta(days=40))
    assert found(ledger, "t") == naively(ledger, "t")
    assert_in_step()


def test_comments_are_found_while_they_stand(ledger, david):
    comment = ledger.expenses.get(ref="row0").comments.get()
    remove_comment(comment=comment, by=david)
    assert found(ledger, "cher") == []
    assert_in_step()
    restore_comment(comment=comment, by=david)
    assert found(ledger, "cher") == ["row0"]
    assert_in_step()


def test_a_trip_that_is_purged_leaves_nothing_in_the_index(ledger, zoe):
    ledger.deleted_at = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    ledger.save()
    assert purge_deleted_trips() == 1
    assert not SearchEntry.objects.exists()
    assert_in_step()


def test_a_transaction_that_fails_leaves_the_index_as_it_was(ledger, zoe):
    with pytest.raises(Trip.DoesNotExist):
        _record_and_fail(ledger, zoe)
    assert found(ledger, "ghost") == []
    assert_in_step()


def _record_and_fail(trip, person):
    with transaction.atomic():
        record(trip, person, [person], description="Ghost")
        Trip.objects.get(pk=-1)


def test_it_can_be_built_anew(ledger):
    SearchEntry.objects.all().delete()
    assert found(ledger, "taxi") == []
    rebuild(ledger)
    assert found(ledger, "taxi") == ["row0"]
    assert_in_step()


def test_the_check_notices_an_index_out_of_step(ledger):
    """The control of the tests above."""
    ledger.expenses.filter(ref="row0").update(description="Bus")
    with pytest.raises(AssertionError):
        assert_in_step()


def test_a_very_long_conversation_is_found_by_what_is_newest(trip, zoe, david):
    row = record(trip, zoe, [zoe], description="Dinner", ref="long")
    for number in range(60):
        say(row, david, " ".join(f"word{number}x{part}" for part in range(180)))
    say(row, david, "at last")
    assert found(trip, "dinner last") == ["long"]
    assert found(trip, "word59x1") == ["long"]
