"""Background effects that nothing loses: a row in the transaction of its cause, a worker with a lease, a sweep for what was lost.

Queue with `enqueue`, do in a handler `def name(job: Running) -> None`; docs/architecture.md tells the rules.
"""

from tripsplit.jobs.draining import drain
from tripsplit.jobs.queueing import NotPossible, call_off, cancel, enqueue, retry
from tripsplit.jobs.running import Cancelled, GiveUp, LeaseLost, Running
from tripsplit.jobs.sweeping import sweep

__all__ = [
    "Cancelled",
    "GiveUp",
    "LeaseLost",
    "NotPossible",
    "Running",
    "call_off",
    "cancel",
    "drain",
    "enqueue",
    "retry",
    "sweep",
]
