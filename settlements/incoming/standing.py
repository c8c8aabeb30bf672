"""How a brought file stands, in words for its owner."""

from dataclasses import dataclass

from settlements.incoming.services import job_of
from settlements.models import TripFile
from tripsplit.models import Job

FAILED = "failed"
UNDER_WAY = (TripFile.State.READING, TripFile.State.MAKING)
WAITING = "Waiting for its turn."
FAULT = "Something went wrong. Try again; if it happens again, whoever runs this site finds the reason among its jobs."


@dataclass(frozen=True)
class Standing:
    """`done` of `total` is how far it is, where that is known."""

    state: str
    words: str = ""
    done: int = 0
    total: int = 0

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


def standing_of(file: TripFile) -> Standing:
    """One query at most."""
    if file.state not in UNDER_WAY:
        return Standing(file.state)
    job = job_of(file)
    if job is None or job.state not in {Job.State.QUEUED, Job.State.RUNNING}:
        return Standing(FAILED, FAULT)
    if job.state == Job.State.QUEUED:
        return Standing(file.state, WAITING)
    words = job.progress_words
    return Standing(file.state, f"{words[:1].upper()}{words[1:]} …", job.done, job.total)
