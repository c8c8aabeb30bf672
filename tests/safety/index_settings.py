"""The product's settings with short leases, for workers that are killed while they index."""

from datetime import timedelta

from tripsplit.settings import *  # noqa: F403

JOBS_LEASE = timedelta(seconds=5)
JOBS_SWEEP = timedelta(seconds=1)
JOBS_BACKOFF = timedelta(milliseconds=100)
PERIODIC_JOBS = [("expenses.jobs.find_stale", "minutely")]
