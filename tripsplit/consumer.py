"""Huey's worker process, made to stop cleanly on either signal and to sweep as often as the settings say. Imports no model."""

import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from huey.api import RedisHuey, SqliteHuey
from huey.consumer import Consumer, Scheduler
from redis.backoff import NoBackoff
from redis.retry import Retry

SERVICE_SECONDS = 2.0  # that a service has to clean up after itself

# Set when this process is to end: no job is begun any more.
stopping = threading.Event()


class Sweeper(Scheduler):
    """Wakes the periodic task every JOBS_SWEEP, where Huey's own does it each minute."""

    periodic_task_seconds = max(1, int(settings.JOBS_SWEEP.total_seconds()))


class DoorbellConsumer(Consumer):
    """SIGTERM and SIGINT both let the running jobs end, for `shutdown_timeout` seconds; a second one does not wait."""

    scheduler_class = Sweeper
    services: Sequence[threading.Thread] = ()

    def start(self) -> None:
        self._signal_actions |= dict.fromkeys((signal.SIGTERM, signal.SIGINT), (False, True))
        Consumer.start(self)
        # Daemons: one that is in the middle of loading a library does not keep the process.
        self.services = [
            threading.Thread(target=import_string(name), args=[stopping], name=name, daemon=True)
            for name in settings.WORKER_SERVICES
        ]
        for service in self.services:
            service.start()

    def stop(self, graceful: Any = None) -> None:
        stopping.set()
        Consumer.stop(self, graceful)
        for service in self.services:
            service.join(SERVICE_SECONDS)


make_consumer: Callable[..., Consumer] = DoorbellConsumer


class SqliteDoorbell(SqliteHuey):
    def create_consumer(self, **options: Any) -> Consumer:
        return make_consumer(self, **options)


class RedisDoorbell(RedisHuey):
    """Tries once more where a connection has gone stale, and does not keep a request waiting for a Redis that is down."""

    def create_storage(self) -> Any:
        storage = RedisHuey.create_storage(self)
        storage.conn.set_retry(Retry(NoBackoff(), 1))
        return storage

    def create_consumer(self, **options: Any) -> Consumer:
        return make_consumer(self, **options)
