"""Comments as rows and in the feed: who may take one back, what stays, and what an archived trip refuses."""

from contextlib import suppress

import pytest
from django.utils import timezone

from expenses.commenting import (
    SHOWN_AT_FIRST,
    NotYourComment,
    add_comment,
    conversation,
    remove_comment,
    restore_comment,
)
from expenses.models import Comment
from expenses.services import delete_expense
from tests.expenses.recording import record
from tests.expenses.talk import say
from trips.errors import RowChanged, TripIsClosed


@pytest.fixture
def dinner(trip, zoe, friends):
    trip.me = zoe
    return record(trip, zoe, friends)


def verbs(trip):
    return list(trip.activities.order_by("pk").values_list("actor__name", "verb", "label"))


def test_a_comment_moves_no_money_and_makes_no_version(dinner, emily):
    say(dinner, emily)

    dinner.refresh_from_db()
    assert dinner.version == 1
    assert dinner.trip.revisions.count() == 1
    emily.refresh_from_db()
    assert (emily.paid, emily.owed) == (0, 250)


def test_the_feed_says_who_and_on_what_and_never_the_words(trip, dinner, zoe, emily):
    comment = say(dinner, emily, "Emily’s secret")
    remove_comment(comment=comment, by=zoe)
    restore_comment(comment=comment, by=emily)

    assert verbs(trip)[1:] == [
        ("Emily", "commented", "Dinner"),
        ("Zoë", "uncommented", "Dinner"),
        ("Emily", "recommented", "Dinner"),
    ]
    assert not trip.activities.filter(changes__icontains="secret").exists()


def test_a_removed_comment_stays_as_a_row_and_comes_back_in_its_old_place(dinner, zoe, david):
    first, _ = say(dinner, david, "One"), say(dinner, zoe, "Two")

    remove_comment(comment=first, by=david)
    assert [remark.comment.text for remark in conversation(dinner).remarks] == ["Two"]
    assert Comment.objects.get(pk=first.pk).text == "One"

    restore_comment(comment=first, by=david)
    assert [remark.comment.text for remark in conversation(dinner).remarks] == ["One", "Two"]


def test_its_author_and_an_owner_may_remove_it_and_nobody_else(dinner, zoe, david, emily):
    comment = say(dinner, emily)
    for service in (remove_comment, restore_comment):
        with pytest.raises(NotYourComment):
            service(comment=comment, by=david)
    for person in (emily, zoe):
        remove_comment(comment=comment, by=person)
        restore_comment(comment=comment, by=person)
    assert not Comment.objects.live().exclude(pk=comment.pk).exists()


def test_nothing_happens_twice(dinner, zoe):
    comment = say(dinner, zoe)
    with pytest.raises(RowChanged):
        restore_comment(comment=comment, by=zoe)
    remove_comment(comment=comment, by=zoe)
    removed_at = Comment.objects.get().deleted_at
    with pytest.raises(RowChanged):
        remove_comment(comment=comment, by=zoe)
    assert Comment.objects.get().deleted_at == removed_at


def test_an_archived_trip_keeps_what_was_said_and_hears_no_more(trip, dinner, zoe):
    comment = say(dinner, zoe)
    trip.archived_at = timezone.now()
    trip.save()

    with pytest.raises(TripIsClosed):
        say(dinner, zoe)
    with pytest.raises(TripIsClosed):
        remove_comment(comment=comment, by=zoe)
    talk = conversation(dinner)
    assert ([each.may_remove for each in talk.remarks], talk.is_open) == ([False], False)


def test_a_deleted_expense_can_be_talked_about(dinner, zoe, david):
    """Why it was deleted is a thing to ask."""
    delete_expense(expense=dinner, by=zoe, version=1)
    say(dinner, david, "Why?")
    assert [remark.by for remark in conversation(dinner).remarks] == ["David"]


def test_at_first_the_latest_are_shown_oldest_first(dinner, zoe, david):
    for number in range(SHOWN_AT_FIRST + 3):
        say(dinner, david, f"Number {number}")

    talk, all_of_it = conversation(dinner), conversation(dinner, everything=True)
    assert [each.comment.text for each in talk.remarks] == [f"Number {n}" for n in range(3, SHOWN_AT_FIRST + 3)]
    assert (talk.older, all_of_it.older) == (True, False)
    assert len(all_of_it.remarks) == SHOWN_AT_FIRST + 3


def test_who_is_told_in_the_readers_words(dinner, zoe, david, emily):
    say(dinner, zoe, "Mine")
    say(dinner, david, "His")
    Comment.objects.create(expense=dinner, author=None, text="From a file")
    assert [each.by for each in conversation(dinner).remarks] == ["You", "David", "Somebody"]
    dinner.trip.me = emily
    assert [(each.by, each.may_remove) for each in conversation(dinner).remarks] == [
        ("Zoë", False),
        ("David", False),
        ("Somebody", False),
    ]


def test_a_comment_that_fails_leaves_no_trace(dinner, zoe, monkeypatch):
    def break_down(**_):
        raise RuntimeError

    monkeypatch.setattr("expenses.commenting.log_activity", break_down)
    with suppress(RuntimeError):
        add_comment(expense=dinner, by=zoe, text="Lost")
    assert not Comment.objects.exists()


def test_comments_are_counted_for_many_expenses_at_once(trip, dinner, zoe, david, friends, django_assert_num_queries):
    quiet = record(trip, zoe, friends, description="Taxi")
    for person in (zoe, david):
        say(dinner, person)
    remove_comment(comment=say(dinner, zoe), by=zoe)

    with django_assert_num_queries(1):
        assert Comment.objects.live().counts([dinner, quiet]) == {dinner.pk: 2}
