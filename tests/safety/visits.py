"""Looking at every page of a trip that can be looked at, as a person would."""

from tests.safety.surface import addresses, url_of


def page_urls(side):
    """Every address of our own (the admin has none) that leads somewhere with the rows of this trip."""
    for address in addresses():
        if not address.is_admin:
            yield url_of(address, side)


def pages_of(browser, side):
    """(address, body) of each page that this browser is shown, with status 200; files are none."""
    for url in page_urls(side):
        answer = browser.get(url)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield url, answer.content.decode()
