"""Takes the README's pictures from the real site with its demo trip: docs/images/. `--all DIR` takes every page, for looking at them.

Needs Debian's chromium and the development tools; the site runs on a free port, in a directory that is gone afterwards.
"""

import argparse
import itertools
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.servers import DEMO_EMAIL, DEMO_PASSWORD, Site  # noqa: E402

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1}
SHAPES = {"phone": PHONE, "laptop": LAPTOP}
# What the README shows: on the phone the list at the restaurant table, on the laptop who owes whom.
PICTURES = {"phone": "expenses/", "laptop": "balances/"}
PAGES = {
    "trips": "/trips/",
    "new": "/trips/new/",
    "expenses": "expenses/",
    "expense-form": "expenses/new/",
    "balances": "balances/",
    "payment-form": "payments/new/",
    "people": "people/",
    "activity": "activity/",
    "settings": "settings/",
    "delete": "delete/",
    "account": "/accounts/",
    "account-email": "/accounts/email/",
    "account-password": "/accounts/password/change/",
    "account-delete": "/accounts/delete/",
}
PUBLIC = {
    "home": "/",
    "login": "/accounts/login/",
    "signup": "/accounts/signup/",
    "reset": "/accounts/password/reset/",
    "missing": "/nowhere/",
}


@contextmanager
def running_site() -> Iterator[str]:
    """The address of a site with the demo trip."""
    with tempfile.TemporaryDirectory(prefix="tripsplit-pictures-") as directory:
        site = Site(Path(directory))
        try:
            yield site.start().wait().url
        finally:
            site.stop()


def open_context(browser: Browser, url: str, shape: str, scheme: str) -> BrowserContext:
    return browser.new_context(
        base_url=url, locale="en-GB", color_scheme=scheme, reduced_motion="reduce", **SHAPES[shape]
    )


def log_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(DEMO_EMAIL)
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url("**/trips/")


def demo_trip(page: Page) -> str:
    """The address of the first trip on the trips page."""
    links = page.get_by_role("main").locator("a[href^='/trips/']")
    found = (re.match(r"/trips/[a-z0-9]{10,}/", link.get_attribute("href") or "") for link in links.all())
    return next(match[0] for match in found if match)


def take(page: Page, path: Path, *, whole: bool) -> None:
    page.wait_for_load_state("networkidle")
    page.locator("[data-ts-toast]").evaluate_all("toasts => toasts.forEach((toast) => toast.remove())")
    page.screenshot(path=path, full_page=whole, animations="disabled")
    sys.stdout.write(f"{path} {path.stat().st_size // 1024} kB\n")


def take_readmes(browser: Browser, url: str, directory: Path) -> None:
    for (shape, path), scheme in itertools.product(PICTURES.items(), ("light", "dark")):
        context = open_context(browser, url, shape, scheme)
        page = context.new_page()
        log_in(page)
        page.goto(demo_trip(page) + path)
        take(page, directory / f"{shape}{'-dark' if scheme == 'dark' else ''}.png", whole=False)
        context.close()


def take_all(browser: Browser, url: str, directory: Path) -> None:
    for shape, scheme in itertools.product(SHAPES, ("light", "dark")):
        context = open_context(browser, url, shape, scheme)
        page = context.new_page()
        for name, path in PUBLIC.items():
            page.goto(path)
            take(page, directory / f"{shape}-{scheme}-{name}.png", whole=True)
        log_in(page)
        trip = demo_trip(page)
        for name, path in PAGES.items():
            page.goto(path if path.startswith("/") else trip + path)
            take(page, directory / f"{shape}-{scheme}-{name}.png", whole=True)
        page.goto(f"{trip}expenses/")
        page.locator("#expense-list a.row").first.click()
        take(page, directory / f"{shape}-{scheme}-expense.png", whole=True)
        page.get_by_role("link", name="Edit", exact=True).click()
        take(page, directory / f"{shape}-{scheme}-expense-edit.png", whole=True)
        page.goto(f"{trip}balances/")
        page.locator(".bars a").first.click()
        take(page, directory / f"{shape}-{scheme}-statement.png", whole=True)
        context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="DIR", type=Path, help="every page, on phone and laptop, light and dark")
    directory = parser.parse_args().all
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Chromium is needed (on Debian: apt-get install chromium).\n")
        return 2
    (directory or ROOT / "docs" / "images").mkdir(parents=True, exist_ok=True)
    with running_site() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        if directory:
            take_all(browser, url, directory)
        else:
            take_readmes(browser, url, ROOT / "docs" / "images")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
