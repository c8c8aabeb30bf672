"""What a model may say of a receipt, and what is known beside it."""

import datetime

from assistant.reading_receipts.checking import Known

TODAY = datetime.date(2026, 5, 3)
KNOWN = Known(today=TODAY, currency="EUR", currencies=("EUR",), start=datetime.date(2026, 5, 1))
DINNER = {
    "merchant": "Cervejaria Ramiro",
    "date": "2026-05-02",
    "currency": "EUR",
    "lines": [
        {"label": "Gambas", "amount": "18,50"},
        {"label": "Vinho verde", "amount": "14,00"},
        {"label": "Pão", "amount": "2,30"},
    ],
    "tax": "4,00",
    "tip": "3,00",
    "total": "41,80",
}
OFF = {**DINNER, "total": "44,60"}  # 2.80 more than it comes to


def dinner(**more):
    return {**DINNER, **more}
