"""…/expenses/say/model/: where the rules doubt, a language model may read it otherwise; that is offered, and put nowhere."""

import datetime
import re
import time

import pytest
from django.test import Client
from django.utils import dateformat

from assistant import services
from assistant.limits import Rate
from assistant.models import WhatIsRead
from assistant.saying import modelling
from tests.assistant.conftest import use
from tests.safety.tables import contents, difference
from trips.models import Participant

DOUBTFUL = "12 beers with David"
PLAIN = "Taxi 45"
YESTERDAY = datetime.date(2026, 5, 2)
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def model(fake, settings):
    return use(fake, "ollama", settings)


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/say/"


@pytest.fixture
def ask(client_of, zoe, friends, url, htmx):
    def ask(sentence=DOUBTFUL, person=zoe):
        return client_of(person).post(f"{url}model/", {"sentence": sentence}, headers=htmx("say-offer"))

    return ask


def form(**facts):
    known = {"understood": True, "kind": "expense", "amount": "12", "currency": "EUR", "payer": "Zoë", "receiver": ""}
    shares = [{"name": name, "weight": 1} for name in ("Zoë", "David")]
    return {**known, "shared_by": shares, "date": str(YESTERDAY), "description": "beers", **facts}


def offered(response):
    """The words of the offer, and what it would put into which fields."""
    page = response.content.decode()
    said = re.search(r"reads it so: ([^<]*)\.</p>", page)
    return said and said[1], re.findall(r'data-ts-field="(\w+)" value="([^"]*)"', page)


def test_what_a_model_reads_otherwise_is_offered_in_words_with_only_its_fields(ask, model, david):
    model.fill = lambda messages, schema: form(payer="David")
    before = contents()
    words, fields = offered(ask())
    assert words == f"David paid, on {dateformat.format(YESTERDAY, 'l j F')}"
    assert fields == [("date", str(YESTERDAY)), ("payer", david.ref)]
    assert [line.split(":")[0] for line in difference(before, contents())] == ["assistant_reading"]  # for the limit


def test_a_model_that_names_nothing_leaves_the_name_and_a_day_of_another_year_is_told_in_full(ask, model):
    day = YESTERDAY - datetime.timedelta(days=370)
    model.fill = lambda messages, schema: form(description="", date=str(day))
    words, fields = offered(ask())
    assert words == f"on {dateformat.format(day, 'l j F Y')}"
    assert fields == [("date", str(day))]


def test_in_a_closed_trip_nobody_asks(ask, model, trip):
    trip.archived_at = trip.created_at
    trip.save()
    assert offered(ask()) == (None, [])
    assert model.chats == []


def test_the_page_asks_by_itself_only_where_something_is_doubtful_and_a_model_runs(client_of, zoe, friends, url, model):
    client = client_of(zoe)
    trigger = f'hx-post="{url}model/" hx-trigger="load"'
    assert trigger in client.post(url, {"sentence": DOUBTFUL}).content.decode()
    assert trigger not in client.post(url, {"sentence": PLAIN}).content.decode()
    assert model.chats == []


def test_without_a_model_nobody_asks(client_of, zoe, friends, url, ask):
    assert "say/model/" not in client_of(zoe).post(url, {"sentence": DOUBTFUL}).content.decode()
    assert offered(ask()) == (None, [])


def test_what_is_plain_is_not_asked_about(ask, model):
    assert offered(ask(PLAIN)) == offered(ask("")) == offered(ask("x" * 400)) == (None, [])
    assert model.chats == []


@pytest.mark.parametrize(
    "filled",
    [
        {"amount": "99"},
        {"payer": "Clara"},
        {"date": "soon"},
        {"understood": False},
        {"kind": "payment", "receiver": "David"},
        {"description": "<b>"},
    ],
)
def test_what_cannot_be_is_not_offered(ask, model, filled):
    model.fill = lambda messages, schema: form(**filled)
    answer = ask()
    assert (answer.status_code, offered(answer)) == (200, (None, []))
    assert len(model.chats) == 1


@pytest.mark.parametrize("mode", ["silent", "error", "no_json", "endless"])
def test_a_server_in_a_bad_mood_costs_seconds_at_most(ask, model, mode, monkeypatch, settings):
    monkeypatch.setattr(modelling, "SECONDS", 0.3)
    settings.LLM_LIMITS = {"first": 30.0, "between": 30.0}
    model.mode = mode
    started = time.monotonic()
    answer = ask()
    assert (answer.status_code, offered(answer)) == (200, (None, []))
    assert time.monotonic() - started < 5


def test_only_who_edits_may_ask(ask, emily, stranger, url):
    assert ask(person=emily).status_code == 403
    assert ask(person=stranger).status_code == 404
    assert Client().post(f"{url}model/").status_code == 302


def test_wrong_method(client_of, zoe, url):
    assert client_of(zoe).get(f"{url}model/").status_code == 405


def test_nobody_has_a_model_asked_without_end(ask, model, david, stranger, monkeypatch):
    monkeypatch.setattr(services, "OFFERS", Rate(per_minute=2, per_day=9))
    model.fill = lambda messages, schema: form(payer="David")
    assert [offered(ask())[0] is not None for _ in range(3)] == [True, True, False]
    assert len(model.chats) == 2
    assert offered(ask(person=david))[0] is not None  # each for themselves
    services.count_offer(me=david, what=WhatIsRead.DESCRIPTION)
    there = Participant.objects.create(trip=stranger.trip, name="David", user=david.user, position=9)
    assert services.count_offer(me=there, what=WhatIsRead.SENTENCE)  # the second of all trips
    assert not services.count_offer(me=there, what=WhatIsRead.SENTENCE)
    monkeypatch.setattr(services, "OFFERS", Rate(per_minute=9, per_day=3))
    assert [offered(ask(person=david))[0] is not None for _ in range(2)] == [True, False]
