"""What the tests of the Ask page share: asking as a browser does, and reading what it shows."""

import html
import re

from assistant.models import Question
from tripsplit.ids import new_submit_key

TOTAL = "How much did we spend in total?"


def address(trip):
    return f"/trips/{trip.slug}/ask/"


def asks(client, trip, question=TOTAL, **more):
    """The answer to the form, as the page sends it."""
    headers = more.pop("headers", {})
    return client.post(address(trip), {"submit_key": new_submit_key(), "question": question, **more}, headers=headers)


def asked(client, trip, question=TOTAL, **more):
    """The turn that came of it."""
    answer = asks(client, trip, question, **more)
    assert answer.status_code == 303, answer.content.decode()
    return Question.objects.get(ref=answer.url.rpartition("-")[2])


def figures_on(page):
    """Labels and amounts of all cards, in order."""
    cards = re.findall(r'<dt dir="auto">(.*?)</dt><dd class="money">(.*?)</dd>', page)
    return [(html.unescape(label), html.unescape(amount)) for label, amount in cards]


def rows_on(page):
    return [html.unescape(href) for href in re.findall(r'<a class="row" href="([^"]+)"', page)]
