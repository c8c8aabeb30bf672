"""/trips/import/<ref>/: what a file would make, who its owner is in it, and the trip that comes of it."""

import io
import re
import zipfile

import pytest

from expenses.receipt_models import Receipt
from settlements.archive.importing import import_trip
from settlements.incoming import services, views
from settlements.incoming.store import path_of
from settlements.models import TripFile
from settlements.verify import verify_trip
from tests.expenses import corpus
from tests.settlements.archive.files import EXAMPLE, as_bytes, changed
from tests.settlements.rows import queries
from trips.leaving import delete_account
from trips.models import Trip
from tripsplit.models import Job

URL = "/trips/import/"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def url_of(file):
    return f"{URL}{file.ref}/"


def zipped(*receipts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("trip.json", as_bytes(EXAMPLE))
        for name, content in receipts:
            package.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def slow(monkeypatch):
    """Whatever is to be made, a worker makes."""
    monkeypatch.setattr(views, "AT_ONCE", 10)


# -- what it would make ---------------------------------------------------------------------------------------------------
def test_it_says_what_the_file_would_make(client_of, zoe, bring):
    page = text_of(client_of(zoe).get(url_of(bring(zoe))))

    assert "Nothing is made yet." in page
    assert "1–6 May 2026" in page
    assert "People 2 Expense 1 Payment 1 Spent in all €27.61" in page
    assert "AE Ann Example gets back €3.80" in page
    assert "owes €3.80" in page


def test_whoever_has_a_name_of_the_file_is_suggested(client_of, zoe, david, bring):
    chosen = r'value="([^"]*)"[^>]*checked'
    assert re.findall(chosen, client_of(zoe).get(url_of(bring(zoe))).content.decode()) == ["p2"]
    page = client_of(david).get(url_of(bring(david))).content.decode()
    assert re.findall(chosen, page) == [""]
    assert 'value="David"' in page


def test_the_number_of_queries_does_not_grow_with_the_file(client_of, zoe, bring):
    def visit(file):
        return lambda: client_of(zoe).get(url_of(file))

    more = [{"ref": f"q{number}", "name": f"Friend {number}"} for number in range(50)]
    small, large = bring(zoe), bring(zoe, {**EXAMPLE, "participants": [*EXAMPLE["participants"], *more]})
    assert queries(visit(small)) == queries(visit(large))


# -- making it ------------------------------------------------------------------------------------------------------------
def test_a_small_trip_is_made_at_once(client_of, zoe, bring, on_disk, django_capture_on_commit_callbacks):
    file = bring(zoe)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(zoe).post(url_of(file), {"me": "p2", "name": ""})

    file.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/trips/{file.trip.slug}/expenses/")
    assert [(person.user, person.role) for person in file.trip.people] == [(None, "editor"), (zoe.user, "owner")]
    assert file.trip.invitations.count() == 1
    assert verify_trip(file.trip) == []
    assert on_disk() == set()


def test_somebody_else_is_added(client_of, david, bring):
    file = bring(david)
    client_of(david).post(url_of(file), {"me": "", "name": "Dave"})

    file.refresh_from_db()
    assert [person.name for person in file.trip.people] == ["Ann Example", "Zoë", "Dave"]
    assert file.trip.people[2].user == david.user


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"me": "", "name": ""}, "Write your name"),
        ({"me": "", "name": "ann example"}, "There is already somebody called ann example"),
        ({"me": "", "name": "x" * 81}, "at most 80 characters"),
        ({"me": "", "name": "a\u202eb"}, "changes the direction of writing"),
        ({"me": "p9", "name": ""}, "Select a valid choice"),
    ],
)
def test_who_one_cannot_be_is_told(client_of, htmx, zoe, bring, said, words):
    file = bring(zoe)
    answer = client_of(zoe, **htmx("import-confirm")).post(url_of(file), said)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "<html" not in answer.content.decode()
    file.refresh_from_db()
    assert (file.state, Trip.objects.count()) == ("ready", 1)


