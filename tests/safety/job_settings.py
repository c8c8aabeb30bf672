"""The product's settings with leases and sweeps of a second, for worker processes that are killed."""

import os
from datetime import timedelta

from tripsplit.settings import *  # noqa: F403

JOBS_LEASE = timedelta(seconds=1)
JOBS_SWEEP = timedelta(seconds=int(os.environ.get("TEST_SWEEP_SECONDS", "1")))
JOBS_BACKOFF = timedelta(milliseconds=100)
PERIODIC_JOBS = []
