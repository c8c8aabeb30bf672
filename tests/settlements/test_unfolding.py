"""Each payment of a plan is unfolded into debts: to the cent, and no debt serves twice."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from settlements.ledger import positions
from settlements.pairwise import pairwise
from settlements.planner import plan_transfers
from settlements.planning.plan import Transfer
from settlements.planning.wishes import Household, Wishes
from settlements.why.picture import Part, draw, shortened
from settlements.why.unfolding import Hop, Kind, Strand, unfold
from tests.settlements.test_ledger import PEOPLE, ledgers

WISHES = st.sampled_from(
    [
        Wishes(),
        Wishes(round_to=100),
        Wishes(households=(Household(frozenset({"ann", "bob"})),)),
        Wishes(households=(Household(frozenset({"ann", "bob"}), "bob"),), round_to=500),
    ]
)


def unfolded(plan, debts):
    homes = {member: contact for contact, members in plan.households.items() for member in members}
    return unfold(plan.transfers, debts, homes, plan.rounding)


@given(ledgers, WISHES)
def test_the_parts_of_each_payment_add_up_to_it_and_no_debt_serves_twice(entries, wishes):
    debts = pairwise(entries)
    nets = {ref: position.net for ref, position in positions(entries, PEOPLE).items()}
    plan = plan_transfers(nets, wishes=wishes)

    found = unfolded(plan, debts)

    assert found == unfolded(plan, debts)
    rings = {}
    for transfer, strands in zip(plan.transfers, found, strict=True):
        assert sum(strand.minor for strand in strands) == transfer.minor
        for strand in strands:
            assert strand.minor > 0
            assert strand.hops[0].start == transfer.sender
            assert strand.hops[-1].end == transfer.receiver
            assert all(one.end == other.start for one, other in zip(strand.hops, strand.hops[1:], strict=False))
            debts_in_it = frozenset(hop for hop in strand.hops if hop.kind is Kind.OWES)
            paid = {Hop(Kind.IS_PAID, transfer.receiver, transfer.sender), *strand.hops}
            rings[frozenset(paid), debts_in_it] = strand.minor
    used = Counter()
    for (_, owed), minor in rings.items():
        for hop in owed:
            used[hop.start, hop.end] += minor
    assert all(minor <= debts[pair] for pair, minor in used.items())


@given(ledgers)
def test_where_nothing_is_rounded_or_shared_by_a_household_nobody_stands_in_for_anybody(entries):
    nets = {ref: position.net for ref, position in positions(entries, PEOPLE).items()}
    for strands in unfold(plan_transfers(nets).transfers, pairwise(entries)):
        assert all(hop.kind is not Kind.AS_ONE for strand in strands for hop in strand.hops)


@given(ledgers, WISHES)
def test_nobody_is_told_to_settle_more_debts_than_they_have(entries, wishes):
    nets = {ref: position.net for ref, position in positions(entries, PEOPLE).items()}
    plan = plan_transfers(nets, wishes=wishes)
    debts, rounding = Counter(), Counter()
    for transfer, strands in zip(plan.transfers, unfolded(plan, pairwise(entries)), strict=True):
        rounding[transfer.sender] += sum(strand.minor for strand in strands if strand.is_rounding)
        debts[transfer.sender] += sum(strand.minor for strand in strands if not strand.is_rounding)
    for sender, minor in debts.items():
        owed = -sum(nets[ref] for ref in plan.households.get(sender, (sender,)))
        assert minor <= owed
        assert rounding[sender] == max(0, -plan.rounding.get(sender, 0))


def test_what_is_rounded_up_is_a_part_by_itself_and_never_by_way_of_others():
    """Eva owes €485.70 in all, of which Dan gets €0.30 less than he is owed, and pays €486.00."""
    debts = {("eva", "mara"): 42016, ("eva", "dan"): 6554, ("dan", "mara"): 6584}
    (strands,) = unfold([Transfer("eva", "mara", 48600)], debts, {}, {"eva": -30, "dan": 30})
    assert strands == [
        Strand(42016, (Hop(Kind.OWES, "eva", "mara"),)),
        Strand(30, (Hop(Kind.ROUNDED, "eva", "mara"),)),
        Strand(6554, (Hop(Kind.OWES, "eva", "dan"), Hop(Kind.OWES, "dan", "mara"))),
    ]


def test_rounding_is_put_where_least_is_owed_directly():
    debts = {("ann", "bob"): 1000, ("ann", "cid"): 1998}
    found = unfold([Transfer("ann", "bob", 1000), Transfer("ann", "cid", 2000)], debts, {}, {"ann": -2, "cid": 2})
    assert [[strand.is_rounding for strand in strands] for strands in found] == [[False], [False, True]]


def test_a_direct_debt_comes_first_then_the_shortest_way_round():
    debts = {("dan", "zoe"): 3000, ("dan", "emi"): 1210, ("emi", "zoe"): 1210}
    assert unfold([Transfer("dan", "zoe", 4210)], debts) == [
        [
            Strand(3000, (Hop(Kind.OWES, "dan", "zoe"),)),
            Strand(1210, (Hop(Kind.OWES, "dan", "emi"), Hop(Kind.OWES, "emi", "zoe"))),
        ]
    ]


def test_payments_that_swap_creditors_explain_each_other():
    """The debts go ann to bob and cid to zoe; the plan has ann pay zoe, and cid bob."""
    debts = {("ann", "bob"): 500, ("cid", "zoe"): 500}
    plan = [Transfer("ann", "zoe", 500), Transfer("cid", "bob", 500)]
    owes, paid, other = (
        Hop(Kind.OWES, "ann", "bob"),
        Hop(Kind.IS_PAID, "bob", "cid"),
        Hop(Kind.OWES, "cid", "zoe"),
    )
    assert unfold(plan, debts)[0] == [Strand(500, (owes, paid, other))]
    assert unfold(plan, debts)[1] == [Strand(500, (other, Hop(Kind.IS_PAID, "zoe", "ann"), owes))]


def test_who_pays_for_the_household_stands_in_for_its_members():
    debts = {("ann", "zoe"): 1000, ("bob", "zoe"): 2000}
    homes = {"ann": "ann", "bob": "ann"}
    assert unfold([Transfer("ann", "zoe", 3000)], debts, homes)[0][1] == Strand(
        2000, (Hop(Kind.AS_ONE, "ann", "bob"), Hop(Kind.OWES, "bob", "zoe"))
    )


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=9))
def test_bands_are_as_wide_as_their_amounts_and_stay_in_the_picture(amounts):
    picture = draw("Ann", "Zoë", [Part(minor, "Dinner", "€1") for minor in amounts])
    widths = [float(band.width) for band in picture.bands]
    assert sorted(widths) == [width for _, width in sorted(zip(amounts, widths, strict=True))]
    assert abs(sum(widths) - float(picture.bar_height)) < 0.1
    for band in picture.bands:
        assert 0 <= float(band.box_y) < float(band.label_y) < float(band.amount_y) < float(picture.height)
    assert float(picture.bar_y) + float(picture.bar_height) <= float(picture.height)


def test_words_that_have_no_room_are_cut_between_letters():
    assert shortened("Dinner", 6) == "Dinner"
    assert shortened("Dinner at the harbour", 10) == "Dinner at…"
    assert shortened("夕食と朝食", 6) == "夕食…"
