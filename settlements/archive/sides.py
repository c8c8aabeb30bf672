"""The two sides of an expense in an archive: who paid, and who bears it. Each adds up, in its currency and in the trip's. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from expenses.methods import METHODS, Bill
from expenses.splitting import SplitError, SplitItem, SplitLine, split, spread
from settlements.archive.facts import ItemFacts, LineFacts, MoneyFacts, SideFacts, SplitFacts
from settlements.archive.objects import Object
from settlements.archive.vocabulary import LABEL_LENGTH, MOST_LINES, SPLIT_METHODS, VALUE_LENGTH
from tripsplit.money import MAX_MINOR

People = Collection[str]
EQUAL, ITEMISED = "equal", "itemised"
NO_VALUES = (EQUAL, ITEMISED)


def read_payers(row: Object, people: People, money: MoneyFacts, *, seed: str) -> list[SideFacts]:
    payers, has_bases = _read_side(row, "payers", people, least=1)
    if row.is_sound():
        _complete(row, "payers", payers, money, seed=seed, has_bases=has_bases)
    return payers


def read_split(row: Object, people: People) -> SplitFacts:
    """What the file says about how it is split; whether that is a split is for `read_shares` to find out."""
    said = row.object("split", keys=SplitFacts.__annotations__)
    method = said.choice("method", SPLIT_METHODS, EQUAL)
    found = SplitFacts(
        method=method,
        lines=[
            LineFacts(participant=line.person("participant", people), value=_read_value(line, method))
            for line in said.objects("lines", MOST_LINES, keys=LineFacts.__annotations__)
        ],
        items=[
            _read_item(item, people)
            for item in said.objects("items", MOST_LINES, keys=ItemFacts.__annotations__, default=[])
        ],
        tax=said.minor("tax", 0),
        tip=said.minor("tip", 0),
    )
    if method != ITEMISED and (found["items"] or found["tax"] or found["tip"]):
        said.fault("has items, tax or tip, and is not itemised")
    _check_once(said, "lines", [line["participant"] for line in found["lines"]])
    return found


def _read_value(line: Object, method: str) -> str | None:
    found = line.value("value", None)
    if found is None:
        return None
    if not isinstance(found, str) or len(found) > VALUE_LENGTH:
        line.fault("should be a short text or null: what was typed for this person", "value")
    elif method in NO_VALUES and found:
        line.fault(f"should be null: {method} asks for none", "value")
    return str(found) or None


def _read_item(item: Object, people: People) -> ItemFacts:
    found = ItemFacts(
        label=item.text("label", LABEL_LENGTH, ""), amount=item.minor("amount", least=-MAX_MINOR), participants=[]
    )
    for place, ref in enumerate(item.items("participants", MOST_LINES)):
        if not isinstance(ref, str) or ref not in people:
            item.fault("is nobody among the participants", "participants", place)
        else:
            found["participants"].append(ref)
    return found


def read_shares(row: Object, people: People, money: MoneyFacts, said: SplitFacts, *, seed: str) -> list[SideFacts]:
    """What each of the split's lines bears: as the file says, if the split can have come to that, or else as it comes to now."""
    lines = [line["participant"] for line in said["lines"]]
    given, has_bases = _read_side(row, "shares", people) if row.has("shares") else ([], False)
    if not row.is_sound():
        return given
    for place, share in enumerate(given):
        if share["participant"] not in lines:
            row.fault("is not among the lines of the split", "shares", place, "participant")
    bill = _bill(money["amount"], said)
    try:
        parts = split(said["method"], bill.total, bill.lines, seed=seed, items=bill.items, tax=bill.tax, tip=bill.tip)
    except SplitError as fault:
        _blame(row, fault, lines)
        return given
    amounts = {share["participant"]: share for share in given}
    shares = [
        amounts.get(ref, SideFacts(participant=ref, amount=0 if given else part, base_amount=0))
        for ref, part in parts.items()
    ]
    if row.is_sound():
        _complete(row, "shares", shares, money, seed=seed, has_bases=has_bases)
    if row.is_sound() and given:
        _check_fair(row, shares, parts, bill, said["method"])
    return shares


def _bill(amount: int, said: SplitFacts) -> Bill:
    return Bill(
        amount,
        [SplitLine(line["participant"], line["value"]) for line in said["lines"]],
        [SplitItem(item["label"], item["amount"], item["participants"]) for item in said["items"]],
        said["tax"],
        said["tip"],
    )


def _blame(row: Object, fault: SplitError, lines: Sequence[str]) -> None:
    if fault.item is not None:
        row.fault(fault.reason, "split", "items", fault.item)
    elif fault.participant in lines:
        row.fault(fault.reason, "split", "lines", lines.index(fault.participant or ""), "value")
    else:
        row.fault(fault.reason, "split")


def _check_fair(row: Object, shares: Sequence[SideFacts], parts: Mapping[str, int], bill: Bill, method: str) -> None:
    """Within one minor unit of the exact part: who gets the odd ones may have been decided otherwise where the file is from."""
    if all(share["amount"] == parts[share["participant"]] for share in shares):
        return
    weights = METHODS[method](bill)
    whole = sum(weights.values())
    for place, share in enumerate(shares):
        exact = bill.total * weights[share["participant"]] / whole
        if abs(share["amount"] - exact) > 1 or (share["amount"] and not exact):
            words = f"of {share['participant']} is {share['amount']}, and the split gives {parts[share['participant']]}"
            row.fault(words, "shares", place, "amount")


def _read_side(row: Object, key: str, people: People, *, least: int = 0) -> tuple[list[SideFacts], bool]:
    """The lines, and whether they say what they are in the trip's currency."""
    lines = list(row.objects(key, MOST_LINES, keys=SideFacts.__annotations__))
    found = [
        SideFacts(
            participant=line.person("participant", people),
            amount=line.minor("amount", least=least),
            base_amount=line.minor("base_amount", 0),
        )
        for line in lines
    ]
    given = sum(line.has("base_amount") for line in lines)
    if row.is_sound() and not lines:
        row.fault("names nobody", key)
    if given not in {0, len(lines)}:
        row.fault("says base_amount for some people and not for others", key)
    _check_once(row, key, [line["participant"] for line in found])
    return found, given > 0


def _check_once(row: Object, key: str, refs: Sequence[str]) -> None:
    if row.is_sound():
        for ref in (ref for ref, count in Counter(refs).items() if count > 1):
            row.fault(f"names {ref} twice", key)


def _complete(
    row: Object, key: str, side: Sequence[SideFacts], money: MoneyFacts, *, seed: str, has_bases: bool
) -> None:
    """Check that a side adds up and that its base amounts are in proportion; work those out where the file has none."""
    total, base_total = money["amount"], money["base_amount"]
    found = sum(line["amount"] for line in side)
    if found != total:
        row.fault(f"add up to {found} of {total}", key)
        return
    bases = spread(base_total, {line["participant"]: line["amount"] for line in side}, seed=seed)
    if not has_bases:
        for line in side:
            line["base_amount"] = bases[line["participant"]]
        return
    found = sum(line["base_amount"] for line in side)
    if found != base_total:
        row.fault(f"have base amounts that add up to {found} of {base_total}", key)
    for place, line in enumerate(side):
        exact = Fraction(base_total * line["amount"], total)
        if line["base_amount"] != bases[line["participant"]] and abs(line["base_amount"] - exact) > 1:
            words = f"of {line['participant']} is {line['base_amount']}, and in proportion {bases[line['participant']]}"
            row.fault(words, key, place, "base_amount")
