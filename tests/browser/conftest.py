"""Real Chromium: Debian's own, one window for each person, in which a console error or a stopped script fails the test."""

import os
import re
import shutil

import pytest
from django.test import Client

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
NOWHERE = "/nowhere/"  # where a test goes to see the page that says so
# Chromium and htmx call an answer of 401, 409, 422, 429 or 503 an error; to us it is a form that comes back, or a word beside it.
EXPECTED = re.compile(
    r"(Failed to load resource: the server responded with a status of|Response Status Error Code) (401|409|422|429|503) "
    r"|htmx:(sendAbort|afterRequest), \[object HTMLDivElement\]$"  # somebody has cancelled the reading of a receipt
)


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # The shell is the same browser without windows, and takes a third less time, where Debian has it.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    chromium = next(filter(None, map(shutil.which, names)), None)
    assert chromium, "The browser tests need Chromium (on Debian: apt-get install chromium)."
    # Root in a container has no sandbox; nothing but our own pages is opened.
    return {**browser_type_launch_args, "executable_path": chromium, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture(scope="session", autouse=True)
def a_loop_runs_in_this_thread():
    """Playwright's own: Django takes it for code that must not wait for the database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def window(browser, live_server, settings):
    """Opens a window of somebody new: cookies, size and colours of its own; `user` is signed in already."""
    settings.PUBLIC_BASE_URL = live_server.url
    contexts, faults = [], []

    def open_window(user=None, **options):
        choices = {"base_url": live_server.url, "locale": "en-GB", "reduced_motion": "reduce", **LAPTOP, **options}
        context = browser.new_context(**choices)
        context.set_default_timeout(15_000)
        watch(context, faults)
        contexts.append(context)
        if user is not None:
            context.add_cookies([{"name": "ts_session", "value": session_of(user), "url": live_server.url}])
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert not faults


def watch(context, faults):
    """Collect what goes wrong in the windows of a context."""

    def on_console(said):
        if said.type == "error" and not EXPECTED.match(said.text) and not said.location["url"].endswith(NOWHERE):
            faults.append(said.text)

    def on_request(request):
        if request.url.endswith("/csp-report"):
            faults.append(f"The policy stopped something: {request.post_data}")

    def on_response(answer):
        if answer.status >= 500 and answer.status != 503:
            faults.append(f"{answer.status} {answer.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", on_request)
    context.on("response", on_response)


def session_of(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["ts_session"].value
