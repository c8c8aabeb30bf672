"""The model behind its socket: quick, private, deaf to rubbish; and what becomes of the search where nobody answers."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest

from expenses.search import store as store_module
from expenses.search.client import SEARCH_SECONDS, SOCKET, Client
from expenses.search.embedding import Embedder, NoModel, model_folder
from expenses.search.engine import Engine, NotAvailable, own_engine
from expenses.search.frames import LENGTH, LONGEST, receive, send
from expenses.search.indexing import index_trip
from expenses.search.meaning import NOTES, find_by_term
from expenses.search.serving import Server, holding
from expenses.search.store import NotOnThisMachine, Store, require_processor
from tests.expenses.recording import record


def wait_until(fact, seconds=20):
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def serve():
    """Serve an engine in a thread, at a path; until the end of the test."""
    stopping, threads = threading.Event(), []

    def start(engine, path):
        thread = threading.Thread(target=Server(engine, path).run, args=[stopping])
        threads.append(thread)
        thread.start()
        wait_until(path.is_socket)
        return path

    yield start
    stopping.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def client(engine, serve, tmp_path, monkeypatch):
    """A client whose server is warm, and which waits for it on a busy machine."""
    monkeypatch.setattr("expenses.search.client.SEARCH_SECONDS", 20)
    engine.store.create()
    serve(engine, tmp_path / SOCKET)
    wait_until(engine.is_warm.is_set)
    return Client(tmp_path)


def reason(client, *question):
    with pytest.raises(NotAvailable) as said:
        client.search(*(question or (1, "taxi")))
    return said.value.reason


def test_a_web_process_searches_through_the_socket(client, engine, trip, zoe, friends):
    row = record(trip, zoe, friends, description="Sailing boat", ref="boat")
    index_trip(trip.pk, door=client, store=engine.store)
    [hit] = client.search(trip.pk, "boat")
    assert (hit.expense, hit.ref, hit.version) == (row.pk, "boat", 1)
    assert 0.5 < hit.likeness <= 1
    found = find_by_term(trip, "sailboat")
    assert (found.how, found.note) == ("meaning", "")
    assert [*found.maybe] == [row.pk]


def test_nobody_else_can_open_the_socket(client, tmp_path):
    assert stat.S_IMODE((tmp_path / SOCKET).stat().st_mode) == 0o600


def test_several_ask_at_once(client, engine, trip, zoe, friends):
    record(trip, zoe, friends, description="Sailing boat")
    index_trip(trip.pk, door=client, store=engine.store)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(len(client.embed(["a", "b"])))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == [2] * 12


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        (LONGEST + 1).to_bytes(LENGTH, "big"),
        (5).to_bytes(LENGTH, "big") + b"nojso",
        (2).to_bytes(LENGTH, "big") + b"[]",
        (4).to_bytes(LENGTH, "big") + b"\xff\xfe\x00\x01",
    ],
)
def test_rubbish_is_hung_up_on_and_the_next_is_answered(client, tmp_path, rubbish):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(tmp_path / SOCKET))
        connection.sendall(rubbish)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        with suppress(ConnectionResetError):  # what was not read when it hung up
            assert connection.recv(10) == b""
    assert len(client.embed(["still there"])) == 1


@pytest.mark.parametrize(
    "question",
    [{}, {"do": "shutdown"}, {"do": "search", "trip": "1", "text": "x", "most": 1}, {"do": "embed", "texts": [1]},
     {"do": "search", "trip": None, "text": "x", "most": 5}],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_told_so(client, tmp_path, question):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(tmp_path / SOCKET))
        send(connection, question)
        assert receive(connection, until=time.monotonic() + 5) == {"why": "question"}


def test_until_it_is_warm_it_says_so_at_once(engine, serve, tmp_path, monkeypatch):
    begin = threading.Event()
    monkeypatch.setattr(engine, "warm", lambda: begin.wait(10))
    serve(engine, tmp_path / SOCKET)
    started = time.monotonic()
    assert reason(Client(tmp_path)) == "warming"
    assert time.monotonic() - started < SEARCH_SECONDS
    begin.set()


def test_a_worker_that_hangs_costs_no_more_than_the_patience(tmp_path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / SOCKET))
        listener.listen()
        started = time.monotonic()
        assert reason(Client(tmp_path)) == "slow"
        assert time.monotonic() - started < SEARCH_SECONDS + 0.2


def test_without_a_worker_the_words_are_found_and_a_note_says_so(engine, trip, zoe, friends):
    row = record(trip, zoe, friends, description="Uber")
    found = find_by_term(trip, "taxi")
    assert ([*found.sure], found.how, found.note) == ([row.pk], "words", NOTES["worker"])


def test_a_dead_workers_socket_is_replaced(engine, serve, tmp_path):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / SOCKET))
    assert reason(Client(tmp_path)) == "worker"
    (tmp_path / SOCKET).chmod(0o600)
    serve(engine, tmp_path / SOCKET)
    wait_until(engine.is_warm.is_set)
    wait_until(lambda: len(Client(tmp_path).embed(["x"])) == 1)


def test_a_path_that_is_too_long_for_a_socket_is_none_for_us(engine, serve, tmp_path):
    deep = tmp_path / ("long" * 20) / ("longer" * 20)
    deep.mkdir(parents=True)
    serve(engine, deep / SOCKET)
    wait_until(engine.is_warm.is_set)
    assert len(Client(deep).embed(["x"])) == 1


def test_of_two_workers_one_holds_the_lock_and_the_other_takes_over(tmp_path):
    with holding(tmp_path / "lock") as first:
        assert first
        with holding(tmp_path / "lock") as second:
            assert not second
    with holding(tmp_path / "lock") as again:
        assert again


# -- where it cannot be -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("setting", ["/nowhere", "/tmp"])
def test_a_model_that_is_not_there_is_said(setting):
    with pytest.raises(NoModel, match="no sentence-transformers model"):
        model_folder(setting)


def test_a_package_that_is_not_installed_is_said(monkeypatch):
    monkeypatch.setattr("expenses.search.embedding.PACKAGE", "no_such_package_anywhere")
    with pytest.raises(NoModel, match="not installed"):
        model_folder("")


def test_a_broken_model_is_said_and_words_are_found(tmp_path, engine, serve, trip, zoe, friends):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "modules.json").write_text("{ this is no JSON")
    with pytest.raises(NoModel):
        Embedder(folder).embed(["x"])
    broken = Engine(tmp_path, folder)
    serve(broken, tmp_path / SOCKET)
    wait_until(lambda: reason(Client(tmp_path)) == "model")
    record(trip, zoe, friends, description="Uber")
    found = find_by_term(trip, "taxi")
    assert (len(found.sure), found.note) == (1, NOTES["model"])


def test_a_processor_without_the_instructions_is_found_out_by_a_child_once(tmp_path, monkeypatch):
    tries = []

    def dies():
        tries.append(1)
        return [sys.executable, "-c", f"import os; os.kill(os.getpid(), {int(signal.SIGILL)})"]

    monkeypatch.setattr(store_module, "probe_command", dies)
    for _ in range(3):
        with pytest.raises(NotOnThisMachine, match="AVX2"):
            require_processor(tmp_path)
    assert len(tries) == 1
    with pytest.raises(NotOnThisMachine):
        Store(tmp_path / "index", model="x").create()
    monkeypatch.setattr(store_module, "_processor", lambda: "another one")
    monkeypatch.setattr(store_module, "probe_command", lambda: [sys.executable, "-c", ""])
    require_processor(tmp_path)


def test_a_worker_on_such_a_processor_says_so_and_words_are_found(
    engine, serve, tmp_path, monkeypatch, trip, zoe, friends
):
    (tmp_path / "index.processor.json").unlink()
    monkeypatch.setattr(store_module, "probe_command", lambda: [sys.executable, "-c", "import os; os.abort()"])
    serve(engine, tmp_path / SOCKET)
    wait_until(lambda: reason(Client(tmp_path)) != "warming")
    record(trip, zoe, friends, description="Uber")
    found = find_by_term(trip, "taxi")
    assert (len(found.sure), found.note) == (1, NOTES["processor"])


@pytest.mark.django_db(transaction=True)
def test_an_index_that_is_deleted_under_the_worker_is_queued_to_be_made_anew(client, engine, trip, zoe, friends):
    row = record(trip, zoe, friends, description="Sailing boat", ref="boat")
    index_trip(trip.pk, door=engine, store=engine.store)
    engine.store.delete()
    assert reason(client, trip.pk, "boat") == "index"
    row.refresh_from_db()
    assert row.indexed_version is None
    index_trip(trip.pk, door=engine, store=engine.store)
    assert [hit.ref for hit in client.search(trip.pk, "boat")] == ["boat"]


def test_the_search_of_a_web_process_loads_neither_torch_nor_lancedb(tmp_path):
    code = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["EMBEDDING_MODEL_PATH"] = ""
import django; django.setup()
import tripsplit.asgi, tripsplit.urls, expenses.jobs
from expenses.search.door import door
from expenses.search.engine import NotAvailable
try:
    door().search(1, "taxi")
except NotAvailable as why:
    assert why.reason == "worker", why
print(sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "lancedb", "pyarrow", "sentence_transformers", "numpy"}))
"""
    env = {name: value for name, value in os.environ.items() if name != "TRIPSPLIT_TEST_DIR"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def test_the_engine_of_a_process_is_one(engine):
    own_engine.cache_clear()
    assert own_engine() is own_engine()
    own_engine.cache_clear()
