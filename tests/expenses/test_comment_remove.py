"""…/comments/<comment>/remove/: by who wrote it or an owner, at once, with an undo."""

import pytest

from expenses.models import Comment
from tests.expenses.recording import record, words
from tests.expenses.talk import FRAGMENT, address, keyed, remarks, say
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends)


@pytest.fixture
def comment(dinner, emily):
    return say(dinner, emily)


@pytest.fixture
def url(comment):
    return address(comment, "remove")


@pytest.mark.parametrize("role", ["emily", "zoe"])
def test_its_author_and_the_owner_remove_it_and_the_message_can_undo_it(client_of, comment, url, role, request):
    client = client_of(request.getfixturevalue(role))
    page = client.post(url, keyed(), follow=True)
    assert page.redirect_chain == [(f"{comment.expense.get_absolute_url()}#comment-list", 303)]
    assert "Removed the comment." in words(page)
    assert not remarks(page)
    assert f'action="{address(comment, "restore")}"' in page.content.decode()
    assert not Comment.objects.live().exists()


def test_htmx_gets_the_comments_alone_with_the_undo(client_of, comment, emily, url, htmx):
    answer = client_of(emily).post(url, keyed(), headers=htmx(FRAGMENT))
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert f'hx-post="{address(comment, "restore")}"' in answer.content.decode()


def test_other_editors_are_told_that_it_is_not_theirs(client_of, david, url):
    answer = client_of(david).post(url, keyed())
    assert answer.status_code == 403
    assert "Only who wrote a comment, or an owner of the trip" in words(answer)
    assert Comment.objects.live().exists()


def test_removing_twice_is_no_fault(client_of, emily, zoe, url, htmx):
    client_of(emily).post(url, keyed())
    assert "is removed already" in words(client_of(zoe).post(url, keyed(), follow=True))
    assert "is removed already" in words(client_of(zoe).post(url, keyed(), headers=htmx(FRAGMENT)))


def test_an_archived_trip_keeps_what_was_said(client_of, trip, emily, url):
    trip.archived_at = trip.created_at
    trip.save()
    assert "nothing in it can change" in words(client_of(emily).post(url, keyed(), follow=True))
    assert Comment.objects.live().exists()


def test_to_others_it_does_not_exist(client_of, client, trip, dinner, zoe, stranger, comment, url):
    theirs = say(record(stranger.trip, stranger, [stranger]), stranger)
    elsewhere = say(record(trip, zoe, [zoe], description="Taxi"), zoe)
    assert client_of(stranger).post(url, keyed()).status_code == 404
    for other in (theirs, elsewhere):
        assert client_of(zoe).post(url.replace(comment.ref, other.ref), keyed()).status_code == 404
    assert client.post(url, keyed()).status_code == 302
    assert Comment.objects.live().count() == 3


def test_looking_removes_nothing(client_of, emily, url):
    assert client_of(emily).get(url).status_code == 405
    assert Comment.objects.live().exists()


def test_the_number_of_queries_does_not_grow(client_of, trip, dinner, emily, comment, url, htmx):
    client = client_of(emily)
    for _ in range(25):
        say(dinner, emily)

    def there_and_back():
        client.post(address(comment, "restore"), keyed(), headers=htmx(FRAGMENT))
        return client.post(url, keyed(), headers=htmx(FRAGMENT))

    assert_does_not_grow(there_and_back, trip)
