"""How SQLite is opened, and what is wrong with the library or the file at hand. Every commit survives a power cut."""

import sqlite3

# No mmap_size, no synchronous=NORMAL: the one can turn a stray write into corruption, the other loses saved rows in a power cut.
SQLITE_OPTIONS = {
    "timeout": 10,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;"
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;"
    ),
}

FIXED_IN = (3, 51, 3)
FIXED_BRANCHES = {(3, 50): 7, (3, 44): 6}  # branch -> first patch release that carries the repair
SYNCHRONOUS_FULL = 2


def has_wal_reset_bug(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite release can lose or corrupt data when a checkpoint races a commit in WAL mode (3.7.0 to 3.51.2)."""
    if version >= FIXED_IN:
        return False
    first_good = FIXED_BRANCHES.get(version[:2])
    return first_good is None or version[2] < first_good


def connection_faults(*, journal_mode: str, synchronous: int, foreign_keys: int) -> list[str]:
    """What this connection does not keep of the promises that the ledger stands on, in words."""
    faults = []
    if journal_mode.lower() != "wal":
        faults.append(
            f"The journal mode is {journal_mode}, not WAL (a network file system?): readers and writers would block each other."
        )
    if synchronous < SYNCHRONOUS_FULL:
        faults.append("synchronous is below FULL: a power cut could lose saved expenses.")
    if not foreign_keys:
        faults.append("Foreign keys are not enforced.")
    return faults
