"""Archives for tests, as plain dicts: the documented example, and small changes of it."""

import copy
import json

EXAMPLE = {
    "format": "tripsplit.trip",
    "version": 1,
    "trip": {
        "name": "Lisbon",
        "emoji": "🌊",
        "currency": "EUR",
        "start_date": "2026-05-01",
        "end_date": "2026-05-06",
        "time_zone": "Europe/Lisbon",
    },
    "participants": [
        {"ref": "p1", "name": "Ann Example", "kind": "person", "weight": "1", "active": True},
        {"ref": "p2", "name": "Zoë", "kind": "person", "weight": "1.5", "active": True},
    ],
    "expenses": [
        {
            "ref": "x1",
            "date": "2026-05-01",
            "description": "Dinner",
            "note": "",
            "category": "food",
            "kind": "expense",
            "currency": "USD",
            "amount": 3001,
            "base_amount": 2761,
            "rate": "0.92",
            "rate_date": "2026-05-01",
            "rate_source": "trip",
            "payers": [{"participant": "p1", "amount": 3001, "base_amount": 2761}],
            "split": {
                "method": "equal",
                "lines": [{"participant": "p1", "value": None}, {"participant": "p2", "value": None}],
                "items": [],
                "tax": 0,
                "tip": 0,
            },
            "shares": [
                {"participant": "p1", "amount": 1501, "base_amount": 1381},
                {"participant": "p2", "amount": 1500, "base_amount": 1380},
            ],
            "comments": [{"ref": "c1", "at": "2026-05-01T20:15:00Z", "author": "p2", "text": "So good"}],
        }
    ],
    "payments": [
        {
            "ref": "s1",
            "date": "2026-05-06",
            "from": "p2",
            "to": "p1",
            "method": "",
            "note": "",
            "currency": "EUR",
            "amount": 1000,
            "base_amount": 1000,
            "rate": "1",
            "rate_date": "2026-05-06",
            "rate_source": "same",
        }
    ],
}

LEAST = {
    "format": "tripsplit.trip",
    "version": 1,
    "trip": {"name": "Lisbon", "currency": "EUR"},
    "participants": [{"ref": "p1", "name": "Ann"}, {"ref": "p2", "name": "Ben"}],
    "expenses": [
        {
            "ref": "x1",
            "date": "2026-05-01",
            "description": "Dinner",
            "currency": "USD",
            "amount": 3001,
            "rate": "0.92",
            "payers": [{"participant": "p1", "amount": 3001}],
            "split": {"lines": [{"participant": "p1"}, {"participant": "p2"}]},
        }
    ],
    "payments": [
        {"ref": "s1", "date": "2026-05-06", "from": "p2", "to": "p1", "currency": "EUR", "amount": 1000},
    ],
}
"""A file that leaves out whatever it may."""

ABSENT = object()


def changed(*changes, of=EXAMPLE):
    """The file with other values at some places: `(("expenses", 0, "amount"), 5)`; ABSENT takes a key away."""
    written = copy.deepcopy(of)
    for path, value in changes:
        place = written
        for key in path[:-1]:
            place = place[key]
        if value is ABSENT:
            del place[path[-1]]
        elif isinstance(place, list) and path[-1] == len(place):
            place.append(value)
        else:
            place[path[-1]] = value
    return written


def as_bytes(written):
    return json.dumps(written).encode()


def canonical(written):
    """The canonical file, written by nothing of ours."""
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()
