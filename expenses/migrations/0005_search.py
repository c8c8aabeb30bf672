"""What is searched of each expense, the database's own index of it, and what every list page asks about: the trash and the currencies."""

import django.db.models.deletion
from django.db import migrations, models

from expenses.search.entries import Found

CHUNK = 2_000
# `ascii` parts words at ASCII's spaces and signs alone, so the index holds exactly the words that expenses.search writes.
# Positions in the text (detail, columnsize) serve phrases and ranking, which nobody asks for. Beginnings of a letter or two, behind
# the five characters of a trip's fence, are indexed by themselves: so many words have them that joining their lists would take long.
INDEX = """
    CREATE VIRTUAL TABLE expenses_searchindex USING fts5(
        words, content='expenses_searchentry', content_rowid='place', tokenize='ascii',
        detail='none', columnsize=0, prefix='6 7'
    )
"""
ADD = "INSERT INTO expenses_searchindex(rowid, words) VALUES (NEW.place, NEW.words);"
DROP = "INSERT INTO expenses_searchindex(expenses_searchindex, rowid, words) VALUES ('delete', OLD.place, OLD.words);"
ON_SQLITE = (
    INDEX,
    f"CREATE TRIGGER expenses_searchentry_insert AFTER INSERT ON expenses_searchentry BEGIN {ADD} END",
    f"CREATE TRIGGER expenses_searchentry_delete AFTER DELETE ON expenses_searchentry BEGIN {DROP} END",
    f"CREATE TRIGGER expenses_searchentry_update AFTER UPDATE ON expenses_searchentry BEGIN {DROP} {ADD} END",
)
OFF_SQLITE = (
    *(f"DROP TRIGGER expenses_searchentry_{event}" for event in ("insert", "delete", "update")),
    "DROP TABLE expenses_searchindex",
)
ON_POSTGRESQL = (
    "CREATE INDEX expenses_searchentry_words ON expenses_searchentry USING gin ((words::tsvector)) WITH (fastupdate = off)",
)
OFF_POSTGRESQL = ("DROP INDEX expenses_searchentry_words",)


def create_index(apps, editor):
    for statement in ON_SQLITE if editor.connection.vendor == "sqlite" else ON_POSTGRESQL:
        editor.execute(statement, params=None)


def drop_index(apps, editor):
    for statement in OFF_SQLITE if editor.connection.vendor == "sqlite" else OFF_POSTGRESQL:
        editor.execute(statement, params=None)


def fill(apps, editor):
    Expense, Entry = apps.get_model("expenses", "Expense"), apps.get_model("expenses", "SearchEntry")
    rows = Expense.objects.using(editor.connection.alias).order_by("pk")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        Entry.objects.using(editor.connection.alias).bulk_create(entries(apps, editor.connection.alias, chunk))


def entries(apps, alias, chunk):
    """The entries of a chunk of expenses, from four queries."""

    def of(name, column, **live):
        found = {expense.pk: [] for expense in chunk}
        rows = apps.get_model("expenses", name).objects.using(alias).filter(expense__in=chunk, **live)
        for expense, value in rows.order_by("-pk").values_list("expense_id", column):
            found[expense].append(value)
        return found

    Entry = apps.get_model("expenses", "SearchEntry")
    payers, sharers = of("Payer", "participant_id"), of("Share", "participant_id")
    comments, receipts = of("Comment", "text", deleted_at=None), of("Receipt", "pk", deleted_at=None)
    for row in chunk:
        found = Found(
            pk=row.pk, trip=row.trip_id, date=row.date, gone=row.deleted_at is not None,
            category=row.category, kind=row.kind, currency=row.currency,
            texts=[row.description, row.note, *comments[row.pk]], payers=payers[row.pk], sharers=sharers[row.pk],
            has_comments=bool(comments[row.pk]), has_receipts=bool(receipts[row.pk]),
        )  # fmt: skip
        yield Entry(place=found.place, expense_id=row.pk, words=found.words)


class Migration(migrations.Migration):
    dependencies = [("expenses", "0004_repeats")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "expense",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="expenses.expense",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["trip", "-date", "-id"],
                name="expenses_expense_trash",
            ),
        ),
        migrations.AddIndex(
            model_name="expense", index=models.Index(fields=["trip", "currency"], name="expenses_expense_currency")
        ),
        migrations.RunPython(create_index, drop_index),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
