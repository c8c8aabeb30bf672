"""What the worker does for the assistant by itself, at night."""

from assistant.reading_receipts.services import forget_readings
from assistant.services import forget_cleared_questions
from tripsplit.jobs import Running


def clean_up(job: Running) -> None:
    """Forget the rows of conversations that were cleared away, and of what a model has read; they can be forgotten twice."""
    forget_cleared_questions()
    forget_readings()
    job.report(1, 1)
