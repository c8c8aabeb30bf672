"""Staff see the background work in the admin, try it again and call it off."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.factories import UserFactory
from tests.tripsplit.test_jobs import FAIL, GIVE_UP, NOTE
from tripsplit.jobs import enqueue
from tripsplit.jobs.draining import claim
from tripsplit.models import Job

LIST = "/admin/tripsplit/job/"


@pytest.fixture
def staff(db, client_of):
    return client_of(UserFactory(is_staff=True, is_superuser=True))


@pytest.fixture
def failed(run_jobs):
    job = enqueue(GIVE_UP, label="Mail to somebody")
    enqueue(NOTE, key="later", run_at=timezone.now() + timedelta(hours=1))
    run_jobs(may_fail=True)
    job.refresh_from_db()
    return job


def act(browser, action, job):
    answer = browser.post(LIST, {"action": action, "_selected_action": [job.pk]}, follow=True)
    job.refresh_from_db()
    return answer.content.decode()


def test_what_failed_comes_first_with_its_reason(staff, failed):
    enqueue(NOTE, label="Newer")
    body = staff.get(LIST).content.decode()
    assert "There is no such trip any more." in body
    assert body.index("Mail to somebody") < body.index("Newer")
    assert "Newer" not in staff.get(f"{LIST}?state__exact=failed").content.decode()


def test_no_address_and_no_lease_is_shown(staff, run_jobs):
    job = enqueue(FAIL)
    run_jobs(may_fail=True)
    Job.objects.update(run_at=timezone.now())
    token = claim().token
    pages = staff.get(LIST).content + staff.get(f"{LIST}{job.pk}/change/").content
    assert b"no luck" in pages
    assert b"zoe@example.com" not in pages
    assert token.encode() not in pages


def test_a_failed_job_is_tried_again(staff, failed):
    act(staff, "retry", failed)
    assert (failed.state, failed.attempts) == ("queued", 0)


def test_a_job_is_called_off_and_what_cannot_be_done_is_said(staff, failed):
    act(staff, "cancel", failed)
    assert failed.state == "cancelled"
    assert "This job is over already." in act(staff, "cancel", failed)


def test_who_may_only_look_has_no_such_actions(client_of, failed):
    looker = UserFactory(is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_job"))
    browser = client_of(looker)
    assert "Mail to somebody" in browser.get(LIST).content.decode()
    act(browser, "retry", failed)
    assert failed.state == "failed"
    looker.user_permissions.add(Permission.objects.get(codename="change_job"))
    act(browser, "retry", failed)
    assert failed.state == "queued"


def test_the_list_costs_the_same_with_more_jobs(
    staff, failed, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(8) as queries:
        staff.get(LIST)
    for _ in range(20):
        enqueue(NOTE)
    with django_assert_num_queries(len(queries)):
        staff.get(LIST)
