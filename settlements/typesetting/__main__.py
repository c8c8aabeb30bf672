"""The child: reads a document from standard input, sets its pages, and writes them into a folder as `file`.

Standard output gets one line of JSON: how many pages there are, and how much memory and processor time they took.
"""

import errno
import gc
import json
import re
import resource
import sys
from importlib import import_module
from pathlib import Path

from settlements.typesetting import NO_MEMORY, NO_ROOM, TOO_DEEP, TOO_LARGE
from tripsplit.confined import limits_from, shut_in

EXITS = {errno.EFBIG: TOO_LARGE, errno.ENOSPC: NO_ROOM, errno.EDQUOT: NO_ROOM, errno.ENOMEM: NO_MEMORY}
NEARLY_ALL = 0.8
WAYS_OUT = {
    *("socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendmsg", "socket.sendto"),
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen", "pty.spawn"),
}


def lock_the_ways_out() -> None:
    """From now on Python makes no connection and starts no program; a hook of this kind cannot be taken off again.

    The fetcher refuses every address already. This is what holds should the library find another way.
    """

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event in WAYS_OUT:
            raise PermissionError(errno.EPERM, event)

    sys.addaudithook(refuse)


def make(job: dict[str, object], folder: Path) -> int:
    """The number of pages."""
    # Loaded by name and only now, within the limits.
    printing = import_module("settlements.typesetting.printing")
    job["pictures"] = {url: Path(path) for url, path in dict(job["pictures"]).items()}  # type: ignore[call-overload]
    return int(printing.print_pages(target=folder / "file", workbench=folder / "waiting", **job))


def most_used(what: str) -> int:
    """Bytes: VmHWM of memory, VmPeak of address space. Not from getrusage, which counts what the parent had when it forked."""
    found = re.search(rf"^{what}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def main(folder: str, limits: str) -> int:
    shut_in(limits_from(limits))
    lock_the_ways_out()
    gc.disable()  # what a document is made of lives to its end: looking for garbage would take a quarter of the time
    try:
        pages = make(json.load(sys.stdin), Path(folder))
    except MemoryError:
        return NO_MEMORY
    except RecursionError:
        return TOO_DEEP
    except OSError as fault:
        if fault.errno in EXITS:
            return EXITS[fault.errno]
        raise
    except Exception:
        # A library in C that gets no memory may say so by any exception.
        if most_used("VmPeak") > NEARLY_ALL * limits_from(limits).memory:
            return NO_MEMORY
        raise
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(json.dumps({"pages": pages, "memory": most_used("VmHWM"), "cpu": used.ru_utime + used.ru_stime}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
