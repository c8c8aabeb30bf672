"""The queue speaks JSON and nothing that could be code."""

import pickle
from datetime import UTC, datetime

import pytest
from django.conf import settings
from huey.contrib.djhuey import HUEY
from huey.registry import Message
from huey.utils import load_class
from redis.exceptions import ConnectionError  # noqa: A004

from tripsplit.queue import JsonSerializer, queue_settings


def test_a_message_survives_the_way_through_the_queue():
    message = Message(
        id="a", name="trips.tasks.purge", eta=datetime(2026, 5, 1, 12, tzinfo=UTC), args=[7], kwargs={"ref": "x1"}
    )
    assert JsonSerializer().deserialize(JsonSerializer().serialize(message)) == message


def test_what_is_not_an_id_does_not_get_into_the_queue():
    with pytest.raises(TypeError, match="pass ids"):
        JsonSerializer().serialize(Message(id="a", name="x", args=[object()]))


def test_a_pickle_in_the_queue_is_refused_not_run():
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("a pickle from the queue was executed",))

    with pytest.raises(ValueError):
        JsonSerializer().deserialize(pickle.dumps(Bomb()))


def test_the_site_queues_for_real_in_a_file_of_its_own():
    assert HUEY.immediate is False
    assert isinstance(HUEY.serializer, JsonSerializer)
    assert settings.HUEY["filename"].endswith("huey.sqlite3")
    assert settings.HUEY["filename"] != str(settings.DATABASES["default"]["NAME"])


def test_redis_is_one_setting_away(tmp_path):
    chosen = queue_settings("redis://localhost:6379/3", data_dir=tmp_path)
    assert chosen["huey_class"] == "tripsplit.consumer.RedisDoorbell"
    assert chosen["connection"] == {"url": "redis://localhost:6379/3"}
    assert chosen["immediate"] is False


def test_the_client_of_redis_is_there():
    chosen = queue_settings("redis://localhost:1/0", data_dir=None)
    backend = load_class(chosen["huey_class"])(chosen["name"], **chosen["connection"])
    with pytest.raises(ConnectionError):
        backend.storage.queue_size()


@pytest.mark.parametrize("url", ["ftp://x", "localhost:6379", "sqlite:///x"])
def test_another_kind_of_queue_is_refused_in_words(url, tmp_path):
    with pytest.raises(ValueError, match="HUEY_URL"):
        queue_settings(url, data_dir=tmp_path)
