"""What a web process reads at its start, so that nobody's request does."""

import subprocess
import sys

import pytest

from tests.processes import environment
from tripsplit import warming

ASKED = """
import tripsplit.asgi as site
site.warming.join(60)
from functools import cached_property
from assistant.categorising.vocabulary import Vocabulary, vocabulary
from assistant.saying.vocabulary import vocabulary as sentences
from assistant.understanding.lexicon import lexicon
words = lexicon.cache_info().currsize, sentences.cache_info().currsize
later = [name for name, made in vars(Vocabulary).items() if isinstance(made, cached_property)]
assert later
print(vocabulary.cache_info().misses, set(later) <= vocabulary().__dict__.keys(), *words)
"""


@pytest.fixture
def readers(monkeypatch):
    found = []
    monkeypatch.setattr(warming, "_readers", found)
    return found


def test_everything_is_read_once_the_web_is_up(readers):
    read = []
    warming.read_early(lambda: read.append("words"))
    warming.read_early(lambda: read.append("names"))
    assert read == []
    warming.warm().join(10)
    assert read == ["words", "names"]


def test_what_cannot_be_read_keeps_nothing_else_from_it(readers, caplog):
    read = []
    warming.read_early(lambda: 1 / 0)
    warming.read_early(lambda: read.append("words"))
    warming.warm().join(10)
    assert read == ["words"]
    assert "warming_failed" in caplog.text


def test_a_web_process_has_the_words_before_anybody_types(tmp_path):
    """Without it the first suggestion of a process takes half a second."""
    answer = subprocess.run(
        [sys.executable, "-c", ASKED], env=environment(tmp_path), check=True, capture_output=True, text=True
    )
    assert answer.stdout.split() == ["1", "True", "6", "6"]
