"""Runs a command that ends when its parent does, even one killed with -9: `tied.py PARENT_PID COMMAND…`. A script, never imported.

The kernel is asked before the command replaces this process, so there is no moment in which the command could be orphaned.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we had asked
        sys.exit(1)
    # The parent waits for signals by blocking them, and a shell's `&` ignores Ctrl-C: neither is the command's business.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
