"""Somebody else holds the database: shorter than we wait, nobody notices; longer, 503 in words, and what was typed can be sent again."""

import contextlib
import re
import sqlite3
import threading
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import RequestFactory

from tests.safety.faulty_settings import PATIENCE
from tests.safety.racing import Table
from tests.servers import Forms
from trips.models import Trip
from tripsplit.busy import busy, is_busy


@pytest.fixture
def table(faulty_site):
    return Table(faulty_site)


@contextlib.contextmanager
def held(site, seconds):
    """Another process's write lock, held for so long."""
    holding, free = threading.Event(), threading.Event()

    def hold():
        with contextlib.closing(sqlite3.connect(site.database, timeout=10, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            holding.set()
            free.wait(seconds)
            connection.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(10)
    try:
        yield
    finally:
        free.set()
        holder.join()


def test_a_lock_that_is_shorter_than_our_patience_is_not_noticed(table):
    fields = table.filled(table.new, amount="12.50", description="Taxi")
    with held(table.site, PATIENCE / 2):
        began = time.monotonic()
        assert table.owner.post(table.new, fields).status == 303
        assert time.monotonic() - began > PATIENCE / 4
    assert len(table.expenses("ref")) == 1


def test_a_longer_one_is_told_with_503_and_the_form_can_be_sent_again(table):
    fields = table.filled(table.new, amount="12.50", description="“<Taxi>” & more", note="One\nTwo")
    with held(table.site, PATIENCE * 10):
        assert table.owner.get(table.new).status == 200  # who only reads waits for nobody
        answer = table.owner.post(table.new, fields)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "not saved yet" in answer.body
    assert table.expenses("ref") == []

    (again,) = [form for form in Forms.of(answer.body) if form.action == table.new]
    kept = [pair for pair in again.fields if pair[0] != "csrfmiddlewaretoken"]
    assert sorted(kept) == sorted(pair for pair in fields if pair[0] != "csrfmiddlewaretoken")
    assert table.owner.post(table.new, again.fields).status == 303
    assert table.owner.post(table.new, again.fields).status == 303
    assert table.expenses("description") == [("“<Taxi>” & more",)]


def test_under_htmx_the_form_stays_as_it_is_and_a_message_comes_beside_it(table):
    page = f"{table.trip}settings/"
    htmx = {"HX-Request": "true", "HX-Target": "trip-form"}
    with held(table.site, PATIENCE * 10):
        answer = table.owner.post(page, table.filled(page, name="Race 2"), **htmx)
    assert answer.status == 503
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#toasts", "beforeend")
    assert answer.body.lstrip().startswith('<div class="toast error"')
    assert "What you typed is still here" in answer.body


# -- without a server -----------------------------------------------------------------------------------------------------
def locked(code=sqlite3.SQLITE_BUSY):
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = code
    fault = OperationalError("database is locked")
    fault.__cause__ = cause
    return fault


def refusing(fault):
    def service(*_, **__):
        raise fault

    return service


SETTINGS = {"name": "Rome", "currency": "EUR", "version": 1}


def test_what_is_no_lock_is_still_a_fault_of_ours(world, browser_of, monkeypatch):
    """The control: an error of the database that will not go away is not called busy."""
    url = f"/trips/{world.ours.trip.slug}/settings/"
    for fault, status in (
        (locked(), 503),
        (locked(sqlite3.SQLITE_CORRUPT), 500),
        (OperationalError("no such table"), 500),
    ):
        monkeypatch.setattr("trips.services.edit_trip", refusing(fault))
        assert browser_of("owner").post(url, SETTINGS).status_code == status
    assert not is_busy(ValueError())
    assert is_busy(locked(sqlite3.SQLITE_BUSY | 2 << 8))


@pytest.mark.parametrize(("state", "busy_then"), [("55P03", True), ("40P01", True), ("42P01", False)])
def test_postgres_says_it_by_its_own_codes(state, busy_then):
    fault = OperationalError("x")
    fault.__cause__ = type("Refusal", (Exception,), {"sqlstate": state})()
    assert is_busy(fault) is busy_then


def test_a_session_that_cannot_be_kept_is_busy_too_and_offers_no_form(world, browser_of, monkeypatch, settings):
    """Outside of the view nothing has shown that the form is our own."""
    browser = browser_of("owner")
    monkeypatch.setattr(SessionStore, "save", refusing(locked()))
    settings.SESSION_SAVE_EVERY_REQUEST = True
    answer = browser.post(f"/trips/{world.ours.trip.slug}/settings/", SETTINGS)
    assert answer.status_code == 503
    assert "Send it again" not in answer.content.decode()


def test_no_page_repeats_a_password_or_a_file(db):
    request = RequestFactory().post("/accounts/signup/", {"email": "z@example.org", "password1": "boat saffron"})
    page = said(request)
    assert "boat saffron" not in page
    assert "z@example.org" not in page
    file = SimpleUploadedFile("bill.pdf", b"%PDF")
    page = said(RequestFactory().post("/trips/x/", {"amount": "1", "receipts": file}))
    assert re.search(r'name="amount" value="1"', page)
    assert "files have to be chosen once more" in page
    assert "Try again" in said(RequestFactory().get("/trips/?page=2"))


def said(request):
    request.user, request._messages = AnonymousUser(), CookieStorage(request)
    return busy(request).content.decode()


def test_nothing_of_a_trip_was_changed_by_a_refusal(world, browser_of, monkeypatch):
    monkeypatch.setattr("trips.services.log_activity", refusing(locked()))
    answer = browser_of("owner").post(f"/trips/{world.ours.trip.slug}/settings/", SETTINGS)
    assert answer.status_code == 503
    assert Trip.objects.get(pk=world.ours.trip.pk).name == "Lisbon"