def test_neither_a_kitty_nor_who_has_left_can_be_claimed(client_of, zoe, bring):
    people = [
        *EXAMPLE["participants"],
        {"ref": "k", "name": "Kitty", "kind": "kitty"},
        {"ref": "g", "name": "Gone", "active": False},
    ]
    page = client_of(zoe).get(url_of(bring(zoe, {**EXAMPLE, "participants": people}))).content.decode()
    assert re.findall(r'name="me" value="([^"]*)"', page) == ["p1", "p2", ""]


def test_a_large_trip_is_made_by_a_worker(client_of, htmx, zoe, bring, run_jobs, slow):
    file = bring(zoe)
    run_jobs()
    answer = client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})
    assert answer.headers["Location"] == url_of(file)
    assert "Making Lisbon" in text_of(client_of(zoe).get(url_of(file)))

    assert run_jobs() == 1
    file.refresh_from_db()
    there = f"/trips/{file.trip.slug}/expenses/"
    assert client_of(zoe).get(url_of(file)).headers["Location"] == there
    assert there in client_of(zoe, **htmx("import-state")).get(url_of(file)).headers["HX-Location"]
    assert (file.state, file.trip.people[0].user) == ("made", zoe.user)


def test_receipts_are_always_a_workers(client_of, zoe, bring, run_jobs):
    file = bring(zoe, zipped(("receipts/x1/1-Bill.jpg", corpus.jpeg())), name="Lisbon.zip")
    assert "1 Receipt" in text_of(client_of(zoe).get(url_of(file))).replace("Receipt 1", "1 Receipt")
    client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})
    assert not Receipt.objects.exists()

    run_jobs()
    file.refresh_from_db()
    assert Receipt.objects.get().expense.trip == file.trip


def test_a_receipt_that_cannot_be_taken_refuses_all_of_it(client_of, zoe, bring, run_jobs):
    file = bring(zoe, zipped(("receipts/x1/1-Bill.jpg", b"<script>")), name="Lisbon.zip")
    client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})

    run_jobs()
    file.refresh_from_db()
    assert (file.state, Trip.objects.count()) == ("refused", 1)
    assert "receipts/x1 “Bill.jpg”: " in text_of(client_of(zoe).get(url_of(file)))


def test_a_form_that_is_sent_twice_makes_one_trip(client_of, zoe, bring):
    file, browser = bring(zoe), client_of(zoe)
    answers = [browser.post(url_of(file), {"me": "p1", "name": "", "submit_key": "k"}) for _ in range(2)]
    again = browser.post(url_of(file), {"me": "p1", "name": ""})

    assert Trip.objects.count() == 2
    file.refresh_from_db()
    assert {answer.headers["Location"] for answer in [*answers, again]} == {f"/trips/{file.trip.slug}/expenses/"}


def test_a_twin_that_finds_the_file_used_up_spoils_nothing(client_of, zoe, bring, monkeypatch):
    """It had looked before the first one was done: by now the trip is there, and the file is not."""
    file = bring(zoe)
    stale = TripFile.objects.get(pk=file.pk)
    client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})
    path_of(file.ref).unlink(missing_ok=True)
    monkeypatch.setattr(views, "_file", lambda *_: stale)

    answer = client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})
    assert answer.headers["Location"] == url_of(file)
    file.refresh_from_db()
    assert (file.state, Trip.objects.count()) == ("made", 2)


def test_a_job_that_runs_twice_makes_one_trip(client_of, zoe, bring, run_jobs, slow):
    file = bring(zoe)
    run_jobs()
    client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})
    Job.objects.filter(handler=services.MAKE).update(key="first")
    services._queue(services.MAKE, file)

    assert run_jobs() == 2
    assert Trip.objects.count() == 2


