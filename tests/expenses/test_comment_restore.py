"""…/comments/<comment>/restore/: what was removed comes back, in its old place."""

import pytest

from expenses.commenting import remove_comment
from expenses.models import Comment
from tests.expenses.recording import record, words
from tests.expenses.talk import FRAGMENT, address, keyed, remarks, say
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends)


@pytest.fixture
def comment(dinner, emily):
    comment = say(dinner, emily)
    remove_comment(comment=comment, by=emily)
    return comment


@pytest.fixture
def url(comment):
    return address(comment, "restore")


@pytest.mark.parametrize("role", ["emily", "zoe"])
def test_its_author_and_the_owner_bring_it_back(client_of, url, role, request):
    page = client_of(request.getfixturevalue(role)).post(url, keyed(), follow=True)
    assert "Brought the comment back." in words(page)
    assert len(remarks(page)) == 1


def test_the_undo_of_a_message_shows_the_expense_again(client_of, dinner, emily, url, htmx):
    answer = client_of(emily).post(url, keyed(), headers=htmx())
    assert answer.status_code == 204
    assert dinner.get_absolute_url() in answer["HX-Location"]


def test_htmx_gets_the_comments_alone(client_of, emily, url, htmx):
    answer = client_of(emily).post(url, keyed(), headers=htmx(FRAGMENT))
    assert len(remarks(answer)) == 1
    assert "<html" not in answer.content.decode()


def test_other_editors_are_told_that_it_is_not_theirs(client_of, david, url):
    assert client_of(david).post(url, keyed()).status_code == 403
    assert not Comment.objects.live().exists()


def test_restoring_twice_is_no_fault(client_of, emily, url):
    client_of(emily).post(url, keyed())
    assert "is back already" in words(client_of(emily).post(url, keyed(), follow=True))


def test_an_archived_trip_changes_nothing(client_of, trip, emily, url):
    trip.archived_at = trip.created_at
    trip.save()
    assert "nothing in it can change" in words(client_of(emily).post(url, keyed(), follow=True))
    assert not Comment.objects.live().exists()


def test_to_others_it_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).post(url, keyed()).status_code == 404


def test_looking_restores_nothing(client_of, emily, url):
    assert client_of(emily).get(url).status_code == 405
    assert not Comment.objects.live().exists()


def test_the_number_of_queries_does_not_grow(client_of, trip, dinner, emily, comment, url, htmx):
    client = client_of(emily)
    for _ in range(25):
        say(dinner, emily)

    def there_and_back():
        client.post(address(comment, "remove"), keyed(), headers=htmx(FRAGMENT))
        return client.post(url, keyed(), headers=htmx(FRAGMENT))

    assert_does_not_grow(there_and_back, trip)
