"""`seed_demo [--expenses N] [--participants N] [--seed S]`: the same arguments give the same trip again."""

import pytest
from django.core.management import CommandError, call_command

from expenses.models import Expense
from settlements.balances import load_balances
from settlements.load_trips import load_trip
from settlements.models import Payment
from settlements.seeding import Chance, seed
from settlements.verify import verify_trip
from trips.models import Activity, Trip, User
from trips.services import delete_trip
from tripsplit.demo import DEMO_EMAIL


@pytest.fixture
def seed_demo(db, capsys):
    def run(*arguments):
        call_command("seed_demo", *map(str, arguments))
        return capsys.readouterr().out

    return run


def trip_of(output):
    return Trip.objects.get(slug=output.strip())


def content(trip):
    """What a trip says, whatever its primary keys and its slug are."""
    return (
        [(person.ref, person.name, person.net.minor) for person in trip.participants.in_order()],
        list(
            trip.expenses.order_by("ref").values_list(
                "ref", "date", "description", "amount", "base_amount", "rate_date", "method", "version"
            )
        ),
        list(trip.payments.order_by("ref").values_list("ref", "sender__ref", "receiver__ref", "amount")),
    )


def test_standard_output_is_the_slug_and_nothing_else(seed_demo):
    assert seed_demo() == f"{Trip.objects.get(name='Lisbon').slug}\n"


def test_the_demo_user_owns_it_is_no_staff_and_has_no_password(seed_demo):
    trip = trip_of(seed_demo())

    user = User.objects.get(email=DEMO_EMAIL)
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (False, False, False)
    assert trip.participants.get(user=user).role == "owner"


def test_a_password_that_is_set_already_stays(seed_demo):
    seed_demo()
    user = User.objects.get(email=DEMO_EMAIL)
    user.set_password("mine")
    user.save()

    seed_demo("--seed", 5)

    user.refresh_from_db()
    assert user.check_password("mine")


def test_it_looks_like_a_trip_that_people_made(seed_demo):
    trip = trip_of(seed_demo())

    live = trip.expenses.live()
    assert trip.expense_count == live.count() >= 35
    assert {str(day) for day in live.values_list("date", flat=True)} == {f"2026-05-0{day}" for day in range(1, 7)}
    assert {"equal", "shares"} == set(live.values_list("method", flat=True))
    assert live.filter(kind="income").exists()
    assert not live.filter(category="").exists()
    abroad = live.exclude(currency="EUR").values_list("currency", "rate_source")
    assert set(abroad) == {("GBP", "ecb"), ("MAD", "trip"), ("USD", "card")}
    assert list(trip.rates.values_list("currency", flat=True)) == ["MAD"]
    assert trip.payments.count() == 2
    assert {"edited", "deleted"} <= set(Activity.objects.filter(trip=trip).values_list("verb", flat=True))
    assert Activity.objects.filter(trip=trip, subject="expense").values("actor").distinct().count() > 2


def test_beside_it_lies_an_archived_week_that_is_all_square(seed_demo):
    seed_demo()

    week = Trip.objects.get(name="Ski week")
    assert week.archived_at
    assert load_balances(week).is_square
    assert week.expense_count == 7


def test_the_ledgers_are_sound(seed_demo):
    seed_demo()
    seed_demo("--expenses", 120, "--participants", 7)

    assert [verify_trip(trip) for trip in Trip.objects.all()] == [[], [], []]


def test_the_same_arguments_give_the_same_trip_again_and_change_nothing(seed_demo):
    for arguments in ([], ["--expenses", 20, "--seed", 3]):
        first = seed_demo(*arguments)
        counts = Trip.objects.count(), Expense.objects.count(), Activity.objects.count()
        assert seed_demo(*arguments) == first
        assert (Trip.objects.count(), Expense.objects.count(), Activity.objects.count()) == counts


def test_others_make_another(seed_demo):
    arguments = ([], ["--expenses", 5], ["--expenses", 5, "--seed", 2], ["--expenses", 5, "--participants", 3])

    assert len({seed_demo(*each) for each in arguments}) == 4


def test_left_out_numbers_are_the_defaults(seed_demo):
    assert seed_demo("--expenses", 200) == seed_demo("--participants", 6) == seed_demo("--seed", 1)


def test_the_numbers_are_what_was_asked_for(seed_demo):
    trip = trip_of(seed_demo("--expenses", 77, "--participants", 15))

    assert (trip.expense_count, trip.participants.count()) == (77, 15)
    assert {"equal", "shares"} == set(trip.expenses.values_list("method", flat=True))
    assert trip.expenses.values("payers__participant").distinct().count() > 10
    assert Payment.objects.filter(trip=trip).exists()


@pytest.mark.parametrize("numbers", [{"expenses": 0, "participants": 1}, {"expenses": 50, "participants": 1}])
def test_the_smallest_trips_are_trips(seed_demo, numbers):
    trip = trip_of(seed_demo("--expenses", numbers["expenses"], "--participants", numbers["participants"]))

    assert verify_trip(trip) == []


def test_another_site_has_the_same_content_at_another_address(seed_demo, settings):
    first = trip_of(seed_demo("--expenses", 30))
    settings.SECRET_KEY = "another site's secret"
    second = trip_of(seed_demo("--expenses", 30))

    assert first.slug != second.slug
    assert content(first) == content(second)


def test_one_that_was_deleted_stays_deleted_and_a_new_one_takes_its_place(seed_demo):
    first = trip_of(seed_demo("--expenses", 3))
    delete_trip(trip=first, by=None, typed_name=first.name)

    second = trip_of(seed_demo("--expenses", 3))

    first.refresh_from_db()
    assert first.deleted_at
    assert second.pk != first.pk
    assert trip_of(seed_demo("--expenses", 3)) == second


@pytest.mark.parametrize(
    "wrong", [["--expenses", "-1"], ["--expenses", "100001"], ["--participants", "0"], ["--seed", "x"]]
)
def test_numbers_that_make_no_sense_are_refused_and_make_nothing(seed_demo, wrong):
    with pytest.raises(CommandError):
        seed_demo(*wrong)
    assert not Trip.objects.exists()


def test_a_large_trip_is_built_in_bulk(db, django_assert_max_num_queries):
    """Twice as many expenses take hardly more statements; payments, a few per trip, are made one by one."""
    seed(load_trip(expenses=1, participants=5, seed=1))
    with django_assert_max_num_queries(60):
        seed(load_trip(expenses=39, participants=5, seed=1))
    with django_assert_max_num_queries(60):
        seed(load_trip(expenses=39, participants=5, seed=2))


def test_chance_is_the_same_on_every_machine():
    chance = Chance("seed")
    assert [chance.below(1000) for _ in range(4)] == [958, 973, 215, 687]
    assert sorted(Chance("seed").some(range(5), 9)) == [0, 1, 2, 3, 4]
