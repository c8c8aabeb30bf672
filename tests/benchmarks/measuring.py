"""One cell of a table: a page under load, with what it took the clients (time) and the server (processor time, memory)."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CLIENT = Path(__file__).with_name("client.py")
TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 0.4  # seconds that do not count: every worker has loaded its templates and opened its database by then


@dataclass(frozen=True)
class Page:
    """What is asked for. `good` is the status of an answer that counts as one."""

    name: str
    path: str
    method: str = "GET"
    body: str = ""
    good: str = "200"


@dataclass(frozen=True)
class Cell:
    """Times in milliseconds. `cpu` is the processor time that all processes of the server used, per request."""

    p50: float
    p95: float
    rate: float
    cpu: float
    client_cpu: float
    requests: int
    failed: int
    size: int  # bytes of the largest answer


@dataclass(frozen=True)
class Target:
    """A running server, as somebody who is signed in reaches it."""

    port: int
    root: int  # the process that all others of the server come from
    headers: dict[str, str]
    host_name: str

    def measure(self, page, *, clients, seconds, warm_up=WARM_UP):
        if warm_up:
            self._load(page, clients=clients, seconds=warm_up)
        before = processor_time(self.root)
        seen = self._load(page, clients=clients, seconds=seconds)
        used = processor_time(self.root) - before
        return cell_of(seen, used, good=page.good)

    def _load(self, page, *, clients, seconds):
        job = {
            "host": "127.0.0.1", "port": self.port, "host_name": self.host_name, "headers": self.headers,
            "method": page.method, "path": page.path, "body": page.body, "clients": clients, "seconds": seconds,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(CLIENT)], input=json.dumps(job), capture_output=True, check=True, text=True
        )
        return json.loads(done.stdout)


def cell_of(seen, used, *, good):
    """`used` is in seconds of processor time."""
    times = sorted(1000 * seconds for seconds in seen["times"])
    cuts = statistics.quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 20
    return Cell(
        p50=statistics.median(times),
        p95=cuts[18],
        rate=len(times) / seen["wall"],
        cpu=1000 * used / len(times),
        client_cpu=1000 * seen["client_cpu"] / len(times),
        requests=len(times),
        failed=len(times) - seen["statuses"].get(good, 0),
        size=seen["bytes"],
    )


def family(root):
    """The process and all that come from it, by their ids."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def processor_time(root):
    """Seconds of processor time that the process and its family have used so far."""
    total = 0
    for pid in family(root):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def peak_memory(root):
    """The most that any one process of the family ever had in memory, in megabytes."""
    peaks = [
        int(line.split()[1])
        for pid in family(root)
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return max(peaks) / 1024
