"""`manage.py jobs` shows and steers the background work."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.tripsplit.test_jobs import FAIL, GIVE_UP, NOTE
from tripsplit.commands import BadInput
from tripsplit.jobs import enqueue
from tripsplit.models import Job


def jobs(*arguments):
    out = StringIO()
    call_command("jobs", *arguments, stdout=out)
    return out.getvalue().rstrip("\n")


@pytest.fixture
def three(run_jobs):
    """One that is done, one that failed, one that waits."""
    made = [enqueue(NOTE), enqueue(GIVE_UP, label="Mail to somebody"), enqueue(NOTE, key="k", args={"trip": 7})]
    Job.objects.filter(pk=made[2].pk).update(run_at=timezone.now() + timedelta(hours=1))
    run_jobs(may_fail=True)
    return made


def test_it_lists_what_failed_before_what_waits_and_not_what_is_done(three):
    _, failed, waiting = three
    assert jobs().splitlines() == [
        f"{failed.pk}  failed  1 of 8  Mail to somebody  There is no such trip any more.",
        f"{waiting.pk}  queued  0 of 8  Note  Waiting",
    ]
    assert jobs("--failed").splitlines() == jobs().splitlines()[:1]


def test_where_there_is_nothing_it_says_so(db):
    assert jobs() == "Nothing."
    assert json.loads(jobs("--json")) == {"jobs": []}


def test_its_json_has_all_but_the_lease(three):
    row = json.loads(jobs("--json"))["jobs"][1]
    assert (row["id"], row["key"], row["args"], row["state"]) == (three[2].pk, "k", {"trip": 7}, "queued")
    assert "token" not in row


def test_it_tries_one_again(three):
    assert " queued  0 of 8  Mail" in jobs("--retry", str(three[1].pk))
    assert jobs("--failed") == "Nothing."


def test_it_tries_all_again_that_failed(three, run_jobs):
    enqueue(FAIL, attempts=1)
    run_jobs(may_fail=True)
    assert len(jobs("--retry-failed").splitlines()) == 2
    assert jobs("--failed") == "Nothing."


def test_it_calls_one_off(three):
    assert "cancelled" in jobs("--cancel", str(three[2].pk))
    assert "k" not in [row["key"] for row in json.loads(jobs("--json"))["jobs"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--retry", "{done}"], "Only a job that has failed"),
        (["--cancel", "{done}"], "over already"),
        (["--cancel", "999999999"], "There is no job 999999999"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line(three, arguments, words):
    with pytest.raises(BadInput, match=words):
        jobs(*[argument.format(done=three[0].pk) for argument in arguments])
