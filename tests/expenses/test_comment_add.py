"""…/expenses/<ref>/comments/new/: whoever takes part may say something, viewers and guests too."""

import pytest

from expenses.models import Comment
from tests.expenses.recording import record, words
from tests.expenses.talk import FRAGMENT, keyed, remarks, say
from tests.trips.recurring import assert_does_not_grow


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends)


@pytest.fixture
def url(dinner):
    return f"{dinner.get_absolute_url()}comments/new/"


def test_what_is_said_stands_on_the_expense_with_who_and_when(client_of, dinner, zoe, david, url):
    answer = client_of(david).post(url, keyed(text="Was that with the wine?\n\nI had none."))
    assert (answer.status_code, answer.url) == (303, f"{dinner.get_absolute_url()}#comment-list")

    page = client_of(zoe).get(dinner.get_absolute_url())
    assert remarks(page) == [("David", "Was that with the wine?\n\nI had none.")]
    comment = Comment.objects.get()
    assert f'datetime="{comment.created_at.isoformat()[:19]}' in page.content.decode()


@pytest.mark.parametrize("role", ["emily", "guest"])
def test_viewers_and_guests_take_part(client_of, dinner, url, role, request):
    person = request.getfixturevalue(role)
    client = client_of(person)
    assert f'action="{url}"' in client.get(dinner.get_absolute_url()).content.decode()
    assert client.post(url, keyed(text="Hello")).status_code == 303
    assert Comment.objects.get().author == person


def test_htmx_gets_the_comments_alone_with_an_empty_form(client_of, zoe, url, htmx):
    answer = client_of(zoe).post(url, keyed(text="Hello"), headers=htmx(FRAGMENT))
    seen = answer.content.decode()
    assert answer.status_code == 200
    assert remarks(answer) == [("You", "Hello")]
    assert "<html" not in seen
    assert "Comment added." in seen
    assert "Hello</textarea>" not in seen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Write something first."),
        (" \n ", "Write something first."),
        ("x" * 2001, "A comment has room for 2000 characters."),
        ("Ta\u202exi", "This text "),
    ],
)
@pytest.mark.parametrize("target", ["", FRAGMENT])
def test_what_cannot_be_kept_comes_back_with_a_reason(client_of, zoe, url, htmx, text, reason, target):
    headers = htmx(target) if target else {}
    answer = client_of(zoe).post(url, keyed(text=text), headers=headers)
    assert answer.status_code == 422
    assert reason in words(answer)
    assert text.strip() in answer.content.decode()
    assert ("<html" in answer.content.decode()) == (not target)
    assert not Comment.objects.exists()


def test_two_thousand_characters_and_all_scripts_fit(client_of, dinner, zoe, url):
    text = "نورا 👩‍👩‍👧‍👦 <b>x</b> " + "é" * 1_970
    client = client_of(zoe)
    assert client.post(url, keyed(text=text)).status_code == 303
    assert remarks(client.get(dinner.get_absolute_url())) == [("You", text)]


def test_a_form_sent_twice_says_it_once(client_of, zoe, url):
    client, form = client_of(zoe), keyed(text="Hello")
    assert {client.post(url, form).status_code for _ in range(2)} == {303}
    assert Comment.objects.count() == 1


def test_the_same_words_in_a_new_form_are_said_again(client_of, zoe, url):
    for _ in range(2):
        client_of(zoe).post(url, keyed(text="Hello"))
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("target", ["", FRAGMENT])
def test_an_archived_trip_says_so_and_loses_nothing_that_was_typed(client_of, trip, zoe, dinner, url, htmx, target):
    say(dinner, zoe, "Said before")
    trip.archived_at = trip.created_at
    trip.save()
    answer = client_of(zoe).post(url, keyed(text="Too late"), headers=htmx(target) if target else {})
    assert answer.status_code == 422
    assert "nothing in it can change" in words(answer)
    assert "Said before" in words(answer)
    assert Comment.objects.count() == 1


def test_to_others_the_expense_does_not_exist(client_of, client, trip, zoe, stranger, url):
    other = record(stranger.trip, stranger, [stranger])
    assert client_of(stranger).post(url, keyed(text="Hello")).status_code == 404
    elsewhere = f"/trips/{trip.slug}/expenses/{other.ref}/comments/new/"
    assert client_of(zoe).post(elsewhere, keyed(text="Hello")).status_code == 404
    assert client.post(url, keyed(text="Hello")).status_code == 302
    assert not Comment.objects.exists()


def test_looking_says_nothing(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_the_number_of_queries_does_not_grow(client_of, trip, dinner, zoe, url, htmx):
    client = client_of(zoe)
    for _ in range(25):
        say(dinner, zoe)
    assert_does_not_grow(lambda: client.post(url, keyed(text="Hello"), headers=htmx(FRAGMENT)), trip)
