"""A payer, a share or an item of another trip's participant is refused by the database, whoever writes it."""

from django.db import migrations

from tripsplit.triggers import refuse

OF_PARTICIPANT = "(SELECT trip_id FROM trips_participant WHERE id = NEW.participant_id)"
OF_EXPENSE = "(SELECT trip_id FROM expenses_expense WHERE id = NEW.expense_id)"
OF_ITEM = (
    "(SELECT expenses_expense.trip_id FROM expenses_expense"
    " JOIN expenses_item ON expenses_item.expense_id = expenses_expense.id WHERE expenses_item.id = NEW.item_id)"
)
MESSAGE = "a participant of another trip"


class Migration(migrations.Migration):
    dependencies = [("expenses", "0001_initial")]

    operations = [
        refuse(table=table, events=["INSERT", "UPDATE"], when=f"{OF_PARTICIPANT} <> {trip}", message=MESSAGE)
        for table, trip in (
            ("expenses_payer", OF_EXPENSE),
            ("expenses_share", OF_EXPENSE),
            ("expenses_itemsharer", OF_ITEM),
        )
    ]
