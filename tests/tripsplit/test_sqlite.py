"""SQLite is opened durably, by a library without the WAL-reset bug, and the checks say so where it is not."""

import sqlite3

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from tripsplit import checks
from tripsplit.sqlite import SQLITE_OPTIONS, connection_faults, has_wal_reset_bug


@pytest.fixture
def ledger(db, tmp_path, monkeypatch):
    """A fresh SQLite database, opened as the product opens its own, whatever database the suite runs on."""
    opened = DatabaseWrapper(
        {
            **connection.settings_dict,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": tmp_path / "ledger.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    )
    monkeypatch.setattr(checks, "connection", opened)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("version", "buggy"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_the_releases_with_the_wal_reset_bug_are_known(version, buggy):
    assert has_wal_reset_bug(version) is buggy


def test_the_library_in_use_is_repaired():
    assert not has_wal_reset_bug()
    assert sqlite3.__name__ == "pysqlite3"


def test_an_old_library_is_warned_of(monkeypatch, ledger):
    assert checks.sqlite_library(None) == []
    monkeypatch.setattr(checks, "has_wal_reset_bug", lambda: True)
    (warning,) = checks.sqlite_library(None)
    assert warning.id == "tripsplit.W001"


def test_connections_are_wal_full_and_keep_foreign_keys(ledger):
    assert checks.sqlite_connection(None, databases=["default"]) == []
    assert ledger.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "foreign_keys=OFF"])
def test_a_connection_that_could_lose_data_is_an_error(ledger, pragma):
    with ledger.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
    (error,) = checks.sqlite_connection(None, databases=["default"])
    assert error.is_serious()


def test_a_file_system_without_wal_is_a_fault():
    (fault,) = connection_faults(journal_mode="delete", synchronous=2, foreign_keys=1)
    assert "WAL" in fault


def test_other_databases_are_none_of_these_checks_business(monkeypatch, ledger):
    monkeypatch.setattr(ledger, "vendor", "postgresql")
    assert checks.sqlite_library(None) == []
    assert checks.sqlite_connection(None, databases=["default"]) == []
