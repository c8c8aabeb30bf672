"""/trips/import/: a file is brought, kept for its owner alone, and looked through at once or by a worker."""

import datetime
import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from settlements.incoming import forms, services, views
from settlements.incoming.store import path_of, sweep_trip_files
from settlements.models import TripFile
from tests.settlements.archive.files import EXAMPLE, as_bytes
from trips.models import Trip

URL = "/trips/import/"


def test_the_trips_page_leads_here(client_of, zoe):
    assert f'href="{URL}"' in client_of(zoe).get("/trips/").content.decode()


def test_so_does_the_trips_page_of_somebody_without_trips(client_of, db):
    from tests.factories import UserFactory

    page = client_of(UserFactory()).get("/trips/").content.decode()
    assert f'href="{URL}"' in page


def test_a_small_file_is_looked_through_at_once(zoe, bring):
    file = bring(zoe)

    assert (file.user, file.state, file.name, file.faults) == (zoe.user, "ready", "Lisbon.json", [])
    assert (file.found["expenses"], file.found["trip"]["name"]) == (1, "Lisbon")
    assert path_of(file.ref).read_bytes() == as_bytes(EXAMPLE)
    assert not Trip.objects.filter(name="Lisbon").exclude(pk=zoe.trip_id).exists()


def test_it_is_kept_privately(zoe, bring):
    path = path_of(bring(zoe).ref)
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_a_large_file_is_looked_through_by_a_worker(zoe, client_of, bring, run_jobs, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 10)
    file = bring(zoe)
    page = client_of(zoe).get(f"{URL}{file.ref}/")

    assert file.state == "reading"
    assert "Waiting for its turn." in page.content.decode()
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert run_jobs() == 1
    file.refresh_from_db()
    assert file.state == "ready"


def test_a_file_with_faults_is_refused_and_not_kept(zoe, bring, client_of, on_disk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        file = bring(zoe, {**EXAMPLE, "payments": [{}], "colour": "<b>red</b>"})
    page = client_of(zoe).get(f"{URL}{file.ref}/").content.decode()

    assert file.state == "refused"
    assert file.faults[0] == ["the file", "has “colour”, which this version of the format does not know"]
    assert ["payments[0].date", "is missing"] in file.faults
    assert "payments[0].date" in page
    assert "has “colour”, which this version of the format does not know" in page
    assert on_disk() == set()


def test_what_is_no_archive_at_all_is_told_so(zoe, bring, client_of):
    file = bring(zoe, b"%PDF-1.7", name="<img src=x>.pdf")
    page = client_of(zoe).get(f"{URL}{file.ref}/").content.decode()

    assert "is not JSON: line 1, column 1" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("content", "words"), [(None, "Choose a file first."), (b"", "This file is empty."), (b"x" * 101, "larger than")]
)
def test_what_cannot_be_taken_is_told_at_the_field(zoe, client_of, htmx, monkeypatch, content, words):
    monkeypatch.setattr(forms, "FOR_PEOPLE", services.FOR_PEOPLE.__class__(size=100, values=100))
    data = {} if content is None else {"file": SimpleUploadedFile("trip.json", content)}
    answer = client_of(zoe, **htmx("import-form")).post(URL, data)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert not TripFile.objects.exists()


def test_a_form_that_is_sent_twice_brings_one_file(zoe, client_of):
    browser = client_of(zoe)
    answers = [
        browser.post(URL, {"file": SimpleUploadedFile("trip.json", as_bytes(EXAMPLE)), "submit_key": "k1"})
        for _ in range(2)
    ]
    assert [answer.headers["Location"] for answer in answers] == [f"{URL}{TripFile.objects.get().ref}/"] * 2


def test_of_several_files_that_wait_the_oldest_give_way(zoe, david, bring, on_disk, django_capture_on_commit_callbacks):
    others = bring(david)
    with django_capture_on_commit_callbacks(execute=True):
        files = [bring(zoe) for _ in range(5)]

    assert {file.ref for file in zoe.user.trip_files.all()} == {file.ref for file in files[2:]}
    assert on_disk() == {others.ref, *(file.ref for file in files[2:])}


def test_nobody_brings_files_without_end(zoe, david, bring, client_of, monkeypatch):
    monkeypatch.setattr(services, "MOST_AN_HOUR", 2)
    for _ in range(2):
        bring(zoe)
    answer = client_of(zoe).post(URL, {"file": SimpleUploadedFile("trip.json", as_bytes(EXAMPLE))})

    assert answer.status_code == 422
    assert "within an hour" in answer.content.decode()
    bring(david)
    TripFile.objects.update(received_at=timezone.now() - datetime.timedelta(hours=1, minutes=1))
    bring(zoe)


def test_those_that_wait_are_listed_for_their_owner_alone(zoe, david, bring, client_of):
    file = bring(zoe)
    assert f"{URL}{file.ref}/" in client_of(zoe).get(URL).content.decode()
    assert f"{URL}{file.ref}/" not in client_of(david).get(URL).content.decode()


def test_after_a_day_nothing_is_left_of_it(zoe, bring, on_disk, media):
    old, new = bring(zoe), bring(zoe)
    (media / "imports" / "nobodys").write_bytes(b"x")
    TripFile.objects.filter(pk=old.pk).update(received_at=timezone.now() - datetime.timedelta(hours=25))

    assert sweep_trip_files(now=timezone.now() + datetime.timedelta(hours=2)) == 2
    assert on_disk() == {new.ref}
    assert list(TripFile.objects.all()) == [new]


def test_a_file_that_has_no_row_yet_is_left_alone(zoe, bring, on_disk):
    file = bring(zoe)
    TripFile.objects.all().delete()

    assert sweep_trip_files() == 0
    assert on_disk() == {file.ref}


def test_signing_in_comes_first(client):
    assert client.get(URL).status_code == 302


def test_other_methods_are_refused(zoe, client_of):
    assert client_of(zoe).put(URL).status_code == 405
