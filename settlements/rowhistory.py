"""The revisions of a trip's rows, read in little memory: whether they are whole, and whether the latest one is what the row says."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from settlements.invariants import Finding
from trips.models import Revision, Trip

CHUNK = 2_000
Verb = Revision.Verb
# What may follow what: a row begins by being recorded, and in the trash nothing happens to it but coming back.
LIVE = {Verb.EDITED, Verb.REVERTED, Verb.DELETED}
FOLLOWS = {
    "": {Verb.RECORDED},
    Verb.RECORDED: LIVE,
    Verb.EDITED: LIVE,
    Verb.RESTORED: LIVE,
    Verb.REVERTED: LIVE,
    Verb.DELETED: {Verb.RESTORED, Verb.REVERTED},
}


@dataclass(slots=True)
class History:
    """What the revisions of one row come to."""

    latest: int = 0
    verb: str = ""
    digest: bytes = b""
    unbroken: bool = True
    plausible: bool = True

    def add(self, version: int, verb: str, snapshot: Mapping[str, object]) -> None:
        """Take the next revision in."""
        self.unbroken &= version == self.latest + 1
        self.plausible &= verb in FOLLOWS.get(self.verb, set())
        self.latest, self.verb, self.digest = version, verb, digest(snapshot)

    def findings(self, *, version: int, is_deleted: bool, snapshot: Mapping[str, object] | None) -> Iterator[Finding]:
        """Where the history disagrees with itself or with the row; a row whose snapshot cannot be made is not compared."""
        if not self.unbroken or self.latest != version:
            yield "versions", f"its history does not run from version 1 to {version}"
        if not self.plausible:
            yield "verbs", "its history tells what cannot have happened"
        if is_deleted != (self.verb == Verb.DELETED):
            state = "in the trash" if is_deleted else "not in the trash"
            yield "deleted", f"it is {state}, and the last thing that happened to it is “{self.verb}”"
        if snapshot is not None and digest(snapshot) != self.digest:
            yield "snapshot", "its latest snapshot is not what the row says"


def read_histories(trip: Trip) -> dict[tuple[str, str], History]:
    """The history of each row of the trip, by kind and ref."""
    histories: dict[tuple[str, str], History] = {}
    revisions = trip.revisions.order_by("pk").values_list("kind", "ref", "version", "verb", "snapshot")
    for kind, ref, version, verb, snapshot in revisions.iterator(chunk_size=CHUNK):
        histories.setdefault((kind, ref), History()).add(version, verb, snapshot)
    return histories


def digest(snapshot: Mapping[str, object]) -> bytes:
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode(errors="surrogatepass")).digest()
