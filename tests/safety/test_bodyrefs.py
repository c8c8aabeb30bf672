"""A form cannot reach into another trip: whatever ref it names in its body, nothing of theirs is touched and nothing is saved."""

import pytest
from django.db import IntegrityError, connection

from expenses import forms as expense_forms
from expenses import services
from tests.safety import authz_matrix as matrix
from tests.safety.forms_table import forms_of
from tests.safety.surface import addresses
from tests.safety.tables import contents, difference, undone
from trips.models import User

# Addresses that take a form with no field but its key, and those of allauth, which name no row of a trip.
FIELDLESS = {
    *(
        "trip_archive",
        "trip_unarchive",
        "trip_lock",
        "trip_unlock",
        "trip_restore",
        "participant_deactivate",
        "participant_reactivate",
        "participant_free",
    ),
    *(
        "invitation_renew",
        "invitation_rotate",
        "invitation_revoke",
        "expense_delete",
        "preset_delete",
        "expense_restore",
        "expense_revert",
        "payment_delete",
        "payment_revert",
        "payment_unanswer",
        "reminder_send",
        "receipt_add",
        "receipt_remove",
        "receipt_restore",
        "comment_remove",
        "comment_restore",
        "rate_drop",
        "budget_drop",
        "repeat_pause",
        "repeat_resume",
        "repeat_stop",
        "repeat_restart",
    ),
    *("import_create", "import_retry", "import_discard"),
    *("report_remove", "report_retry", "ask_clear", "ask_stop", "model_trial"),
    *("payment_restore", "device_link", "device_join", "guest_merge", "csp_report"),
}
NAMES_NO_ROW = {
    "report_list",
    "mail_choices",
    "mail_stop",
    "invitation_send",
    "trip_delete",
    "account_delete",
    "guest_upgrade",
    "expense_preview",
    "category_suggest",
    "expense_say",
    "expense_say_model",
    "receipt_read",
    "receipt_read_kept",
    "receipt_use",
}


def test_every_form_of_our_own_is_in_the_table(world):
    listed = {form.name for form in forms_of(world.ours, world.theirs)} | FIELDLESS | NAMES_NO_ROW
    ours = {
        address.name
        for address in addresses()
        if address.route in matrix.MATRIX and matrix.MATRIX[address.route][1] != matrix.NONE
    }
    assert ours == listed


def attempts(world):
    for form in forms_of(world.ours, world.theirs):
        for name, values in form.references.items():
            for value in values:
                yield form, name, value


def test_rows_of_another_trip_are_refused_in_words(world, browser_of):
    before, faults, tried = contents(), [], 0
    for form, name, value in attempts(world):
        browser = browser_of(form.role)
        with undone(browser):
            answer = browser.post(form.url, {**form.fields, name: value})
            tried += 1
            if answer.status_code != 422 or difference(before, contents()):
                faults.append(f"{form.name}: {name}={value}: {answer.status_code} {difference(before, contents())}")
    assert not faults
    assert tried > 30


def test_the_same_forms_with_rows_of_our_own_are_saved(world, browser_of):
    """The control: it is the other trip's rows that are refused, and nothing else about the forms."""
    before = contents()
    for form in forms_of(world.ours, world.theirs):
        browser = browser_of(form.role)
        with undone(browser):
            assert browser.post(form.url, form.fields).status_code == 303, form.name
            assert difference(before, contents()), form.name


@pytest.fixture
def unscoped_choices(world, monkeypatch):
    """An expense form that offers everybody of both trips: the fault that the tests here are to find."""
    both = [*world.ours.trip.participants.all(), *world.theirs.trip.participants.all()]
    monkeypatch.setattr(expense_forms.ExpenseForm, "people", both)


def test_behind_a_form_with_unscoped_choices_the_service_refuses(world, browser_of, unscoped_choices):
    before = contents()
    answer = browser_of("owner").post(*_theft(world))
    assert answer.status_code == 422
    assert not difference(before, contents())


def test_behind_an_unscoped_service_the_database_refuses(world, browser_of, unscoped_choices, monkeypatch):
    everybody = {person.ref: person for person in [*world.ours.people.values(), *world.theirs.people.values()]}
    monkeypatch.setattr(services, "_people", lambda *_, **__: everybody)
    before, browser = contents(), browser_of("owner")
    browser.raise_request_exception = True
    with pytest.raises(IntegrityError, match="another trip"), undone(browser):
        browser.post(*_theft(world))
    assert not difference(before, contents())


def test_a_theft_that_succeeds_would_be_found(world, browser_of, unscoped_choices, monkeypatch):
    """With form and service unscoped, and the database's trigger gone, the difference shows: the tests above can fail."""
    everybody = {person.ref: person for person in [*world.ours.people.values(), *world.theirs.people.values()]}
    monkeypatch.setattr(services, "_people", lambda *_, **__: everybody)
    before, browser = contents(), browser_of("owner")
    with undone(browser):
        table = "" if connection.vendor == "sqlite" else " ON expenses_share"
        connection.cursor().execute(f"DROP TRIGGER expenses_share_refuse_insert{table}")
        assert browser.post(*_theft(world)).status_code == 303
        assert any(change.startswith("expenses_share") for change in difference(before, contents()))


def _theft(world):
    """Our expense, shared by somebody of theirs."""
    form = next(form for form in forms_of(world.ours, world.theirs) if form.name == "expense_create")
    return form.url, {**form.fields, "participants": form.references["participants"][0]}


def test_the_trip_in_the_address_decides_whatever_the_query_and_the_body_say(world, browser_of):
    browser, before = browser_of("owner"), contents()
    stuffing = {"trip": world.theirs.trip.pk, "slug": world.theirs.trip.slug, "trip_id": world.theirs.trip.pk}
    for form in forms_of(world.ours, world.theirs):
        with undone(browser):
            browser.post(f"{form.url}?trip={world.theirs.trip.slug}", {**form.fields, **stuffing})
            their_rows = [change for change in difference(before, contents()) if world.theirs.trip.slug in change]
            assert not their_rows, form.name


def test_fields_that_no_form_has_change_nothing(world, browser_of):
    """Mass assignment: columns of every model are offered to every form; nobody becomes staff, an owner or somebody else."""
    offered = {
        "role": "owner",
        "is_staff": "1",
        "is_superuser": "1",
        "user": world.users["editor"].pk,
        "created_by": 1,
        "id": 99,
    }
    offered |= {
        "owed": 5,
        "paid": 5,
        "revision": 0,
        "deleted_at": "2026-01-01",
        "archived_at": "2026-01-01",
        "ref": "MINE",
    }
    for form in forms_of(world.ours, world.theirs):
        browser = browser_of("editor" if form.role == "owner" else form.role)
        with undone(browser):
            browser.post(form.url, {**form.fields, **offered})
            after = contents()
            assert User.objects.filter(is_staff=True).count() == User.objects.filter(is_superuser=True).count() == 1, (
                form.name
            )
        assert not any("MINE" in row for rows in after.values() for row in rows), form.name
        assert not any("2026, 1, 1" in row or "2026-01-01" in row for row in after["trips_trip"]), form.name
