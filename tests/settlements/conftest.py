"""A trip in which something is owed: Zoë paid a dinner for all four, so the other three owe her their parts."""

import http.server
import threading

import pytest

from tests.settlements.hostile_documents import SECRET, Recorder
from tests.settlements.rows import pay, spend


@pytest.fixture
def dinner(trip, friends):
    return spend(trip, 4000, by=friends[0], among=friends)


@pytest.fixture
def payment(trip, zoe, david, dinner):
    """David has paid Zoë what he owes."""
    return pay(trip, 1000, sender=david, receiver=zoe, note="For the dinner")


@pytest.fixture
def form(zoe, david):
    """What the payment form sends: David paid Zoë ten euros."""

    def said(**more):
        return {
            "sender": david.ref,
            "receiver": zoe.ref,
            "amount": "10.00",
            "date": "2026-05-06",
            "method": "Cash",
            "note": "",
            **more,
        }

    return said


@pytest.fixture
def elsewhere(tmp_path):
    """A server that writes down what it is asked for, and a file with a secret in it."""
    (tmp_path / "secret.txt").write_bytes(SECRET)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.asked, server.file = [], (tmp_path / "secret.txt").as_uri()
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
