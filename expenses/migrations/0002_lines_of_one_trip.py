"""A payer or share of another trip's participant is refused by the database, whoever writes it."""

from django.db import migrations

from tripsplit.triggers import refuse

OTHER_TRIP = (
    "(SELECT trip_id FROM trips_participant WHERE id = NEW.participant_id)"
    " <> (SELECT trip_id FROM expenses_expense WHERE id = NEW.expense_id)"
)


class Migration(migrations.Migration):
    dependencies = [("expenses", "0001_initial")]

    operations = [
        refuse(table=table, events=["INSERT", "UPDATE"], when=OTHER_TRIP, message="a participant of another trip")
        for table in ("expenses_payer", "expenses_share")
    ]
