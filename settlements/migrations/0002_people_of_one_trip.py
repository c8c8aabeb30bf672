"""A payment from or to another trip's participant is refused by the database, whoever writes it."""

from django.db import migrations

from tripsplit.triggers import refuse

OTHER_TRIP = " OR ".join(
    f"(SELECT trip_id FROM trips_participant WHERE id = NEW.{column}) <> NEW.trip_id"
    for column in ("sender_id", "receiver_id")
)


class Migration(migrations.Migration):
    dependencies = [("settlements", "0001_initial")]

    operations = [
        refuse(
            table="settlements_payment",
            events=["INSERT", "UPDATE"],
            when=OTHER_TRIP,
            message="a participant of another trip",
        )
    ]
