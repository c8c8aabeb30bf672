"""A page and its fragments: the view names what may be picked, and every answer says what it depends on."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from tripsplit import htmx as kernel


@pytest.fixture
def ask(monkeypatch):
    """Renders a page that has two fragments, of which the view allows one."""
    rendered = []
    monkeypatch.setattr(
        kernel, "render", lambda request, name, context, status: rendered.append(name) or HttpResponse(status=status)
    )

    def make(**headers):
        request = RequestFactory().get("/", headers=headers)
        request.htmx = HtmxDetails(request)
        kernel.render_page(request, "page.html", {}, fragments=("allowed",))
        return rendered[-1]

    return make


def test_a_browser_gets_the_page(ask):
    assert ask() == "page.html"


def test_htmx_gets_the_fragment_that_it_names(ask):
    assert ask(**{"HX-Request": "true", "HX-Target": "allowed"}) == "page.html#allowed"


def test_htmx_gets_the_page_for_a_fragment_that_the_view_does_not_name(ask):
    assert ask(**{"HX-Request": "true", "HX-Target": "secret"}) == "page.html"


def test_going_back_gets_the_page(ask):
    assert ask(**{"HX-Request": "true", "HX-Target": "allowed", "HX-History-Restore-Request": "true"}) == "page.html"


def test_after_a_form_a_browser_is_sent_on_and_htmx_goes_there_itself():
    plain = kernel.see_other(RequestFactory().post("/"), "/trips/")
    assert (plain.status_code, plain["Location"]) == (303, "/trips/")
    swapped = kernel.see_other(RequestFactory().post("/", headers={"HX-Request": "true"}), "/trips/")
    assert json.loads(swapped["HX-Location"])["path"] == "/trips/"
