"""axe-core finds nothing serious or critical on any page: light and dark, on a phone and on a laptop."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.conftest import LAPTOP, NOWHERE, PHONE
from tests.safety.world import build_side
from trips.guest_accounts import device_token
from trips.invitations import token_of

RUN = """async (rules) => {
  const found = await axe.run(document, { ...(rules ? { runOnly: rules } : {}), resultTypes: ["violations"] });
  const told = (rule, node) => [rule.id, node.html.slice(0, 160), ...node.any.map((check) => check.message)].join(" | ");
  return found.violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .flatMap((rule) => rule.nodes.map((node) => told(rule, node)));
}"""
BROKEN = (
    """document.querySelector("h1").innerHTML = '<img src="/static/img/favicon.svg"><b style="color: #999">grey</b>'"""
)
SIZES = {"phone": PHONE["viewport"], "laptop": LAPTOP["viewport"]}

PUBLIC = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/join/{token}/",
    "/device/{device}/",
    NOWHERE,
]
TRIP = [
    *(
        "/trips/",
        "/trips/new/",
        "/trips/import/",
        "/trips/import/{file}/",
        "{trip}/expenses/",
        "{trip}/expenses/?trash=1",
        "{trip}/expenses/?q=dinner&kind=expense&min=abc",
        "{trip}/expenses/?select=1",
        "{trip}/expenses/{expense}/comments/",
        "{trip}/expenses/new/?from={expense}",
        "{trip}/expenses/new/",
        "{trip}/expenses/{expense}/",
    ),
    *("{trip}/expenses/{expense}/edit/", "{trip}/balances/", "{trip}/balances/{person}/", "{trip}/payments/new/"),
    *(
        "{trip}/payments/{payment}/edit/",
        "{trip}/payments/{payment}/",
        "{trip}/payments/{payment}/answer/",
        "{trip}/pay/?from={person}&to={unclaimed}&amount=4210",
        "{trip}/people/{unclaimed}/pay/",
        "{trip}/payments/?trash=1",
        "{trip}/balances/?on=2026-05-03",
        "{trip}/balances/?at=soon",
        "{trip}/balances/{person}/?at=2026-05-03T18:30",
        "{trip}/people/",
        "{trip}/people/{person}/",
        "{trip}/presets/",
        "{trip}/activity/",
        "{trip}/ask/",
        "{trip}/categories/",
        "{trip}/categories/learnt/",
    ),
    *("{trip}/settings/", "{trip}/delete/"),
    "{trip}/settle/",
    *(
        "{trip}/insights/",
        "{trip}/insights/?q=dinner&min=abc",
        "{trip}/insights/budgets/",
        "{trip}/insights/budgets/food/",
    ),
    "{trip}/reports/",
    *("{trip}/rates/", "{trip}/rates/USD/", "{trip}/rates/USD/reprice/"),
]
ACCOUNT = [
    "/accounts/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/delete/",
    "/accounts/logout/",
    NOWHERE,
]
GUEST = ["/accounts/guest/", "/accounts/device/", "{trip}/expenses/", "/accounts/delete/"]


@pytest.fixture
def side(live_server):
    return build_side("Lisbon")


def addresses(paths, side):
    known = {
        "trip": f"/trips/{side.trip.slug}",
        "expense": side.expense.ref,
        "payment": side.payment.ref,
        "person": side.people["editor"].ref,
        "unclaimed": side.people["unclaimed"].ref,
        "file": side.people["owner"].user.trip_files.get().ref,
        "token": token_of(side.trip.invitations.get()),
        "device": device_token(side.people["guest"].user),
    }
    return [path.format(**known) for path in paths]


def faults(page):
    """What axe finds on the page as it is, at both sizes; in the dark only colours are different, at any size the same ones."""
    page.evaluate(AXE_SCRIPT)
    for size, scheme, rules in (
        ("laptop", "light", None),
        ("phone", "light", None),
        ("phone", "dark", ["color-contrast"]),
    ):
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme)
        yield from (f"{size}, {scheme}: {fault}" for fault in page.evaluate(RUN, rules))


ROUNDS = [("anonymous", PUBLIC), ("owner", TRIP[:10]), ("owner", TRIP[10:]), ("owner", ACCOUNT), ("guest", GUEST)]


@pytest.mark.parametrize(("role", "paths"), ROUNDS)
def test_axe_finds_nothing_serious(window, side, role, paths):
    user = side.people[role].user if role in side.people else None
    page, found = window(user, bypass_csp=True), []
    for url in addresses(paths, side):
        page.goto(url)
        found += [f"{url} {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)


def test_axe_finds_nothing_serious_in_a_form_that_comes_back(window, side):
    page = window(side.people["owner"].user, bypass_csp=True)
    page.goto(f"/trips/{side.trip.slug}/expenses/new/")
    page.get_by_role("button", name="Save").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    assert not list(faults(page))


def test_axe_would_find_a_picture_without_words_and_grey_on_grey(window, side):
    page = window(bypass_csp=True)
    page.goto("/")
    page.evaluate(BROKEN)
    found = " ".join(faults(page))
    assert "image-alt" in found
    assert "color-contrast" in found
