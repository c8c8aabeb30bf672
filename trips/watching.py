"""Who looks at a trip just now, and tells them when it changes: a thread of each process looks into the database for all of them.

It runs only while somebody is connected, asks one question per tick however many they are, and holds no transaction in between.
"""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator

import structlog
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import Error, connections
from django.utils import timezone

from trips.models import Participant, Trip
from tripsplit.sse import comment_frame, event_frame, retry_frame
from tripsplit.stopping import before_stopping

# Seconds.
TICK = 0.5  # between two looks at the revisions: a change is on an open page within two seconds
RIGHTS = 2.0  # between two looks at who may still see what: a stream that may not go on ends within five seconds
HEARTBEAT = 15.0
LONGEST = 600.0  # then the reader connects again, perhaps to another process
RETRY = 2.0

# Why a stream ends, as the page is told. Of the last it is not told: it connects again.
GONE, OUT, AGAIN = "gone", "out", ""

MOST_OF_ONE = 24  # streams of one user in one process: many tabs on many devices
MOST = 1_000  # streams in one process

logger = structlog.get_logger(__name__)


class Stream:
    """One open page: an asynchronous iterator of frames, from connecting until its reader goes away or may not see more."""

    def __init__(self, *, me: Participant, since: int | None, session_key: str, session_hash: str) -> None:
        """`since` is the revision that the page shows, None where it is the present one."""
        self.me_id, self.trip_id, self.user_id = me.pk, me.trip_id, me.user_id
        self.session_key, self.session_hash = session_key, session_hash
        self.revision = me.trip.revision
        self.told = self.revision if since is None else since
        self.ending: str | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bell = asyncio.Event()

    def tell(self, revision: int) -> None:
        if revision != self.revision:
            self.revision = revision
            self._ring()

    def end(self, why: str) -> None:
        self.ending = why
        self._ring()

    def _ring(self) -> None:
        """From the watcher's thread into the loop that serves the reader; a loop that is gone has no readers."""
        try:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._bell.set)
        except RuntimeError:
            self.close()

    def close(self) -> None:
        """Called by Django when the answer is over, whatever ended it."""
        watcher.remove(self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._loop = asyncio.get_running_loop()
        # The connection that found the trip; it would stay open, unused, as long as the page is looked at.
        await sync_to_async(connections.close_all)()
        if not watcher.add(self):
            return
        try:
            yield retry_frame(round(RETRY * 1000))
            async for frame in self._frames(self._loop.time() + LONGEST):
                yield frame
        finally:
            self.close()

    async def _frames(self, until: float) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        while loop.time() < until:
            self._bell.clear()
            if self.ending is not None:
                if self.ending:
                    yield event_frame(self.ending, event="end")
                return
            if self.revision != self.told:
                self.told = self.revision
                yield event_frame(json.dumps({"revision": self.told}), event="change", event_id=str(self.told))
                continue
            try:
                await asyncio.wait_for(self._bell.wait(), HEARTBEAT)
            except TimeoutError:
                yield comment_frame("still here")


class Watcher:
    """The streams of this process, and the thread that looks for them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._thread: threading.Thread | None = None
        self._stops = False

    def __len__(self) -> int:
        return len(self._streams)

    def has_room_for(self, user_id: int | None) -> bool:
        """Whether one more stream of this user would be among those that one person may have open here."""
        return sum(stream.user_id == user_id for stream in list(self._streams)) < MOST_OF_ONE

    @property
    def has_room(self) -> bool:
        return len(self._streams) < MOST

    def add(self, stream: Stream) -> bool:
        """Watch for this stream too; False where there is no room for it."""
        with self._lock:
            if self._stops or not (self.has_room and self.has_room_for(stream.user_id)):
                return False
            self._streams.add(stream)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name="trip-watcher", daemon=True)
                self._thread.start()
            return True

    def remove(self, stream: Stream) -> None:
        with self._lock:
            self._streams.discard(stream)

    def stop(self) -> None:
        """End all streams, and begin none any more. Takes no lock."""
        self._stops = True
        for stream in list(self._streams):
            stream.end(AGAIN)

    def _watch(self) -> None:
        rights_at = 0.0
        try:
            while streams := self._wanted():
                if look(streams, rights=time.monotonic() >= rights_at):
                    rights_at = time.monotonic() + RIGHTS
                time.sleep(TICK)
        finally:
            connections.close_all()

    def _wanted(self) -> list[Stream]:
        """The streams to look for; with the last of them the thread ends, and the next one starts another."""
        with self._lock:
            if not self._streams:
                self._thread = None
            return list(self._streams)


def look(streams: list[Stream], *, rights: bool) -> bool:
    """Tell each stream of what happened to its trip: one query, and two more when something did or `rights` are due.

    Nobody is told anything before it is known that they may still see it. Whether the rights were looked at.
    """
    try:
        revisions = dict(Trip.objects.live().filter(pk__in={s.trip_id for s in streams}).values_list("pk", "revision"))
        news = [stream for stream in streams if revisions.get(stream.trip_id) != stream.revision]
        if news or rights:
            end_where_it_must(streams)
    except Error:
        # The database is busy or away: the streams stay, and the next tick asks again.
        logger.warning("live_look_failed", exc_info=True)
        connections.close_all()
        return False
    for stream in news:
        if stream.ending is None and stream.trip_id in revisions:
            stream.tell(revisions[stream.trip_id])
    return bool(news) or rights


def end_where_it_must(streams: list[Stream]) -> None:
    """End the streams of those who were taken off the trip or logged out, and of deleted trips; two queries."""
    here = Participant.objects.active().filter(trip__deleted_at=None, user__is_active=True)
    people = {me.pk: me for me in here.filter(pk__in={s.me_id for s in streams}).select_related("user")}
    keys = {stream.session_key for stream in streams}
    sessions = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    for stream in streams:
        me = people.get(stream.me_id)
        if me is None or me.user is None or me.user_id != stream.user_id:
            stream.end(GONE)
        elif stream.session_key not in sessions or me.user.get_session_auth_hash() != stream.session_hash:
            stream.end(OUT)


watcher = Watcher()
before_stopping(watcher.stop)
