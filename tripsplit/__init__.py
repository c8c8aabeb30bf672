"""The project and the shared kernel; imports no app. Puts a repaired SQLite library in place before anyone imports sqlite3."""

import importlib
import sys


def use_bundled_sqlite() -> None:
    """Let `import sqlite3` mean the pysqlite3 wheel: Debian 12's own SQLite (3.40) can corrupt a WAL database under load."""
    try:
        bundled = importlib.import_module("pysqlite3")
    except ImportError:  # a platform without the wheel: the system check speaks up if its own library has the bug
        return
    sys.modules["sqlite3"] = bundled
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


use_bundled_sqlite()
