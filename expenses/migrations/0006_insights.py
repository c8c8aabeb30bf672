"""What insights are made of: the running totals of the days, the index of the biggest expenses, and budgets."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.db import migrations, models

FILL = """
    INSERT INTO expenses_daytotal (trip_id, date, category, currency, count, amount, base_amount)
    SELECT trip_id, date, category, currency, count(*),
        sum(CASE kind WHEN 'income' THEN -amount ELSE amount END),
        sum(CASE kind WHEN 'income' THEN -base_amount ELSE base_amount END)
    FROM expenses_expense WHERE deleted_at IS NULL
    GROUP BY trip_id, date, category, currency
"""


class Migration(migrations.Migration):
    dependencies = [
        ("expenses", "0005_search"),
        ("trips", "0007_mail_of_payments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "trip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="trips.trip"
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=20)),
                ("amount", models.BigIntegerField(help_text="Minor units of the trip's currency.")),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trips.participant",
                    ),
                ),
                ("version", models.PositiveBigIntegerField(db_default=1, default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["trip", "category"], name="expenses_budget_is_one_per_category"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount",
                                django.db.models.functions.comparison.Cast("amount", models.BigIntegerField()),
                            ),
                            ("amount__gte", 1),
                            ("amount__lte", 1000000000000),
                        ),
                        name="expenses_budget_amount_is_in_range",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="DayTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "trip",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_totals",
                        to="trips.trip",
                    ),
                ),
                ("date", models.DateField()),
                ("category", models.CharField(blank=True, max_length=20)),
                ("currency", models.CharField(max_length=3)),
                ("count", models.IntegerField(help_text="How many expenses.")),
                ("amount", models.BigIntegerField(help_text="Minor units of the currency.")),
                ("base_amount", models.BigIntegerField(help_text="Minor units of the trip's currency.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["trip", "date", "category", "currency"], name="expenses_daytotal_is_there_once"
                    )
                ]
            },
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("kind", "expense")),
                fields=["trip", "-base_amount", "-id"],
                name="expenses_expense_biggest",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
