"""The admin's page of payments: fixes go through the services, and money looks like money."""

import pytest

from settlements.services import delete_payment
from settlements.verify import verify_trip
from tests.factories import UserFactory
from tests.settlements.rows import nets

CHANGELIST = "/admin/settlements/payment/"


@pytest.fixture
def staff(db, client_of):
    return client_of(UserFactory(is_staff=True, is_superuser=True))


@pytest.fixture
def address(payment):
    return f"{CHANGELIST}{payment.pk}/change/"


def fix(zoe, david, **more):
    return {
        "sender": david.pk,
        "receiver": zoe.pk,
        "amount": "10.00",
        "date": "2026-05-03",
        "method": "Cash",
        "note": "For the dinner",
        **more,
    }


def test_payments_are_found_by_ref_and_name_and_shown_as_money(staff, payment, trip):
    for words in (payment.ref, "David", "dinner", trip.slug):
        found = staff.get(CHANGELIST, {"q": words}).content.decode()
        assert "David → Zoë" in found
        assert "€10.00" in found


def test_a_fix_goes_through_the_service(staff, trip, zoe, david, payment, address):
    response = staff.post(address, fix(zoe, david, amount="12.50"))

    assert response.status_code == 302
    payment.refresh_from_db()
    assert (payment.amount, payment.version) == (1250, 2)
    assert nets(trip)["David"] == 250
    assert verify_trip(trip) == []


def test_saving_without_a_change_makes_no_version(staff, zoe, david, payment, address):
    staff.post(address, fix(zoe, david))

    payment.refresh_from_db()
    assert payment.version == 1


def test_a_doubtful_amount_and_people_of_other_trips_are_refused(staff, zoe, david, stranger, payment, address):
    assert "cannot be read" in staff.post(address, fix(zoe, david, amount="ten")).content.decode()
    assert staff.post(address, fix(zoe, stranger)).status_code == 200
    payment.refresh_from_db()
    assert payment.version == 1


def test_what_the_service_refuses_is_said_in_its_words(staff, zoe, payment, address):
    refused = staff.post(address, fix(zoe, zoe), follow=True).content.decode()

    assert "nobody pays themselves" in refused
    payment.refresh_from_db()
    assert payment.version == 1


def test_deleting_puts_it_into_the_trash_and_the_action_brings_it_back(staff, trip, payment):
    staff.post(f"{CHANGELIST}{payment.pk}/delete/", {"post": "yes"})
    payment.refresh_from_db()
    assert payment.is_deleted
    assert verify_trip(trip) == []

    staff.post(CHANGELIST, {"action": "restore", "_selected_action": [payment.pk]})
    payment.refresh_from_db()
    assert not payment.is_deleted
    assert verify_trip(trip) == []


def test_one_in_the_trash_is_only_looked_at(staff, zoe, payment, address):
    delete_payment(payment=payment, by=zoe, version=1)

    assert staff.get(address).status_code == 200
    assert staff.post(address, {"amount": "5"}).status_code == 403


def test_nothing_is_added_or_deleted_in_bulk(staff, payment):
    assert staff.get(f"{CHANGELIST}add/").status_code == 403
    assert "delete_selected" not in staff.get(CHANGELIST).content.decode()


def test_staff_only(client_of, zoe, payment, address):
    assert client_of(zoe).get(address).status_code in {302, 403}
