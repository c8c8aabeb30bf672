"""Two at once, over real HTTP against a real server: a form counts once, of two edits one wins, and nobody hears of a locked database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.servers import changed, slug_of

AT_ONCE = 20


@pytest.fixture
def owner(site):
    return site.browser().log_in()


@pytest.fixture
def slug(owner):
    fields = changed(owner.get("/trips/new/").form("/trips/new/"), name="Race", people="David, Emily", currency="EUR")
    return slug_of(owner.post("/trips/new/", fields).location)


@pytest.fixture
def dinner(site, owner, slug):
    """The address of an expense that exists."""
    new = f"/trips/{slug}/expenses/new/"
    owner.post(new, changed(owner.get(new).form(new), amount="30.00", description="Dinner"))
    (ref,) = [row[0] for row in rows_of(site, slug, "ref")]
    return f"/trips/{slug}/expenses/{ref}/"


@pytest.fixture(autouse=True)
def nobody_heard_of_a_locked_database(site):
    yield
    assert "database is locked" not in site.log.read_text()


def rows_of(site, slug, columns):
    return site.rows(
        f"SELECT {columns} FROM expenses_expense WHERE trip_id = (SELECT id FROM trips_trip WHERE slug = ?)", slug
    )


def at_once(*sendings):
    """Send all of it at the same moment; the answers in order."""
    start = Barrier(len(sendings))

    def send(sending):
        start.wait()
        return sending()

    with ThreadPoolExecutor(len(sendings)) as threads:
        return list(threads.map(send, sendings))


def test_twenty_submits_of_one_form_make_one_expense(site, owner, slug):
    new = f"/trips/{slug}/expenses/new/"
    fields = changed(owner.get(new).form(new), amount="12.50", description="Taxi")
    answers = at_once(*[lambda: owner.post(new, fields)] * AT_ONCE)
    assert {(answer.status, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert len(rows_of(site, slug, "ref")) == 1


def test_without_its_key_the_form_would_count_twenty_times(site, owner, slug):
    new = f"/trips/{slug}/expenses/new/"
    fields = changed(owner.get(new).form(new), amount="12.50", description="Taxi", submit_key=[])
    answers = at_once(*[lambda: owner.post(new, fields)] * AT_ONCE)
    assert {answer.status for answer in answers} == {303}
    assert len(rows_of(site, slug, "ref")) == AT_ONCE


def test_of_two_edits_at_once_one_is_saved_and_the_other_is_shown_both(site, owner, dinner, slug):
    edit = f"{dinner}edit/"
    forms = [changed(owner.get(edit).form(edit), description=name) for name in ("Supper", "Lunch")]
    answers = at_once(*[lambda fields=fields: owner.post(edit, fields) for fields in forms])
    assert sorted(answer.status for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status == 409)
    assert "Supper" in refused.body
    assert "Lunch" in refused.body
    assert rows_of(site, slug, "description, version") == [
        ("Lunch" if answers[0].status == 409 else "Supper", 2),
    ]


def test_edits_one_after_the_other_are_both_saved(site, owner, dinner, slug):
    edit = f"{dinner}edit/"
    for name in ("Supper", "Lunch"):
        assert owner.post(edit, changed(owner.get(edit).form(edit), description=name)).status == 303
    assert rows_of(site, slug, "description, version") == [("Lunch", 3)]


def test_of_an_edit_and_a_delete_at_once_one_wins(site, owner, dinner, slug):
    edit, delete = f"{dinner}edit/", f"{dinner}delete/"
    changing = changed(owner.get(edit).form(edit), description="Supper")
    deleting = owner.get(dinner).form(delete)
    edited, deleted = at_once(lambda: owner.post(edit, changing), lambda: owner.post(delete, deleting))
    ((description, version, deleted_at),) = rows_of(site, slug, "description, version, deleted_at")
    assert version == 2
    if edited.status == 303:
        assert (description, deleted_at) == ("Supper", None)
        assert deleted.status == 409
    else:
        assert edited.status == 409
        assert description == "Dinner"
        assert deleted_at is not None


def test_of_an_edit_and_a_move_at_once_one_wins_and_a_move_is_all_or_nothing(site, owner, dinner, slug):
    new, edit, move = (f"/trips/{slug}/expenses/new/", f"{dinner}edit/", f"/trips/{slug}/move-expenses/")
    owner.post(new, changed(owner.get(new).form(new), amount="12.50", description="Taxi"))
    keys = [f"{ref}.1" for (ref,) in rows_of(site, slug, "ref")]
    moving = changed(owner.get(f"/trips/{slug}/expenses/?select=1").form(move), expense=keys, date="2026-05-09")
    editing = changed(owner.get(edit).form(edit), description="Supper")

    moved, edited = at_once(lambda: owner.post(move, moving), lambda: owner.post(edit, editing))

    assert sorted([moved.status, edited.status]) == [303, 409]
    days = dict(rows_of(site, slug, "description, date"))
    if moved.status == 303:
        assert days == {"Dinner": "2026-05-09", "Taxi": "2026-05-09"}
    else:
        assert "Nothing was moved" in moved.body
        assert set(days) == {"Supper", "Taxi"}
        assert "2026-05-09" not in days.values()


def test_what_twenty_people_say_at_once_is_all_heard(site, owner, dinner, slug):
    say = f"{dinner}comments/new/"
    forms = [changed(owner.get(dinner).form(say), text=f"Number {number}") for number in range(AT_ONCE)]
    answers = at_once(*[lambda fields=fields: owner.post(say, fields) for fields in forms])
    assert {answer.status for answer in answers} == {303}
    said = site.rows("SELECT text FROM expenses_comment")
    assert sorted(said) == sorted((f"Number {number}",) for number in range(AT_ONCE))


def test_twenty_people_at_once_all_get_their_expense_in(site, owner, slug):
    new = f"/trips/{slug}/expenses/new/"
    forms = [
        changed(owner.get(new).form(new), amount="1.00", description=f"Round {number}") for number in range(AT_ONCE)
    ]
    answers = at_once(*[lambda fields=fields: owner.post(new, fields) for fields in forms])
    assert {answer.status for answer in answers} == {303}
    assert len(rows_of(site, slug, "ref")) == AT_ONCE
    site.run("manage.py", "verify_ledger", slug)
