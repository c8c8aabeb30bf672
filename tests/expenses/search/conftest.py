"""The real model and the real LanceDB, loaded once for all tests of this process."""

import pytest
from django.conf import settings as django_settings

from expenses.search import door as door_module
from expenses.search.embedding import Embedder, model_folder
from expenses.search.engine import Engine
from expenses.search.store import require_processor


@pytest.fixture(scope="session")
def embedder():
    made = Embedder(model_folder(""))
    made.embed(["taxi"])  # seconds on a busy machine: here, and not while something else is waited for
    return made


@pytest.fixture(scope="session")
def processor(tmp_path_factory):
    """What a child process has found out about this machine, once."""
    folder = tmp_path_factory.mktemp("processor")
    require_processor(folder)
    return (folder / "index.processor.json").read_text()


@pytest.fixture
def engine(embedder, processor, tmp_path, settings, monkeypatch):
    """An engine with an index of its own, and a site that is meant to have one; nothing is reached through a worker."""
    settings.EMBEDDING_MODEL_PATH = ""
    settings.DATA_DIR = tmp_path
    (tmp_path / "index.processor.json").write_text(processor)
    made = Engine(tmp_path, embedder.folder)
    made.embedder = embedder
    return made


@pytest.fixture
def own(engine, monkeypatch):
    """This process goes to that engine, as a command does."""
    door = door_module.OwnDoor(engine)
    monkeypatch.setattr(door_module._Here, "own", door)
    return door


assert django_settings.EMBEDDING_MODEL_PATH == "none"
