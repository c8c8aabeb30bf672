"""System checks: the SQLite library and the database file keep what the ledger needs, or the site says so."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connection

from tripsplit.sqlite import connection_faults, has_wal_reset_bug


def sqlite_library(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of a library with the WAL-reset bug; no database is touched."""
    if connection.vendor != "sqlite" or not has_wal_reset_bug():
        return []
    return [
        checks.Warning(
            "This SQLite library can corrupt a WAL database when a checkpoint races a commit.",
            hint="Install the pysqlite3 package, or SQLite 3.51.3 or newer (3.50.7 and 3.44.6 are repaired too).",
            id="tripsplit.W001",
        )
    ]


def sqlite_connection(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Fail where the open connection is not durable; run by `migrate`, by `check --database default` and at the start of the site."""
    if connection.vendor != "sqlite" or "default" not in (databases or []):
        return []
    with connection.cursor() as cursor:
        facts = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    return [checks.Error(fault, id="tripsplit.E001") for fault in connection_faults(**facts)]
