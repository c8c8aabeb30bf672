"""What a trip wishes of its plan: kept by the service, honoured by the plan, and said in words."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settlements.balances import load_balances
from settlements.past.moments import read_past
from settlements.planner import Household
from settlements.wishes.counts import count_choices
from settlements.wishes.services import MOST, NOTHING, Chosen, WishRefused, saved_wishes, set_wishes, wishes_of
from settlements.wishes.words import consequences, summary
from settlements.wording import standings
from tests.factories import ParticipantFactory, TripFactory
from tests.settlements.rows import DAY, nets, pay, spend
from trips.errors import NotOfThisTrip, RowChanged, TripIsClosed
from trips.models import Trip


def home(*people):
    return Household(frozenset(person.ref for person in people), people[0].ref)


def pair(one, other):
    return frozenset((one.ref, other.ref))


def choose(trip, version=1, **facts):
    return set_wishes(trip=trip, by=None, version=version, chosen=Chosen(**facts))


def fresh(trip):
    return Trip.objects.get(pk=trip.pk)


def plan(trip):
    return [(step.sender.name, step.receiver.name, step.money.minor) for step in load_balances(fresh(trip)).plan]


def said(trip, me):
    return " ".join(consequences(load_balances(fresh(trip)), me))


def test_what_is_chosen_comes_back_as_it_was(trip, friends):
    zoe, david, emily, kenji = friends
    chosen = Chosen(
        unit=5,
        existing_debts=True,
        households=(home(zoe, david),),
        apart=frozenset({pair(emily, kenji)}),
        pays={kenji.ref: frozenset({"cash", "iban"})},
        receives={zoe.ref: frozenset({"iban"})},
    )
    assert saved_wishes(trip) == (NOTHING, 1)
    assert set_wishes(trip=trip, by=zoe, version=1, chosen=chosen) == 2
    assert saved_wishes(trip) == (chosen, 2)


def test_the_same_again_is_no_change_and_another_needs_the_version(trip, friends):
    assert choose(trip, unit=1) == 2
    assert choose(trip, unit=1, version=1) == 2
    with pytest.raises(RowChanged):
        choose(trip, unit=5, version=1)
    assert choose(trip, unit=5, version=2) == 3


def test_every_change_counts_the_trips_revision_up_so_that_no_page_is_stale(trip, friends):
    before = fresh(trip).revision
    choose(trip, unit=1)
    assert fresh(trip).revision == before + 1


def test_a_closed_trip_keeps_what_it_has(trip):
    Trip.objects.filter(pk=trip.pk).update(archived_at="2026-06-01T00:00Z")
    with pytest.raises(TripIsClosed):
        choose(trip, unit=1)


def test_a_kitty_is_in_no_household(trip, zoe):
    kitty = ParticipantFactory(trip=trip, name="Purse", kind="kitty", role="viewer")
    with pytest.raises(WishRefused, match="kitty"):
        choose(trip, households=(home(zoe, kitty),))


def test_what_contradicts_itself_is_refused(trip, friends):
    zoe, david, emily, _ = friends
    for facts in (
        {"households": (home(zoe, david), home(david, emily))},
        {"households": (home(zoe),)},
        {"households": (Household(frozenset({zoe.ref, david.ref}), emily.ref),)},
        {"households": (home(zoe, david),), "apart": frozenset({pair(zoe, david)})},
        {"apart": frozenset({frozenset({zoe.ref})})},
        {"pays": {f"ref{number}": frozenset({"cash"}) for number in range(MOST + 1)}},
    ):
        with pytest.raises((WishRefused, NotOfThisTrip)):
            choose(trip, **facts)
    for facts in ({"unit": 7}, {"pays": {zoe.ref: frozenset({"gold"})}}, {"apart": frozenset({frozenset({"x", "y"})})}):
        with pytest.raises(NotOfThisTrip):
            choose(trip, **facts)
    assert saved_wishes(trip) == (NOTHING, 1)


def test_a_household_with_both_signs_settles_its_sum_by_its_contact(trip, friends):
    zoe, david, emily, kenji = friends
    spend(trip, 4000, by=zoe, among=friends)
    choose(trip, households=(home(david, zoe),))

    assert sorted(plan(trip)) == [("Emily", "David", 1000), ("Kenji", "David", 1000)]
    pay(trip, 1000, sender=emily, receiver=david)
    pay(trip, 1000, sender=kenji, receiver=david)
    balances = load_balances(fresh(trip))
    assert balances.is_square
    assert not balances.is_exact
    assert "inside households" in said(trip, zoe)


def test_rounding_says_who_gains_and_is_square_to_the_unit_when_paid(trip, friends):
    zoe, david, *_ = friends
    spend(trip, 2080, by=zoe, among=[zoe, david])
    choose(trip, unit=1)

    assert plan(trip) == [("David", "Zoë", 1000)]
    assert said(trip, david) == "Rounded to whole euros: Zoë gets €0.40 less and you pay €0.40 less."
    pay(trip, 1000, sender=david, receiver=zoe)
    balances = load_balances(fresh(trip))
    assert (balances.is_square, balances.is_exact) == (True, False)
    assert said(trip, david) == (
        "Square to the nearest euro. What is left is less than that: Zoë gets back €0.40 and you owe €0.40."
    )
    assert nets(trip)["Zoë"] == 40


def test_one_cent_is_nothing_to_whole_euros(trip, zoe, david):
    spend(trip, 1, by=zoe, among=[david])
    choose(trip, unit=1)
    assert plan(trip) == []
    assert load_balances(fresh(trip)).is_square


def test_a_yen_has_no_cents_to_round(db):
    trip = TripFactory(currency="JPY")
    one, other = (ParticipantFactory(trip=trip, name=name) for name in ("Aya", "Ken"))
    spend(trip, 13, by=one, among=[other])
    choose(trip, unit=1)
    assert wishes_of(trip).round_to == 1
    choose(trip, unit=5, version=2)
    assert plan(trip) == [("Ken", "Aya", 15)]


def test_what_cannot_be_met_is_left_open_and_said(trip, friends):
    zoe, *_, kenji = friends
    spend(trip, 4000, by=zoe, among=friends)
    choose(trip, receives={zoe.ref: frozenset({"iban"})}, pays={kenji.ref: frozenset({"cash"})})

    assert sorted(plan(trip)) == [("David", "Zoë", 1000), ("Emily", "Zoë", 1000)]
    words = said(trip, kenji)
    assert "You still owe €10.00: Zoë cannot be paid in a way that you pay by." in words
    assert words.endswith("Zoë still gets €10.00.")
    assert "You still get €10.00." in said(trip, zoe)
    assert not load_balances(fresh(trip)).is_square


def test_a_pair_apart_pays_around_each_other(trip, friends):
    zoe, david, emily, kenji = friends
    spend(trip, 1000, by=zoe, among=[david])
    spend(trip, 1000, by=emily, among=[kenji])
    before = load_balances(fresh(trip)).plan
    one, other = ((step.sender.name, step.receiver.name) for step in before)
    choose(trip, apart=frozenset({pair(before[0].sender, before[0].receiver)}))
    assert sorted(plan(trip)) == sorted([(one[0], other[1], 1000), (other[0], one[1], 1000)])


@pytest.fixture
def dead_end(trip, friends):
    """All owe Zoë. Kenji must not pay her, and David and Emily, whom he could pay by way of his debt to her, are owed nothing."""
    zoe, david, emily, kenji = friends
    spend(trip, 3000, by=zoe, among=[david, emily, kenji])
    spend(trip, 200, by=emily, among=[kenji])
    choose(trip, apart=frozenset({pair(zoe, kenji)}))


def test_what_only_passing_on_settles_is_said_with_the_choice_that_does(trip, zoe, kenji, dead_end):
    assert "Kenji still owes €12.00: Kenji and you settle elsewhere." in said(trip, zoe)
    assert "“Only pay people you already owe” settles everything" in said(trip, zoe)
    choose(trip, version=2, apart=frozenset({pair(zoe, kenji)}), existing_debts=True)
    assert load_balances(fresh(trip)).left == {}
    assert said(trip, zoe) == ""


def test_where_the_stricter_choice_settles_no_more_it_is_not_recommended(trip, friends):
    zoe, *_, kenji = friends
    spend(trip, 4000, by=zoe, among=friends)
    choose(trip, apart=frozenset({pair(zoe, kenji)}))
    assert "still owes" in said(trip, zoe)
    assert "Only pay people" not in said(trip, zoe)


def test_the_number_of_payments_says_why_the_freer_choice_settles_less(trip, zoe, kenji, dead_end):
    apart = Chosen(apart=frozenset({pair(zoe, kenji)}))
    assert count_choices(fresh(trip), apart).debts == [
        "2 payments, not everything: here nobody passes money on for others",
        "3 payments",
    ]
    assert "passes" not in " ".join(count_choices(fresh(trip), NOTHING).debts)


def test_who_is_rounded_to_nothing_is_square_to_the_unit_and_nobody_else(trip, friends):
    zoe, david, emily, kenji = friends
    spend(trip, 2080, by=zoe, among=[zoe, david])
    spend(trip, 20, by=emily, among=[kenji])
    choose(trip, unit=1)
    verbs = {line.name: line.verb for line in standings(load_balances(fresh(trip)), zoe)}
    near = "square to the nearest euro"
    assert verbs == {"You": "get back", "David": "owes", "Emily": near, "Kenji": near}
    assert {line.verb for line in standings(load_balances(fresh(trip), chosen=NOTHING), zoe)} == {
        *("get back", "gets back", "owes")
    }


def test_a_kitty_that_holds_less_than_a_unit_says_so_in_its_words(trip, zoe):
    kitty = ParticipantFactory(trip=trip, name="Purse", kind="kitty", role="viewer", position=9)
    pay(trip, 30, sender=zoe, receiver=kitty)
    choose(trip, unit=1)
    assert "you get back €0.30 and Purse holds €0.30." in said(trip, zoe)


def test_only_existing_debts_follow_who_paid_for_whom(trip, friends):
    zoe, david, emily, _ = friends
    spend(trip, 1000, by=zoe, among=[david])
    spend(trip, 1000, by=david, among=[emily])
    assert plan(trip) == [("Emily", "Zoë", 1000)]
    choose(trip, existing_debts=True)
    assert sorted(plan(trip)) == [("David", "Zoë", 1000), ("Emily", "David", 1000)]


def test_the_plan_of_a_day_follows_the_debts_of_that_day(trip, friends):
    zoe, david, emily, _ = friends
    spend(trip, 1000, by=zoe, among=[david])
    spend(trip, 1000, by=david, among=[emily])
    pay(trip, 1000, sender=emily, receiver=david, date=DAY.replace(month=6))
    choose(trip, existing_debts=True)
    then = load_balances(fresh(trip), read_past(on=DAY.isoformat(), at=None, time_zone=trip.time_zone))
    assert len(then.plan) == 2
    assert plan(trip) == [("David", "Zoë", 1000)]


def test_somebody_who_left_and_still_owes_stays_in_their_household(trip, friends):
    zoe, david, emily, _ = friends
    spend(trip, 3000, by=zoe, among=[zoe, david, emily])
    choose(trip, households=(home(emily, david),))
    type(david).objects.filter(pk=david.pk).update(deactivated_at="2026-06-01T00:00Z")
    assert plan(trip) == [("Emily", "Zoë", 2000)]


def test_the_wishes_take_one_query_and_the_debts_three_more(trip, friends):
    spend(trip, 4000, by=friends[0], among=friends)
    for version, (facts, most) in enumerate([({"unit": 1}, 1), ({"existing_debts": True}, 4)], start=1):
        choose(trip, version=version, **facts)
        with CaptureQueriesContext(connection) as captured:
            wishes_of(trip)
        assert len(captured) == most


def test_the_choices_in_words(trip, friends):
    zoe, david, emily, kenji = friends
    chosen = Chosen(
        unit=1,
        existing_debts=True,
        households=(home(zoe, david),),
        apart=frozenset({pair(emily, kenji)}),
        pays={kenji.ref: frozenset({"cash", "paypal"})},
    )
    assert summary(chosen, trip) == [
        "rounded to whole euros",
        "only to people one already owes",
        "Zoë & David as one",
        "not between Emily and Kenji",
        "Kenji pays in cash and by PayPal.me",
    ]
    assert summary(replace(NOTHING), trip) == []


@st.composite
def choices(draw):
    """Any choices of four people, by their places."""
    order = draw(st.permutations(range(4)))
    size = draw(st.sampled_from([0, 2, 3]))
    keys = st.sets(st.sampled_from(["cash", "iban"]), min_size=1)
    outside = st.sampled_from(order[size:] or order)
    return {
        "unit": draw(st.sampled_from([0, 1, 5])),
        "existing_debts": draw(st.booleans()),
        "home": order[:size],
        "apart": draw(
            st.sets(st.tuples(outside, st.sampled_from(order)).filter(lambda two: two[0] != two[1]), max_size=2)
        ),
        "pays": draw(st.dictionaries(st.integers(0, 3), keys, max_size=2)),
        "receives": draw(st.dictionaries(st.integers(0, 3), keys, max_size=2)),
    }


spendings = st.lists(
    st.tuples(st.integers(1, 90000), st.integers(0, 3), st.sets(st.integers(0, 3), min_size=1)), min_size=1, max_size=4
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(spendings=spendings, wished=choices())
def test_when_every_ticket_is_paid_the_trip_is_square_but_for_what_was_said(db, spendings, wished):
    trip = TripFactory()
    people = [ParticipantFactory(trip=trip, name=name) for name in ("Anna", "Ben", "Cara", "Dan")]
    for minor, payer, among in spendings:
        spend(trip, minor, by=people[payer], among=[people[place] for place in among])
    members = [people[place] for place in wished["home"]]
    apart = {pair(people[one], people[other]) for one, other in wished["apart"]}
    choose(
        trip,
        unit=wished["unit"],
        existing_debts=wished["existing_debts"],
        households=(home(*members),) if members else (),
        apart=frozenset(apart),
        **{
            side: {people[at].ref: frozenset(keys) for at, keys in wished[side].items()}
            for side in ("pays", "receives")
        },
    )
    before = load_balances(fresh(trip))
    refs = {person.ref: person for person in people}
    for step in before.plan:
        pay(trip, step.money.minor, sender=refs[step.sender.ref], receiver=refs[step.receiver.ref])

    after = load_balances(fresh(trip))
    by_ref = {person.ref: person.net.minor for person in after.people}
    assert not any(abs(change) >= max(1, wished["unit"] * 100) for change in before.rounding.values())
    for person in after.people:
        if person.ref in {member.ref for member in members}:
            continue
        assert by_ref[person.ref] == before.left.get(person.ref, 0) - before.rounding.get(person.ref, 0)
    inside = sum(by_ref[member.ref] for member in members)
    acts = [ref for ref in before.households if ref in {member.ref for member in members}]
    assert inside == sum(before.left.get(ref, 0) - before.rounding.get(ref, 0) for ref in acts)
    assert not after.plan or before.left
    assert after.is_square == (not before.left)
    if not any((wished["pays"], wished["receives"], apart)):
        assert after.is_square


def test_the_command_tells_square_from_what_cannot_be_paid(trip, zoe, david, capsys):
    spend(trip, 2000, by=zoe, among=[david])
    choose(trip, apart=frozenset({pair(zoe, david)}))
    call_command("balances", trip.slug)
    assert "cannot be paid as this trip wishes" in capsys.readouterr().out
    call_command("balances", trip.slug, "--json")
    assert '"plan": []' in capsys.readouterr().out


def test_more_expenses_make_no_more_queries(trip, friends):
    spend(trip, 4000, by=friends[0], among=friends)
    choose(trip, existing_debts=True, unit=1)
    with CaptureQueriesContext(connection) as few:
        load_balances(fresh(trip))
    for number in range(12):
        spend(trip, 1000 + number, by=friends[number % 4], among=friends)
    with CaptureQueriesContext(connection) as many:
        load_balances(fresh(trip))
    assert len(few) == len(many)
