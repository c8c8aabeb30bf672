"""No address, query, header or body, however odd, breaks a page or leads people elsewhere."""

import re
from urllib.parse import quote

import pytest

from tests.safety.forms_table import forms_of
from tests.safety.surface import addresses, url_of
from tests.safety.tables import contents, difference, undone
from tests.safety.visits import page_urls
from tests.servers import ROOT

PARTS = ["\x00", "x" * 3000, "١٢٣", "..", "%2e%2e", "😀", "a b", "-1", "9" * 40, "\u202e", "a\nb"]
VALUES = ["\x00", "x" * 3000, "١٢٣", "-1", "9" * 40, "NaN", "1e9", "__class__", "2026-13-45", "\u202e"]
TARGETS = ["expense-list", "x" * 5000, "é", "<b>", "expense-list#x", "../x", ""]
APPS = ("trips", "expenses", "settlements", "assistant")
# The list's filters, which its form reads from the query.
FILTERS = ["q", "person", "role", "category", "kind", "currency", "from", "to", "min", "max", "comments", "receipts"]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "\thttps://evil.example",
    "javascript:alert(1)",
    "https://localhost@evil.example/",
    "/%0d%0aLocation:%20https://evil.example",
]


def some_of(odd, place):
    """Two or three of them: one place is tried with some, all places together with all of them many times."""
    step = max(1, len(odd) // 2)
    return odd[place % step :: step]


def parameters():
    """Every name that a view reads from the query, found in the sources."""
    sources = [path.read_text() for app in APPS for path in (ROOT / app).rglob("*.py")]
    return sorted({name for source in sources for name in re.findall(r"GET(?:\.get\(|\[)[\"'](\w+)", source)})


def test_odd_parts_of_an_address_are_simply_not_there(world, browser_of):
    browser, before, faults = browser_of("owner"), contents(), []
    for address in addresses():
        if address.is_admin:
            continue
        for place, part in enumerate(address.parameters, start=len(address.route)):
            for odd in some_of(PARTS, place):
                url = url_of(address, world.ours, **{part: quote(odd, safe="")})
                for method in ("get", "post"):
                    with undone(browser):
                        status = getattr(browser, method)(url).status_code
                    if status not in (301, 302, 303, 404, 405, 410, 200) or (part in ("slug", "ref") and status == 200):
                        faults.append(f"{method} {url[:80]!r}: {status}")
    assert not faults
    assert not difference(before, contents())


def test_odd_queries_break_no_page(world, browser_of):
    browser, faults, names = browser_of("owner"), [], parameters()
    assert len(names) > 3
    for place, url in enumerate(page_urls(world.ours)):
        odd = VALUES[place % len(VALUES)]  # there are several pages for each
        query = "&".join(f"{name}={quote(odd, safe='')}" for name in [*names, *FILTERS, "amount", "next", "page"])
        status = browser.get(f"{url}?{query}").status_code
        if status >= 500:
            faults.append(f"{url} {odd!r}: {status}")
    assert not faults


def test_odd_values_in_forms_break_no_page(world, browser_of):
    faults = []
    for form in forms_of(world.ours, world.theirs):
        browser = browser_of(form.role)
        for place, name in enumerate([*form.fields, "submit_key", "version"]):
            for odd in some_of(VALUES, place):
                with undone(browser):
                    status = browser.post(form.url, {**form.fields, name: odd}).status_code
                if status not in (303, 409, 422):
                    faults.append(f"{form.name}: {name}={odd[:20]!r}: {status}")
    assert not faults


def test_odd_targets_get_a_page(world, browser_of):
    browser = browser_of("owner")
    for place, url in enumerate(page_urls(world.ours)):
        for target in some_of(TARGETS, place):
            headers = {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": "\\x", "HX-Trigger": "é"}
            assert browser.get(url, headers=headers).status_code < 500, url


@pytest.mark.parametrize("role", ["anonymous", "owner", "guest"])
def test_nobody_is_led_elsewhere(world, browser_of, role):
    """`next`, the referrer and htmx's own headers name a page of this site, or are not followed."""
    browser = browser_of(role)
    for place, address in enumerate(address for address in addresses() if not address.is_admin):
        for method in ("get", "post"):
            # What answers with a page leads nowhere; a guard that sends all to the log-in does it in one way.
            first, *others = ELSEWHERE[place % len(ELSEWHERE) :] + ELSEWHERE[: place % len(ELSEWHERE)]
            led = led_by(browser, method, url_of(address, world.ours), first)
            if led and not led.startswith("/accounts/login/"):
                for elsewhere in others:
                    led_by(browser, method, url_of(address, world.ours), elsewhere)


def test_nobody_is_led_elsewhere_by_the_log_in(world, browser_of):
    for elsewhere in ELSEWHERE:
        led_by(browser_of("anonymous"), "get", f"/trips/{world.ours.trip.slug}/", elsewhere)
        led_by(browser_of("owner"), "get", "/accounts/login/", elsewhere)
        assert led_by(browser_of("owner"), "post", "/accounts/logout/", elsewhere)


def led_by(browser, method, url, elsewhere):
    """Where the answer leads, which is here or nowhere."""
    headers = {"Referer": elsewhere.strip(), "HX-Current-URL": elsewhere.strip()}
    url = f"{url}?next={quote(elsewhere)}"
    with undone(browser):
        answer = getattr(browser, method)(url, {"next": elsewhere} if method == "post" else None, headers=headers)
    led = f"{answer.headers.get('Location', '')}{answer.headers.get('HX-Location', '')}"
    path = led.partition("?")[0]
    assert not led or (path.startswith("/") and not path.startswith(("//", "/\\"))), url
    return path
