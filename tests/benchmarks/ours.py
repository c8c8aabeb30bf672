"""The site under test: trips of several sizes on a server as `make run` starts it, and the pages that are asked for."""

import re
import urllib.parse

from tests.benchmarks.measuring import Page, Target
from tests.servers import Browser, changed, slug_of

PEOPLE = 8
WORD = "harbour"  # in one of seventeen of the seeded descriptions
FLOOR, BARE = "floor", "bare page"


def seed(site, size, *, number=1):
    """The slug of a trip with so many expenses."""
    arguments = ["--expenses", str(size), "--participants", str(PEOPLE), "--seed", str(number)]
    return site.run("manage.py", "seed_demo", *arguments).strip()


def target(site):
    """A running server, and the demo user signed in at it."""
    server = site.start().wait()
    browser = Browser(server.url).log_in()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar)
    headers = {"Cookie": cookies, "Origin": server.url, "Accept-Language": "en-GB,en;q=0.9"}
    return Target(
        port=server.port, root=server.process.pid, headers=headers, host_name=f"localhost:{server.port}"
    ), browser


def floors():
    """The cheapest answers that this server can give: one without a page, and a page for somebody who is signed in."""
    return [Page(FLOOR, "/health"), Page(BARE, "/accounts/delete/")]


def reading(slug):
    trip = f"/trips/{slug}/"
    return [
        Page("trip (leads to the list)", trip, good="302"),
        Page("list", f"{trip}expenses/"),
        Page("balances", f"{trip}balances/"),
        Page("form", f"{trip}expenses/new/"),
        Page("search", f"{trip}expenses/?q={WORD}"),
    ]


def adding(browser, slug):
    """The page's own form, filled in and sent with a fresh key each time."""
    path = f"/trips/{slug}/expenses/new/"
    fields = changed(
        browser.get(path).form(path), amount="47.50", description="Dinner by the harbour", submit_key="KEY"
    )
    body = urllib.parse.urlencode(fields).replace("KEY", "{key}")
    assert re.search("csrfmiddlewaretoken=.", body), body
    return Page("add", path, method="POST", body=body, good="303")


__all__ = ["Browser", "adding", "floors", "reading", "seed", "slug_of", "target"]
