"""Nobody gets further than the matrix says, by any method, at any address; what is refused changes nothing and tells nothing."""

import re
from contextlib import nullcontext

import pytest
from django.utils import timezone

from tests.safety import authz_matrix as matrix
from tests.safety.surface import NOBODY, addresses, url_of
from tests.safety.tables import contents, difference, undone
from tests.safety.world import ROLES
from trips.models import Trip

LOOK, WRITE = ("get", "head"), ("post",)
NEVER = ("put", "patch", "delete", "options")  # refused before a view looks at anything: each address is tried with one
EVERY = [address for address in addresses() if not address.is_admin]
IN_A_TRIP = [address for address in EVERY if address.is_in_a_trip]
WITH_REF = [address for address in IN_A_TRIP if "ref" in address.parameters]
ADMIN = [address for address in addresses() if address.is_admin]
INSIDERS = ("viewer", "editor", "owner", "guest")


def wanted(address, method, role):
    """The answers that are right."""
    if address.route in matrix.ALLAUTH:
        look, write = (audience[role] for audience in matrix.ALLAUTH[address.route])
        return {"put": {write, look, 405}, "post": {write}}.get(method, {look} if method in LOOK else {look, 405})
    look, write = matrix.MATRIX[address.route]
    return {(look if method in LOOK else write if method in WRITE else matrix.NONE)[role]}


def outcome(answer):
    """What an answer comes to, in the words of the matrix."""
    if answer.headers.get("Location", "").startswith("/accounts/login/?next="):
        return matrix.LOGIN
    return answer.status_code if answer.status_code in (403, 404, 405) or answer.status_code >= 500 else matrix.IN


def test_the_matrix_lists_every_address_and_no_other():
    assert sorted([*matrix.MATRIX, *matrix.ALLAUTH]) == sorted(address.route for address in EVERY)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_as_far_as_the_matrix_says(world, browser_of, role):
    browser, before, faults = browser_of(role), contents(), []
    for place, address in enumerate(EVERY):
        for method in (*LOOK, *WRITE, NEVER[place % len(NEVER)]):
            right = wanted(address, method, role)
            # What is to be refused is not taken back: it must not have changed anything.
            with undone(browser) if matrix.IN in right else nullcontext():
                got = ask(browser, method, address, world)
            if got not in right:
                faults.append(f"{method.upper()} {address.route}: {got}, not {right}")
    assert not faults
    assert not difference(before, contents())


def ask(browser, method, address, world):
    trips = Trip.objects.filter(pk=world.ours.trip.pk)
    if address.name == "trip_restore":  # there must be something to restore
        trips.update(deleted_at=timezone.now())
    answer = getattr(browser, method)(url_of(address, world.ours))
    if address.name == "trip_restore":
        trips.update(deleted_at=None)
    return outcome(answer)


@pytest.mark.parametrize("role", ["stranger", "deactivated", "staff"])
def test_a_trip_of_others_looks_exactly_like_one_that_does_not_exist(world, browser_of, role):
    browser = browser_of(role)
    differ = []
    for address in IN_A_TRIP:
        for method in ("get", "post"):
            foreign, missing = (
                shown(getattr(browser, method)(url), url)
                for url in (url_of(address, world.ours), url_of(address, world.ours, slug=NOBODY, ref=NOBODY))
            )
            if foreign != missing:
                differ.append(f"{method} {address.route}")
    assert not differ


@pytest.mark.parametrize("role", INSIDERS)
def test_a_row_of_another_trip_looks_exactly_like_one_that_does_not_exist(world, browser_of, role, settings):
    """/trips/ours/expenses/<a ref of theirs>/: every address with two ids, with every kind of ref of the other trip."""
    settings.MAIL_IS_REAL = True  # or reminders would be refused whoever is named
    browser, before, differ = browser_of(role), contents(), []
    for address in WITH_REF:
        for method in ("get", "post"):
            missing_url = url_of(address, world.ours, ref=NOBODY)
            missing = shown(getattr(browser, method)(missing_url), missing_url)
            assert missing[0] in (403, 404, 405)
            for ref in refs_of(world.theirs):
                url = url_of(address, world.ours, ref=ref)
                if shown(getattr(browser, method)(url), url) != missing:
                    differ.append(f"{method} {url}")
    assert not differ
    assert not difference(before, contents())


def test_a_row_of_ours_is_found_by_its_own_ref(world, browser_of, settings):
    """The control of the test before: it is the other trip that makes the difference."""
    settings.MAIL_IS_REAL = True
    browser = browser_of("owner")
    for address in WITH_REF:
        with undone(browser):
            method = "get" if wanted(address, "get", "owner") == {matrix.IN} else "post"
            assert outcome(getattr(browser, method)(url_of(address, world.ours))) == matrix.IN, address


def refs_of(side):
    """One of each kind that a ref may be of; of people, one with an account and one whom nobody has claimed."""
    people = sorted(side.people.values(), key=lambda person: person.user_id is None)
    rows = [side.expense, side.trashed_expense, side.payment, side.trashed_payment, people[0], people[-1]]
    return [row.ref for row in rows]


def shown(answer, url):
    """Status, headers and body, without what differs from one request to the next and without the address itself."""
    body = re.sub(r'(csrf\w*&quot;: |X-CSRFToken": |csrfmiddlewaretoken" value=)"[^"]+"', "", answer.content.decode())
    headers = {name: value for name, value in answer.headers.items() if name not in ("X-Request-ID", "Content-Length")}
    return answer.status_code, body.replace(url, ""), headers


def test_the_admin_lists_what_staff_may_do():
    models = {
        "/".join(address.route.split("/")[1:3])
        for address in ADMIN
        if address.route.removeprefix("admin/") not in matrix.ADMIN_PAGES
    }
    assert models == set(matrix.ADMIN)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "staff"])
def test_the_admin_is_shut_to_everybody_else(world, browser_of, role):
    browser, before, faults = browser_of(role), contents(), []
    for place, address in enumerate(ADMIN):
        if address.name in ("login", "logout"):
            continue
        for method in (
            "get",
            "post",
            NEVER[place % len(NEVER)],
        ):  # the admin asks who it is before it looks at the method
            answer = getattr(browser, method)(url_of(address, world.ours))
            shut = answer.headers.get("Location", "").startswith(("/admin/login/", "/accounts/login/"))
            if not shut and answer.status_code not in (403, 404, 405):
                faults.append(f"{method.upper()} {address.route}: {answer.status_code}")
    assert not faults
    assert not difference(before, contents())


def test_staff_may_do_in_the_admin_what_services_do(world, browser_of):
    browser, faults = browser_of("staff"), []
    for model, deeds in matrix.ADMIN.items():
        for deed in ("add", "change", "delete"):
            (address,) = (each for each in ADMIN if each.name == f"{model.replace('/', '_')}_{deed}")
            with undone(browser):
                allowed = browser.post(url_of(address, world.ours)).status_code in (200, 302)
            if allowed != (deed in deeds):
                faults.append(f"{deed} {model}")
    assert not faults