def test_one_that_breaks_can_be_tried_again(client_of, zoe, bring, run_jobs, slow, monkeypatch):
    file = bring(zoe)
    run_jobs()
    client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})
    Job.objects.filter(handler=services.MAKE).update(max_attempts=1)
    monkeypatch.setattr(services, "import_trip", lambda **_: 1 / 0)
    run_jobs(may_fail=True)
    page = client_of(zoe).get(url_of(file)).content.decode()
    assert "Something went wrong." in page
    assert f"{url_of(file)}retry/" in page

    monkeypatch.setattr(services, "import_trip", import_trip)
    answer = client_of(zoe).post(f"{url_of(file)}retry/")
    assert answer.headers["Location"] == url_of(file)
    Job.objects.filter(handler=services.MAKE).update(error="")
    run_jobs()
    file.refresh_from_db()
    assert file.state == "made"


def test_what_is_under_way_is_not_tried_again(client_of, zoe, bring, slow):
    file = bring(zoe)
    answer = client_of(zoe).post(f"{url_of(file)}retry/", follow=True)
    assert "Something has come of this file already." in text_of(answer)


# -- saying no ------------------------------------------------------------------------------------------------------------
def test_a_file_can_be_forgotten(client_of, zoe, bring, on_disk, django_capture_on_commit_callbacks):
    file = bring(zoe)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(zoe).post(f"{url_of(file)}discard/")

    assert answer.headers["Location"] == URL
    assert on_disk() == set()
    assert client_of(zoe).get(url_of(file)).status_code == 404


def test_one_that_is_forgotten_while_it_is_made_makes_nothing(client_of, zoe, bring, run_jobs, slow, monkeypatch):
    file = bring(zoe)
    run_jobs()
    client_of(zoe).post(url_of(file), {"me": "p1", "name": ""})

    def and_meanwhile(**facts):
        trip = import_trip(**facts)
        TripFile.objects.filter(pk=file.pk).delete()
        return trip

    monkeypatch.setattr(services, "import_trip", and_meanwhile)
    run_jobs()
    assert Trip.objects.count() == 1


def test_deleting_the_account_takes_the_files_along(zoe, bring):
    bring(zoe)
    delete_account(user=zoe.user)
    assert not TripFile.objects.exists()


def test_a_file_that_is_gone_from_the_disk_says_so(client_of, zoe, bring):
    file = bring(zoe)
    path_of(file.ref).unlink()
    answer = client_of(zoe).post(url_of(file), {"me": "p1", "name": ""}, follow=True)
    assert "is no longer there" in text_of(answer)


# -- who may --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tail", ["", "retry/", "discard/"])
def test_a_file_of_somebody_else_does_not_exist(client_of, zoe, david, bring, tail):
    file = bring(zoe)
    assert client_of(david).post(f"{url_of(file)}{tail}").status_code == 404
    assert client_of(david).get(url_of(file)).status_code == 404
    assert TripFile.objects.get().state == "ready"


@pytest.mark.parametrize(("tail", "method"), [("", "put"), ("retry/", "get"), ("discard/", "get")])
def test_other_methods_are_refused(client_of, zoe, bring, tail, method):
    assert getattr(client_of(zoe), method)(f"{url_of(bring(zoe))}{tail}").status_code == 405


def test_htmx_gets_the_fragment(client_of, htmx, zoe, bring, slow):
    page = client_of(zoe, **htmx("import-state")).get(url_of(bring(zoe))).content.decode()
    assert 'id="import-state"' in page
    assert "<html" not in page


def test_whoever_waits_for_it_sees_what_the_file_would_make(client_of, htmx, zoe, bring, run_jobs, slow):
    file = bring(zoe)
    run_jobs()
    page = client_of(zoe, **htmx("import-state")).get(url_of(file)).content.decode()
    assert 'id="import-confirm"' in page
    assert "<html" not in page


def test_names_of_the_file_are_only_words(client_of, zoe, bring):
    evil = changed((("participants", 0, "name"), "<script>alert(1)</script>"), (("trip", "name"), "<b>x</b>"))
    page = client_of(zoe).get(url_of(bring(zoe, evil))).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
