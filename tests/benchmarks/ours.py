"""The site under test: trips of several sizes on a server as `make run` starts it, and the pages that are asked for."""

import urllib.parse

from tests.benchmarks.measuring import Page, Target
from tests.servers import Browser, changed

PEOPLE = 8
WORD = "harbour"  # in one of seventeen of the seeded descriptions
FLOOR, BARE = "floor", "bare page"
TRIP, LIST, BALANCES, FORM, SEARCH, ADD = "trip", "list", "balances", "form", "search", "add"
INSIGHTS, PART = "insights", "insights of a part"
FRESH = ", fresh"  # the page is made anew for each request, as it is after each change of the trip


def seed(site, size):
    """The slug of a trip with so many expenses."""
    arguments = ["--expenses", str(size), "--participants", str(PEOPLE)]
    return site.run("manage.py", "seed_demo", *arguments).strip()


def start(site):
    """A running server with the demo user signed in at it, and that user's browser."""
    server = site.start().wait()
    browser = Browser(server.url).log_in()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar)
    headers = {"Cookie": cookies, "Origin": server.url, "Accept-Language": "en-GB,en;q=0.9"}
    host_name = f"localhost:{server.port}"
    return Target(port=server.port, root=server.process.pid, headers=headers, host_name=host_name), browser


def floors():
    """The cheapest answers that this server can give: one without a page, and a page for somebody who is signed in."""
    return [Page(FLOOR, "/health"), Page(BARE, "/accounts/delete/")]


def reading(slug):
    trip = f"/trips/{slug}/"
    pages = {LIST: "expenses/", BALANCES: "balances/", FORM: "expenses/new/", SEARCH: f"expenses/?q={WORD}"}
    pages |= {INSIGHTS: "insights/", PART: f"insights/?q={WORD}"}
    found = [Page(TRIP, trip, good="302")]
    for name, path in pages.items():
        found.append(Page(name, trip + path))
        # Pages are kept under their whole address, so one that nobody asked for before has to be made.
        found.append(Page(name + FRESH, f"{trip}{path}{'&' if '?' in path else '?'}fresh={{key}}"))
    return found


def adding(browser, slug):
    """The page's own form, filled in and sent with a fresh key each time."""
    path = f"/trips/{slug}/expenses/new/"
    fields = changed(
        browser.get(path).form(path), amount="47.50", description="Dinner by the harbour", submit_key="KEY"
    )
    body = urllib.parse.urlencode(fields)
    assert "KEY" in body
    return Page(ADD, path, method="POST", body=body.replace("KEY", "{key}"), good="303")
