"""…/ask/engine/: which engines speak just now, in a sentence, asked of the server at most once in a while."""

import pytest

from assistant import health
from tests.assistant.asked import address


@pytest.fixture(autouse=True)
def nothing_remembered(db):
    health.cache.delete(health.KEY)


@pytest.fixture
def url(trip):
    return f"{address(trip)}engine/"


def test_a_model_that_answers_is_told_of(client_of, zoe, url, model):
    assert "a language model" in client_of(zoe).get(url).content.decode()


@pytest.mark.parametrize(
    ("mode", "words"), [("silent", "took too long"), ("refused", "did not let us in"), ("html", "broke off")]
)
def test_one_that_does_not_is_told_of_quietly(client_of, zoe, url, model, mode, words):
    model.mode = mode
    page = client_of(zoe).get(url)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "Figures come from the ledger" in page.content.decode()


def test_the_server_is_not_asked_each_time(client_of, zoe, url, model):
    client = client_of(zoe)
    client.get(url)
    asked = len(model.asked)
    client.get(url)
    assert len(model.asked) == asked > 0


def test_it_is_for_those_who_take_part(client_of, zoe, stranger, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(zoe).post(url).status_code == 405
