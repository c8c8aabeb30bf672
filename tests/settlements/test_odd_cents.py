"""The odd cents of a statement: told to whoever bears one, briefly to the others; and the page on which all lines are."""

from decimal import Decimal

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from expenses.lines import SplitItem, SplitLine
from expenses.methods import Bill
from expenses.splitting import split, spread
from settlements.statements.leftovers import in_words
from settlements.statements.odd_cents import Parts, odd_unit
from tests.settlements.rows import DAY, grow, pay, queries, spend

PEOPLE = ["ann", "bob", "cid", "dan", "zoe"]
EXPENSES = st.tuples(
    st.sampled_from(["equal", "shares", "percent"]),
    st.integers(1, 10**7),
    st.lists(st.sampled_from([1, 2, 3]), min_size=2, max_size=5),
    st.text("abcdef", min_size=4, max_size=4),
)


def parts_of(method, total, weights, seed, *, base_total=None):
    lines = [SplitLine(ref, str(weight)) for ref, weight in zip(PEOPLE, weights, strict=False)]
    if method == "percent":
        last = str(Decimal(100) - 7 * (len(lines) - 1))
        lines = [*(SplitLine(line.participant, "7") for line in lines[:-1]), SplitLine(lines[-1].participant, last)]
    shares = split(method, total, lines, seed=seed)
    base = spread(total if base_total is None else base_total, shares, seed=seed)
    return Parts(method, Bill(total, lines), "EUR", sum(base.values()), shares, base)


