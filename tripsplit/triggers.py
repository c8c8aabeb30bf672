"""Migration operations for facts that need a database trigger, written once for SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Literal

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

Event = Literal["INSERT", "UPDATE"]


def refuse(*, table: str, events: Sequence[Event], when: str, message: str) -> RunPython:
    """An operation: the database refuses (IntegrityError) a row of `table` for which the SQL condition on NEW and OLD holds.

    SQLite rebuilds a table to alter it, and stops at triggers that name the table: such a migration begins with
    `RunPython(operation.reverse_code, operation.code)` and ends with the operation again.
    """

    def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for event in events:
            for statement in _create(editor.connection.vendor, _name(table, event), table, event, when, message):
                editor.execute(statement, params=None)

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for event in events:
            for statement in _drop(editor.connection.vendor, _name(table, event), table):
                editor.execute(statement, params=None)

    return RunPython(create, drop)


def _name(table: str, event: Event) -> str:
    return f"{table}_refuse_{event.lower()}"


def _create(vendor: str, name: str, table: str, event: Event, when: str, message: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    return [function, f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"]


def _drop(vendor: str, name: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}"]
    return [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"]
