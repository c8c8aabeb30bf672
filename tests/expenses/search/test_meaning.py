"""`find_by_term`: what a term means in a trip."""

import pytest

from expenses.search.meaning import find_by_term
from expenses.services import delete_expense
from tests.expenses.recording import record
from tests.factories import ParticipantFactory, TripFactory


@pytest.fixture
def refs(trip, zoe, friends):
    """The refs of a list of primary keys, with a trip that has taxis of several kinds."""
    for ref, description in [
        ("uber", "Uber to Belém"),
        ("taxi", "Taxi from the airport"),
        ("dinner", "Dinner at Ramiro"),
        ("eats", "Uber Eats"),
        ("museum", "MAAT"),
        ("pilz", "Pilze"),
    ]:
        record(trip, zoe, friends, description=description, ref=ref)
    delete_expense(expense=record(trip, zoe, friends, description="Lyft", ref="gone"), by=zoe, version=1)
    record(trip, zoe, friends, description="Pingo", category="groceries", ref="pingo")
    by_key = dict(trip.expenses.values_list("pk", "ref"))
    return lambda keys: [by_key[pk] for pk in keys]


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("taxi", ["taxi", "uber"]),
        ("Taxifahrten", ["taxi", "uber"]),
        ("uber", ["eats", "uber"]),
        ("museums", ["museum"]),
        ("taxi belem", ["uber"]),
        ("taxi and museum", ["museum", "taxi", "uber"]),
        ("supermarket", ["pingo", "pilz"]),
        ("ramiro", ["dinner"]),
        ("nothing like this", []),
        ("", []),
        ("“”", []),
    ],
)
def test_a_term_finds_its_words_and_what_counts_as_it(trip, refs, term, found):
    result = find_by_term(trip, term)
    assert refs(result.sure) == found
    assert result.how == "words"
    assert not result.maybe


def test_the_trash_is_searched_by_itself(trip, refs):
    assert refs(find_by_term(trip, "taxi", gone=True).sure) == ["gone"]


def test_another_trip_has_its_own_taxis(trip, refs, stranger):
    other = stranger.trip
    record(other, stranger, [stranger], description="Uber", ref="theirs")
    assert [row.ref for row in other.expenses.filter(pk__in=find_by_term(other, "taxi").sure)] == ["theirs"]
    assert "theirs" not in refs(find_by_term(trip, "taxi").sure)
    lonely = ParticipantFactory(trip=TripFactory(), name="Nobody")
    assert not find_by_term(lonely.trip, "taxi").sure


@pytest.mark.parametrize("term", ["drinks", "food", "groceries and drinks", "supermarket", "transport"])
def test_a_term_of_many_words_is_one_query(trip, refs, django_assert_num_queries, term):
    with django_assert_num_queries(1):
        find_by_term(trip, term)
