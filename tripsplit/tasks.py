"""Where `run_huey` looks for tasks of its own accord. There are two: a ring, and the sweep."""

from tripsplit.jobs import doorbell, sweeping

__all__ = ["doorbell", "sweeping"]
