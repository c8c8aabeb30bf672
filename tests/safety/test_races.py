"""Two at once, over real HTTP against a real server: a form counts once, of two edits one wins, and nobody hears of a locked database.

Each guard has its control: the same race on a site where a request can switch the guard off (tests.safety.faults) shows the fault.
"""

import json
import subprocess

import pytest

from tests.safety.faults import Meeting
from tests.safety.racing import AT_ONCE, Table, at_once


@pytest.fixture(scope="session")
def broken():
    """The trips whose books the controls break; they stay on a site that lives as long."""
    return set()


@pytest.fixture(scope="module")
def books_balance(site, faulty_site, broken):
    """After everything in here (but for what the controls break) the ledger verifies."""
    yield
    for place in (site, faulty_site):
        assert wrong_trips(place) <= broken


def wrong_trips(site):
    """The trips in which verify_ledger finds anything wrong."""
    try:
        said = site.run("manage.py", "verify_ledger", "--json")
    except subprocess.CalledProcessError as found:
        said = found.stdout
    return {fault["trip"] for fault in json.loads(said)["faults"]}


@pytest.fixture
def table(site, books_balance):
    yield Table(site)
    assert "database is locked" not in site.log.read_text()


@pytest.fixture
def late(faulty_site, books_balance):
    """A trip on the site whose guards can be switched off, and where what views read can be made to be old when they act on it."""
    return Table(faulty_site)


@pytest.fixture
def unguarded(late, broken):
    broken.add(late.slug)
    return late


@pytest.fixture
def meeting(tmp_path_factory):
    """Make one for so many; at most as many requests as one process answers at a time."""
    return lambda size: Meeting(tmp_path_factory.mktemp("meeting"), size)


def statuses(answers):
    return sorted(answer.status for answer in answers)


