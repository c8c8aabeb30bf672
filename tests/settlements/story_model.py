"""A trip's ledger once more, in plain Python and as naive as possible: fractions, dictionaries, and adding everything up again each time.

It shares no line with the product. What the product says after any story, this must say too.
"""

import hashlib
from fractions import Fraction

DECIMALS = {"JPY": 0, "EUR": 2, "KWD": 3}


def half_up(exact):
    return (exact + Fraction(1, 2)).__floor__()


def converted(minor, rate, source, target):
    whole_units = Fraction(minor, 10 ** DECIMALS[source])
    return half_up(whole_units * Fraction(rate) * 10 ** DECIMALS[target])


def divided(total, weights, seed):
    """Everybody's exact part, cut to whole units; the units left over go to the largest cuts, equal ones in the order of a hash."""
    exact = {who: Fraction(total) * weight / sum(weights.values()) for who, weight in weights.items()}
    parts = {who: part.__floor__() for who, part in exact.items()}

    def turn(who):
        return parts[who] - exact[who], hashlib.sha256(f"{seed}:{who}".encode()).digest()

    for who in sorted(weights, key=turn)[: total - sum(parts.values())]:
        parts[who] += 1
    return parts


def wanted(draft):
    """What the split gives to each, as fractions of one and the same whole."""
    said = {line.participant: Fraction(line.value or 0) for line in draft.lines}
    if draft.method == "equal":
        return dict.fromkeys(said, Fraction(1))
    if draft.method == "adjustment":
        alike = (draft.amount - sum(said.values())) / len(said)
        return {who: alike + more for who, more in said.items()}
    if draft.method == "itemised":  # tax and tip go with what each had, so they change nothing in the proportions
        for item in draft.items:
            for who in item.participants:
                said[who] += Fraction(item.amount, len(item.participants))
    return said


class ModelExpense:
    def __init__(self, ref, draft):
        self.ref, self.version, self.deleted = ref, 1, False
        self.fill(draft)

    def fill(self, draft):
        self.draft = draft

    def effects(self, base):
        """(who, side, minor units of the trip's currency), an income the other way round."""
        draft = self.draft
        base_amount = self.worth(base)
        shares = divided(draft.amount, wanted(draft), self.ref)
        sign = -1 if draft.kind == "income" else 1
        base_payers = divided(base_amount, {who: Fraction(minor) for who, minor in draft.payers.items()}, self.ref)
        base_shares = divided(base_amount, {who: Fraction(minor) for who, minor in shares.items()}, self.ref)
        assert sum(shares.values()) == draft.amount
        return [(who, "paid", sign * minor) for who, minor in base_payers.items()] + [
            (who, "owed", sign * minor) for who, minor in base_shares.items()
        ]

    def worth(self, base):
        """What the card statement says, or amount × rate."""
        draft = self.draft
        if draft.rate_source == "card":
            return draft.card_amount
        return converted(draft.amount, draft.rate, draft.currency, base)


class ModelPayment(ModelExpense):
    def effects(self, base):
        draft = self.draft
        minor = converted(draft.amount, draft.rate, draft.currency, base)
        return [(draft.sender, "sent", minor), (draft.receiver, "received", minor)]


def totals(rows, people, base):
    """Everybody's four sums, added up from every row that is not deleted."""
    sums = {who: {"paid": 0, "owed": 0, "sent": 0, "received": 0} for who in people}
    for row in rows:
        if not row.deleted:
            for who, side, minor in row.effects(base):
                sums[who][side] += minor
    return sums


def net(sums):
    return sums["paid"] - sums["owed"] + sums["sent"] - sums["received"]
