"""The power of kill -9: what the site has said it saved is still there, and the books balance."""

import threading
import time

import pytest

from tests.servers import PATIENCE, Browser, Site, changed, slug_of
from tripsplit.ids import new_submit_key

KILLS = 10
WRITERS = 3
LEAST = 3  # acknowledged expenses before the server is killed


@pytest.fixture
def fresh_site(prepared, tmp_path):
    site = Site(tmp_path, like=prepared)
    yield site
    site.stop()


class Writer(threading.Thread):
    """Adds one expense after the other, and keeps the names of those that were acknowledged."""

    def __init__(self, browser, new, name):
        super().__init__(daemon=True)
        self.browser, self.new, self.mark = browser, new, name
        self.acknowledged = []
        self.form = browser.get(new).form(new)

    def run(self):
        number = 0
        while True:
            number += 1
            name = f"{self.mark}-{number}"
            fields = changed(self.form, amount="1.00", description=name, submit_key=new_submit_key())
            try:
                answer = self.browser.post(self.new, fields)
            except OSError:
                return
            if answer.status != 303:
                return
            self.acknowledged.append(name)


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.slow
def test_a_killed_server_has_lost_nothing_that_it_acknowledged(fresh_site):
    server = fresh_site.start(workers=1).wait()
    owner = Browser(server.url).log_in()
    slug = slug_of(
        owner.post(
            "/trips/new/", changed(owner.get("/trips/new/").form("/trips/new/"), name="Kill", people="David")
        ).location
    )
    new, acknowledged = f"/trips/{slug}/expenses/new/", []
    for kill in range(KILLS):
        following = fresh_site.start(workers=1)  # it takes its time to load while this one is busy
        writers = [Writer(owner.at(server.url), new, f"{kill}-{place}") for place in range(WRITERS)]
        for writer in writers:
            writer.start()
        following.wait()
        wait_until(lambda busy=writers: sum(len(writer.acknowledged) for writer in busy) >= LEAST)
        server.kill()
        for writer in writers:
            writer.join()
        acknowledged += [name for writer in writers for name in writer.acknowledged]
        server = following
    saved = {name for (name,) in fresh_site.rows("SELECT description FROM expenses_expense")}
    assert set(acknowledged) <= saved
    assert fresh_site.rows("PRAGMA integrity_check") == [("ok",)]
    assert fresh_site.rows("PRAGMA foreign_key_check") == []
    fresh_site.run("manage.py", "verify_ledger")
    assert "database is locked" not in fresh_site.log.read_text()
