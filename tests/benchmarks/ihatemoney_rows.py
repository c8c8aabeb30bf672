"""Run by IHateMoney's own Python: makes its database, with the bills that come as JSON on standard input, one project for each size."""

import datetime
import json
import sys

from ihatemoney.models import Bill, BillType, Person, Project, billowers, db
from ihatemoney.run import create_app
from ihatemoney.utils import generate_password_hash


def fill(name, people, bills, password):
    """A project like the trip. The bills go in past its history, which makes it a little quicker than one that was typed in."""
    project = Project(id=name, name=name, password=password, contact_email="a@example.org", default_currency="EUR")
    members = [Person(name=person, project=project) for person in people]
    db.session.add_all([project, *members])
    db.session.flush()
    first = (db.session.query(db.func.max(Bill.id)).scalar() or 0) + 1
    heads, owers = [], []
    for number, (date, what, amount, payer, shared) in enumerate(bills, start=first):
        day = datetime.date.fromisoformat(date)
        heads.append({
            "id": number, "payer_id": members[payer].id, "amount": amount / 100, "converted_amount": amount / 100,
            "date": day, "creation_date": day, "what": what, "original_currency": "EUR", "external_link": "",
            "bill_type": BillType.EXPENSE,
        })  # fmt: skip
        owers += [{"bill_id": number, "person_id": members[place].id} for place in shared]
    db.session.execute(Bill.__table__.insert(), heads)
    db.session.execute(billowers.insert(), owers)
    db.session.commit()


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    with create_app().app_context():
        for name, people, bills in asked["projects"]:
            fill(name, people, bills, generate_password_hash(asked["password"]))
