"""The command `reindex`."""

import io

import pytest
from django.core.management import CommandError, call_command

from expenses.models import Expense
from expenses.search.store import Store
from tests.expenses.recording import record


@pytest.fixture
def reindex(engine, monkeypatch):
    """Run the command with this process' model; what it says on standard output and standard error."""
    monkeypatch.setattr("expenses.management.commands.reindex.own_engine", lambda: engine)

    def run(*words):
        out, err = io.StringIO(), io.StringIO()
        call_command("reindex", *words, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return run


@pytest.fixture
def rows(trip, zoe, friends, stranger):
    for number in range(3):
        record(trip, zoe, friends, ref=f"row{number}")
    record(stranger.trip, stranger, [stranger], ref="theirs")


def test_everything_that_is_stale_is_read_with_progress(reindex, rows, engine, trip):
    out, err = reindex()
    assert out == "4 expenses read.\n"
    assert f"{trip.slug}: 3 of 3" in err
    assert reindex() == ("0 expenses read.\n", "")


def test_one_trip(reindex, rows, engine, trip):
    assert reindex(trip.slug)[0] == "3 expenses read.\n"
    assert engine.store.trips() == {trip.pk}


def test_rebuilding_reads_everything_anew(reindex, rows, engine, trip):
    reindex()
    assert reindex("--rebuild")[0] == "4 expenses read.\n"
    assert reindex(trip.slug, "--rebuild")[0] == "3 expenses read.\n"
    assert engine.store.count() == 4


def test_what_is_missing_or_damaged_is_found_and_read(reindex, rows, engine, trip):
    reindex()
    engine.store.forget([Expense.objects.get(ref="row1").pk])
    assert reindex()[0] == "1 expense read.\n"
    for path in engine.store.folder.rglob("*.manifest"):
        path.write_bytes(b"rubbish")
    assert reindex()[0] == "4 expenses read.\n"
    assert list(engine.store.folder.parent.glob("index.damaged-*"))


def test_a_trip_that_is_not_there_and_a_model_that_is_not_there_are_said(reindex, db, settings, monkeypatch):
    with pytest.raises(CommandError, match="no trip"):
        reindex("nowhere")
    monkeypatch.undo()
    settings.EMBEDDING_MODEL_PATH = "/nowhere"
    with pytest.raises(CommandError, match="no sentence-transformers model"):
        call_command("reindex")


def test_a_processor_that_cannot_is_said(reindex, rows, engine, monkeypatch):
    def cannot(_folder):
        raise_here = __import__("expenses.search.store", fromlist=["NotOnThisMachine"]).NotOnThisMachine
        raise raise_here("LanceDB does not run on this processor (it needs AVX2).")

    monkeypatch.setattr("expenses.search.engine.require_processor", cannot)
    with pytest.raises(CommandError, match="AVX2"):
        reindex()
    assert isinstance(engine.store, Store)