# -- one form, many times -------------------------------------------------------------------------------------------------
def test_twenty_submits_of_one_form_make_one_expense(table):
    fields = table.filled(table.new, amount="12.50", description="Taxi")
    answers = at_once(*[lambda: table.owner.post(table.new, fields)] * AT_ONCE)
    assert {(answer.status, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert len(table.expenses("ref")) == 1


def test_without_its_key_the_form_would_count_twenty_times(table):
    fields = table.filled(table.new, amount="12.50", description="Taxi", submit_key=[])
    answers = at_once(*[lambda: table.owner.post(table.new, fields)] * AT_ONCE)
    assert {answer.status for answer in answers} == {303}
    assert len(table.expenses("ref")) == AT_ONCE


# -- edit against edit ----------------------------------------------------------------------------------------------------
def edits(table, dinner, **headers):
    edit = f"{dinner}edit/"
    forms = [table.filled(edit, description=name) for name in ("Supper", "Lunch")]
    return at_once(*[lambda fields=fields: table.owner.post(edit, fields, **headers) for fields in forms])


def test_of_two_edits_at_once_one_is_saved_and_the_other_is_shown_both(table):
    answers = edits(table, table.add(amount="30.00", description="Dinner"))
    assert statuses(answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status == 409)
    assert "Supper" in refused.body
    assert "Lunch" in refused.body
    assert table.expenses("description, version") == [("Lunch" if answers[0].status == 409 else "Supper", 2)]


def test_without_versions_one_edit_would_overwrite_the_other(unguarded, meeting):
    answers = edits(unguarded, unguarded.add(amount="30.00", description="Dinner"), **meeting(2).late("blind"))
    assert statuses(answers) != [303, 409]
    assert all("Two versions" not in answer.body for answer in answers)


def test_edits_one_after_the_other_are_both_saved(table):
    edit = table.add(amount="30.00", description="Dinner") + "edit/"
    for name in ("Supper", "Lunch"):
        assert table.owner.post(edit, table.filled(edit, description=name)).status == 303
    assert table.expenses("description, version") == [("Lunch", 3)]


def test_of_two_who_change_the_settings_or_a_person_one_is_shown_both(table):
    person = f"{table.trip}people/{table.of_trip('trips_participant', 'ref')[1][0]}/"
    for page, names in ((f"{table.trip}settings/", ("Rome", "Race")), (person, ("Dave", "Davy"))):
        forms = [table.filled(page, name=f"{name}{' ' * (name == 'Race')}x") for name in names]
        answers = at_once(*[lambda fields=fields, page=page: table.owner.post(page, fields) for fields in forms])
        assert statuses(answers) == [303, 409], page


# -- edit against delete, move --------------------------------------------------------------------------------------------
def edit_and_delete(table, dinner, **headers):
    edit, delete = f"{dinner}edit/", f"{dinner}delete/"
    changing, deleting = table.filled(edit, description="Supper"), table.filled(dinner, action=delete)
    return at_once(
        lambda: table.owner.post(edit, changing, **headers), lambda: table.owner.post(delete, deleting, **headers)
    )


def test_of_an_edit_and_a_delete_at_once_one_wins(table):
    edited, deleted = edit_and_delete(table, table.add(amount="30.00", description="Dinner"))
    ((description, version, deleted_at),) = table.expenses("description, version, deleted_at")
    assert version == 2
    if edited.status == 303:
        assert (description, deleted_at) == ("Supper", None)
        assert deleted.status == 409
    else:
        assert edited.status == 409
        assert description == "Dinner"
        assert deleted_at is not None


def test_without_versions_an_edit_and_a_delete_would_both_be_done(unguarded, meeting):
    dinner = unguarded.add(amount="30.00", description="Dinner")
    answers = edit_and_delete(unguarded, dinner, **meeting(2).late("blind"))
    assert 409 not in statuses(answers)
    assert unguarded.expenses("version") != [(2,)]


def test_of_an_edit_and_a_move_at_once_one_wins_and_a_move_is_all_or_nothing(table):
    edit, move = table.add(amount="30.00", description="Dinner") + "edit/", f"{table.trip}move-expenses/"
    table.add(amount="12.50", description="Taxi")
    keys = [f"{ref}.1" for (ref,) in table.expenses("ref")]
    moving = table.filled(f"{table.trip}expenses/?select=1", action=move, expense=keys, date="2026-05-09")
    editing = table.filled(edit, description="Supper")

    moved, edited = at_once(lambda: table.owner.post(move, moving), lambda: table.owner.post(edit, editing))

    assert statuses([moved, edited]) == [303, 409]
    days = dict(table.expenses("description, date"))
    if moved.status == 303:
        assert days == {"Dinner": "2026-05-09", "Taxi": "2026-05-09"}
    else:
        assert "Nothing was moved" in moved.body
        assert set(days) == {"Supper", "Taxi"}
        assert "2026-05-09" not in days.values()


# -- edit against payment -------------------------------------------------------------------------------------------------
def edit_and_pay(table, **headers):
    """Somebody corrects two amounts while somebody else settles and adds."""
    dinners = [table.add(amount="30.00", description=name) for name in ("Dinner", "Lunch")]
    people = [ref for (ref,) in table.of_trip("trips_participant", "ref")]
    pay = f"{table.trip}payments/new/"
    paying = table.filled(pay, sender=people[1], receiver=people[0], amount="10.00")
    sendings = [lambda: table.owner.post(pay, paying, **headers)]
    for dinner in dinners:
        edit = f"{dinner}edit/"
        fields = table.filled(edit, amount="60.00")
        sendings.append(lambda edit=edit, fields=fields: table.owner.post(edit, fields, **headers))
    adding = table.filled(table.new, amount="9.00", description="Taxi")
    sendings.append(lambda: table.owner.post(table.new, adding, **headers))
    return at_once(*sendings)


def test_edits_a_payment_and_a_new_expense_at_once_all_count(late, meeting):
    assert statuses(edit_and_pay(late, **meeting(4).late())) == [303] * 4
    assert late.totals() == late.counted()
    assert sum(paid for paid, _ in late.totals().values()) == 12900
    assert late.of_trip("trips_participant", "sent, received")[:2] == [(0, 1000), (1000, 0)]


def test_totals_that_are_written_as_they_were_read_would_be_wrong(unguarded, meeting):
    edit_and_pay(unguarded, **meeting(4).late("naive"))
    assert unguarded.totals() != unguarded.counted()
    assert unguarded.slug in wrong_trips(unguarded.site)


# -- restore against delete -----------------------------------------------------------------------------------------------
def in_the_trash(table):
    dinner = table.add(amount="30.00", description="Dinner")
    deleting = table.filled(dinner, action=f"{dinner}delete/")
    assert table.owner.post(f"{dinner}delete/", deleting).status == 303
    return dinner, deleting


def restores(table, dinner, times, **headers):
    forms = [table.filled(dinner, action=f"{dinner}restore/") for _ in range(times)]
    return [lambda fields=fields: table.owner.post(f"{dinner}restore/", fields, **headers) for fields in forms]


def test_of_restores_and_a_delete_at_once_the_outcome_is_that_of_one_after_the_other(late, meeting):
    dinner, stale = in_the_trash(late)
    again = [pair for pair in stale if pair[0] != "submit_key"]  # the page of before it was deleted, in another tab
    delete = [lambda: late.owner.post(f"{dinner}delete/", again)]
    answers = at_once(*restores(late, dinner, 3, **meeting(3).late()), *delete)
    assert statuses(answers[:3])[0] == 303
    assert answers[3].status in (303, 409)
    assert late.expenses("version, deleted_at") == [(3, None)]
    assert late.totals() == late.counted()


def test_without_versions_an_expense_would_be_restored_twice_over(unguarded, meeting):
    dinner, _ = in_the_trash(unguarded)
    at_once(*restores(unguarded, dinner, 3, **meeting(3).late("blind")))
    assert unguarded.totals() != unguarded.counted()


# -- archive against add --------------------------------------------------------------------------------------------------
def forms_under_way(table, times, **headers):
    forms = [table.filled(table.new, amount="1.00", description=f"Round {number}") for number in range(times)]
    return [lambda fields=fields: table.owner.post(table.new, fields, **headers) for fields in forms]


def archiving(table):
    archive = f"{table.trip}archive/"
    fields = table.filled(f"{table.trip}settings/", action=archive)
    return lambda: table.owner.post(archive, fields)


def add_and_archive(table, meeting, *faults):
    """Three forms are read while the trip is open and acted on when it has just been archived."""
    archive = archiving(table)

    def archive_between():
        meeting.wait_for(meeting.size - 1)
        closed = archive()
        meeting.arrive()
        return closed

    return at_once(archive_between, *forms_under_way(table, meeting.size - 1, **meeting.late(*faults)))


def test_nothing_is_added_to_a_trip_that_was_archived_a_moment_ago(late, meeting):
    closed, *added = add_and_archive(late, meeting(4))
    assert closed.status == 303
    assert {answer.status for answer in added} == {422}
    assert all("so nothing in it can change" in answer.body for answer in added)
    assert late.expenses("ref") == []


def test_without_looking_again_it_would_be_added(unguarded, meeting):
    add_and_archive(unguarded, meeting(4), "blind")
    assert len(unguarded.expenses("ref")) == 3


def test_what_was_added_before_the_archive_counts_and_nothing_after_it(table):
    answers = at_once(archiving(table), *forms_under_way(table, 5))
    told = [verb for (verb,) in table.of_trip("trips_activity", "verb")]
    assert told[-1] == "archived"
    assert told.count("recorded") == statuses(answers[1:]).count(303) == len(table.expenses("ref"))


# -- everybody gets in ----------------------------------------------------------------------------------------------------
def test_what_twenty_people_say_at_once_is_all_heard(table):
    dinner = table.add(amount="30.00", description="Dinner")
    say = f"{dinner}comments/new/"
    forms = [table.filled(dinner, action=say, text=f"Number {number}") for number in range(AT_ONCE)]
    answers = at_once(*[lambda fields=fields: table.owner.post(say, fields) for fields in forms])
    assert {answer.status for answer in answers} == {303}
    said = table.site.rows("SELECT text FROM expenses_comment WHERE text LIKE 'Number %'")
    assert sorted(said) == sorted((f"Number {number}",) for number in range(AT_ONCE))


def test_twenty_people_at_once_all_get_their_expense_in(table):
    forms = [table.filled(table.new, amount="1.00", description=f"Round {number}") for number in range(AT_ONCE)]
    answers = at_once(*[lambda fields=fields: table.owner.post(table.new, fields) for fields in forms])
    assert {answer.status for answer in answers} == {303}
    assert len(table.expenses("ref")) == AT_ONCE
