"""Every answer carries the full set of headers, whatever it is; no page needs anything that the Content-Security-Policy forbids."""

import json
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tests.processes import environment
from tests.safety.markup import inline_code
from tests.safety.visits import pages_of
from tests.servers import ROOT

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-src 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'; media-src 'none'; report-uri /csp-report"
)
FILES = "default-src 'none'; frame-ancestors 'none'; sandbox"  # of a static file, which runs nothing by itself
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
SHUT = {
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation"),
    *("gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking", "interest-cohort"),
}


def directives(policy):
    return sorted(" ".join(part.split()) for part in policy.split(";"))


def faults(answer, *, static=False):
    """What is wrong with the headers of an answer, in words."""
    found = [f"{name}: {answer.get(name)}" for name, wanted in EVERYWHERE.items() if answer.get(name) != wanted]
    if directives(answer.get("Content-Security-Policy", "")) != directives(FILES if static else POLICY):
        found.append(f"CSP: {answer.get('Content-Security-Policy')}")
    if {item.strip() for item in answer.get("Permissions-Policy", "").split(",")} != {f"{name}=()" for name in SHUT}:
        found.append(f"Permissions-Policy: {answer.get('Permissions-Policy')}")
    if not static and answer.get("Cache-Control") != "private, no-store":
        found.append(f"Cache-Control: {answer.get('Cache-Control')}")
    if not static and not {"hx-request", "hx-target"} <= {
        word.strip().lower() for word in answer.get("Vary", "").split(",")
    }:
        found.append(f"Vary: {answer.get('Vary')}")
    return found


def breaks(request):
    raise RuntimeError("On purpose.")


urlpatterns = [path("breaks", breaks), path("", include("tripsplit.urls"))]


def test_every_kind_of_answer_carries_every_header(world, browser_of):
    owner, viewer, anonymous = browser_of("owner"), browser_of("viewer"), browser_of("anonymous")
    trip = f"/trips/{world.ours.trip.slug}"
    with override_settings(ROOT_URLCONF=__name__):
        answers = {
            200: owner.get(f"{trip}/expenses/"),
            302: anonymous.get("/trips/"),
            303: owner.post("/trips/new/", {"name": "Rome", "currency": "EUR", "time_zone": "UTC"}),
            400: Client(raise_request_exception=False).get("/", headers={"host": "evil.example"}),
            403: viewer.get(f"{trip}/expenses/new/"),
            404: anonymous.get("/nowhere"),
            405: anonymous.delete("/health"),
            422: owner.post("/trips/new/", {}),
            500: anonymous.get("/breaks"),
        }
    found = {status: [answer.status_code, *faults(answer)] for status, answer in answers.items()}
    assert found == {status: [status] for status in answers}


def test_a_page_without_the_middleware_would_be_found_out():
    assert len(faults(HttpResponse())) == len(EVERYWHERE) + 4


def test_fragments_carry_every_header(world, browser_of):
    answer = browser_of("owner", **{"HX-Request": "true", "HX-Target": "expense-list"}).get(
        f"/trips/{world.ours.trip.slug}/expenses/"
    )
    assert b"<html" not in answer.content
    assert not faults(answer)


def test_an_error_page_says_nothing_about_the_inside(browser_of):
    with override_settings(ROOT_URLCONF=__name__):
        body = browser_of("anonymous").get("/breaks").content.decode()
    assert "On purpose" not in body
    assert "Traceback" not in body
    assert "RuntimeError" not in body


def test_static_files_carry_the_headers_from_the_real_server(site):
    browser = site.browser()
    page = browser.get("/")
    names = json.loads((site.directory / "data/static/staticfiles.json").read_text())["paths"]
    for name in ("css/base.css", "js/app.js", "img/icons.svg"):
        answer = browser.get(f"/static/{names[name]}")
        assert answer.status == 200
        assert not faults(answer.headers, static=True), name
        assert "max-age=315360000" in answer.headers["Cache-Control"]
    assert not faults(page.headers)


def test_no_template_and_no_page_holds_inline_code(world, browser_of):
    for role in ("anonymous", "owner", "guest"):
        for url, body in pages_of(browser_of(role), world.ours):
            assert not inline_code(body), (role, url)
    for template in (ROOT / "templates").rglob("*.html"):
        if "mail" in template.relative_to(ROOT / "templates").parts[:1]:
            continue  # no page: a mail has no policy, and its programs read no stylesheet but one inside it
        assert not inline_code(template.read_text()), template


@pytest.mark.parametrize(
    "fault",
    [
        "<script>alert(1)</script>",
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '<p hx-on:click="go()">',
        '<script src="https://elsewhere.example/x.js"></script>',
    ],
)
def test_inline_code_would_be_found(fault):
    assert inline_code(fault)


def cookie_settings(tmp_path, url):
    """The cookies' settings of a site at this address, and whether browsers are told to stay with https."""
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY"
    names += " SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS"
    code = f"import json; from tripsplit import settings as s; print(json.dumps([getattr(s, n) for n in {names.split()!r}]))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(tmp_path, PUBLIC_BASE_URL=url),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(names.split(), json.loads(done.stdout), strict=True))


def test_cookies_are_strict_on_https_and_usable_on_a_home_network(tmp_path):
    both = {
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 0,
    }
    assert cookie_settings(tmp_path, "https://trips.example") == both | {
        "SESSION_COOKIE_NAME": "__Host-ts_session",
        "CSRF_COOKIE_NAME": "__Host-ts_csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
    }
    assert cookie_settings(tmp_path, "http://192.168.1.5:8000") == both | {
        "SESSION_COOKIE_NAME": "ts_session",
        "CSRF_COOKIE_NAME": "ts_csrf",
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
    }


def test_cookies_leave_the_site_with_their_flags(site):
    answer = site.browser().get("/accounts/login/")
    cookies = answer.headers.get_all("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