@given(EXPENSES)
def test_exactly_those_who_bear_an_odd_cent_are_told_of_it_and_the_others_that_it_is_not_theirs(expense):
    parts = parts_of(*expense)
    words = {ref: in_words(parts, ref, "yours", "EUR") for ref in parts.shares}
    told = {ref for ref in parts.shares if words[ref].endswith(" was yours")}
    method, total, weights, _ = expense
    exact = [7] * (len(weights) - 1) + [100 - 7 * (len(weights) - 1)] if method == "percent" else weights
    weighed = dict(zip(PEOPLE, exact if method != "equal" else [1] * len(weights), strict=False))
    whole = sum(weighed.values())
    floors = {ref: total * weight // whole for ref, weight in weighed.items()}
    assert told == {ref for ref, share in parts.shares.items() if share > floors[ref]}
    assert len(told) == total - sum(floors.values())
    if told:
        assert all(odd_unit(parts, ref).count == len(told) for ref in parts.shares)
        others = "the odd cent was somebody else’s" if len(told) == 1 else f"the {len(told)} odd cents were others’"
        assert all(words[ref] == others for ref in parts.shares.keys() - told)
    else:
        assert not any(words.values())


@given(EXPENSES, st.integers(1, 10**7))
def test_the_odd_cents_of_a_conversion_are_told_too(expense, base_total):
    parts = parts_of(*expense, base_total=base_total)
    total = sum(parts.shares.values())
    for ref, minor in parts.base_shares.items():
        above = minor > base_total * parts.shares[ref] // total
        words = in_words(parts, ref, "yours", "USD")
        assert ("converted to" in words) == above
        somebody = any(minor > base_total * parts.shares[who] // total for who, minor in parts.base_shares.items())
        assert ("of converting it" in words) == (somebody and not above)


def test_whoever_bears_one_reads_of_how_many():
    parts = parts_of("equal", 1000, [1, 1, 1], "seed")
    (bearer,) = (ref for ref in parts.shares if parts.shares[ref] == 334)
    assert in_words(parts, bearer, "yours", "EUR") == "€10.00 between 3: €3.33 each, and the odd cent was yours"
    two = parts_of("equal", 500, [1, 1, 1], "seed")
    bearer = next(ref for ref in two.shares if two.shares[ref] == 167)
    assert in_words(two, bearer, "Zoë’s", "EUR") == "€5.00 between 3: €1.66 each, and one of 2 odd cents was Zoë’s"


def test_whoever_bears_none_reads_that_it_was_others():
    parts = parts_of("equal", 6110, [1, 1, 1], "seed")
    (other,) = (ref for ref in parts.shares if parts.shares[ref] == 2036)
    assert in_words(parts, other, "yours", "EUR") == "the 2 odd cents were others’"
    shares = {ref: 166 if ref == other else 167 for ref in parts.shares}
    yen = Parts("equal", Bill(500, [SplitLine(ref) for ref in shares]), "JPY", 500, shares)
    assert in_words(yen, other, "yours", "JPY") == "2 times an odd ¥1 were others’"


def test_parts_of_a_file_that_are_not_from_its_split_say_nothing():
    lines = [SplitLine("ann"), SplitLine("bob")]
    parts = Parts("equal", Bill(1000, lines), "EUR", 1000, {"ann": 900, "bob": 100}, {"ann": 900, "bob": 100})
    assert in_words(parts, "ann", "yours", "EUR") == ""


def detail(trip, person, more=""):
    return f"/trips/{trip.slug}/balances/{person.ref}/{more}"


@pytest.fixture
def odd(trip, zoe, david, emily):
    """Divisions with something left over: equal, by shares, by items, and of another currency."""
    people = [zoe, david, emily]
    spend(trip, 1000, by=zoe, among=people, description="Boat")
    spend(
        trip,
        1000,
        by=zoe,
        among=people,
        description="Room",
        method="shares",
        lines=[SplitLine(person.ref, "1") for person in people],
    )
    spend(
        trip,
        1000,
        by=zoe,
        among=people,
        description="Bill",
        method="itemised",
        lines=[SplitLine(person.ref) for person in people],
        items=[SplitItem("Wine", 1000, [person.ref for person in people])],
    )
    spend(
        trip,
        1000,
        by=zoe,
        among=people,
        description="Cab",
        currency="USD",
        rate=Decimal("0.92"),
        rate_source="trip",
    )


@pytest.mark.parametrize("more", ["", "?all=1", f"?on={DAY}", "?at=2100-01-01T00:00"])
def test_each_odd_cent_stands_on_one_statement(client_of, trip, zoe, david, emily, odd, more):
    told = {"Boat": [], "Room": [], "Bill": [], "Cab": []}
    for person in (zoe, david, emily):
        for line in client_of(david).get(detail(trip, person, more)).context["page"].object_list:
            if ", and " in line.odd:
                told[line.title].append(line.odd)
    whose = {"yours", "Zoë’s", "Emily’s"}
    for title, way in (
        ("Boat", ": €3.33 each"),
        ("Room", ", by shares: rounded down"),
        ("Bill", ", by items: rounded down"),
    ):
        (words,) = told[title]
        assert words.startswith(f"€10.00 between 3{way}, and the odd cent was ")
        assert any(words.endswith(name) for name in whose)
    assert "$10.00 between 3: $3.33 each, and the odd cent" in " ".join(told["Cab"])
    assert sum("converted to €9.20, and" in words for words in told["Cab"]) == 1


def test_the_check_stands_in_words_and_every_statement_comes_to_its_balance(client_of, trip, zoe, david, odd):
    pay(trip, 300, sender=david, receiver=zoe)
    zoe.refresh_from_db()
    for when in ("", f"?on={DAY}", "?at=2100-01-01T00:00"):
        page = client_of(zoe).get(detail(trip, zoe, when))
        paid, owed = f"€{zoe.paid / 100:.2f}", f"€{zoe.owed / 100:.2f}"
        net = f"€{zoe.net.minor / 100:.2f}"
        assert (
            strip_tags(page.context["check"])
            == f"Paid {paid} − part {owed} + sent €0.00 − received €3.00 = {net}: you get back as much."
        )
        assert page.context["statement"].rows[0].balance == zoe.net


def test_no_line_ends_between_an_amount_and_its_sign(client_of, trip, zoe, david, emily):
    spend(trip, 3000, by=zoe, among=[zoe, emily])
    type(emily).objects.filter(pk=emily.pk).update(name="<Em>")

    page = client_of(david).get(detail(trip, emily)).content.decode()

    assert '= <span class="money">−€15.00</span>: &lt;Em&gt; owes as much.' in page


def test_all_lines_are_on_the_page_to_be_printed(client_of, trip, zoe, david):
    for number in range(1, 105):
        spend(trip, number, by=zoe, among=[david], description=f"Gum {number}")

    first = client_of(zoe).get(detail(trip, david))
    assert len(first.context["page"].object_list) == 100
    assert f"{detail(trip, david)}?all=1" in first.content.decode()

    page = client_of(zoe).get(detail(trip, david, "?all=1"))
    assert len(page.context["page"].object_list) == 104
    assert "Lisbon · David · " in page.content.decode()
    assert "Later lines" not in page.content.decode()


def test_odd_cents_take_as_many_queries_at_any_size(client_of, trip, friends, zoe, odd):
    client = client_of(zoe)
    before = [queries(lambda more=more: client.get(detail(trip, zoe, more))) for more in ("", "?all=1")]
    grow(trip, friends)
    assert [queries(lambda more=more: client.get(detail(trip, zoe, more))) for more in ("", "?all=1")] == before
