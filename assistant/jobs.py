"""What the worker does for the assistant by itself, at night."""

from assistant.services import forget_cleared_questions
from tripsplit.jobs import Running


def clean_up(job: Running) -> None:
    """Forget the rows of conversations that were cleared away; they can be forgotten twice."""
    forget_cleared_questions()
    job.report(1, 1)
