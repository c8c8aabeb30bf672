"""What the tests of the expense pages share: expenses made by the services, and forms as a browser sends them."""

import datetime
import html
import re
from collections import defaultdict

from expenses.drafts import ExpenseDraft
from expenses.services import record_expense
from expenses.splitting import SplitLine
from tests.servers import Forms
from tripsplit.ids import new_submit_key

DAY = datetime.date(2026, 5, 3)


def record(trip, paid_by, among, *, amount=1000, by=None, ref="", weights=None, **facts):
    draft = ExpenseDraft(
        **{
            "date": DAY,
            "description": "Dinner",
            "amount": amount,
            "currency": trip.currency,
            "payers": {paid_by.ref: amount},
            "lines": [SplitLine(person.ref, (weights or {}).get(person.ref)) for person in among],
            "method": "shares" if weights else "equal",
            **facts,
        }
    )
    return record_expense(trip=trip, by=by or paid_by, draft=draft, ref=ref)


def said(payer, among, /, **more):
    """The form as a browser sends it; None leaves a field out."""
    fields = {
        "submit_key": new_submit_key(),
        "amount": "12.50",
        "description": "Dinner",
        "payer": payer.ref,
        "participants": [person.ref for person in among],
        "method": "equal",
        "date": "2026-05-03",
        "note": "",
        **{f"weight_{person.ref}": "1" for person in among},
        **more,
    }
    return {name: value for name, value in fields.items() if value is not None}


def typed(page):
    """The fields of a new expense's form as a browser would send them."""
    (form,) = (form for form in Forms.of(page.content.decode()) if form.action.endswith("/expenses/new/"))
    fields = defaultdict(list)
    for name, value in form.fields:
        fields[name].append(value)
    return fields


def words(response):
    """The text of a page, without its tags, as one line."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def shown_parts(response):
    """The parts beside the names in a form or a preview, by ref."""
    found = re.findall(r'id="part-([\w-]+)"[^>]*>([^<]*)<', response.content.decode())
    return {ref: html.unescape(text).strip() for ref, text in found if text.strip()}


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]
