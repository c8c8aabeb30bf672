"""How long each report takes to make, and how much memory: every kind, of trips of several sizes, each in a process of its own.

`python -m tests.benchmarks.reports` prints the section alone, of trips that it seeds.
"""

import json
import sys
import tempfile
from pathlib import Path

from settlements.reports.kinds import KINDS
from tests.benchmarks import ours
from tests.servers import Site

SIZES = (100, 1_000, 10_000)
# Peak memory is what the kernel counts: of the process itself, and of the largest that it has started (a PDF is set in one of its own).
CHILD = """
import json, os, resource, sys, tempfile, time
from pathlib import Path
import django
django.setup()
from settlements.reports.kinds import KINDS
from trips.models import Trip
trip, kind = Trip.objects.get(slug=sys.argv[1]), KINDS[sys.argv[2]]
idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "made")
    started, used = time.perf_counter(), sum(os.times()[:4])
    kind.make(trip, path, of=trip.people[0] if kind.is_of_person else None)
    taken = time.perf_counter() - started
    told = {"seconds": taken, "processor": sum(os.times()[:4]) - used, "bytes": path.stat().st_size, "idle": idle}
told["own"], told["started"] = (
    resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
)
print(json.dumps(told))
"""


def measure(site, slug, key):
    return json.loads(site.run("-c", CHILD, slug, key).splitlines()[-1])


def section(site, slugs):
    """The table, as lines of Markdown; `slugs` are the trips by their number of expenses."""
    found = {
        (kind, size): measure(site, slugs[size], kind.key) for kind in KINDS.values() for size in SIZES if size in slugs
    }
    idle = max(told["idle"] for told in found.values()) / 1024
    yield "### Reports"
    yield ""
    yield "Seconds to make each (and of processor time, which a busy machine changes the least), the most memory of the process"
    yield f"that does and of the one that it starts, and the file's size. Before it begins the process holds {idle:.0f} MB."
    yield ""
    yield "| report | expenses | s | processor s | MB | MB, its child | kB |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for (kind, size), told in found.items():
        yield row(kind, size, told)


def row(kind, size, told):
    started = f"{told['started'] / 1024:.0f}" if told["started"] else ""
    cells = [
        kind.label,
        f"{size:,}",
        f"{told['seconds']:.2f}",
        f"{told['processor']:.2f}",
        f"{told['own'] / 1024:.0f}",
        started,
    ]
    return f"| {' | '.join([*cells, format(told['bytes'] / 1000, '.0f')])} |"


def main():
    with tempfile.TemporaryDirectory(prefix="tripsplit-bench-") as place:
        site = Site(Path(place))
        for line in section(site, {size: ours.seed(site, size) for size in SIZES}):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
