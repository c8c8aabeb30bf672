"""A migration operation: a new column of a table that has rows and triggers, added in place on every database."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddField
from django.db.migrations.state import ProjectState


class AddColumn(AddField):
    """AddField for a field with a constant `db_default`, by ALTER TABLE ADD COLUMN.

    Django copies the whole table for it on SQLite, and stops at triggers that name the table; SQLite itself needs neither.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            table = from_state.apps.get_model(app_label, self.model_name)
            BaseDatabaseSchemaEditor.add_field(schema_editor, table, model._meta.get_field(self.name))
