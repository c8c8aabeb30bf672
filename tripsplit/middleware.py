"""Headers on every response, and the reader's locale for every request."""

from collections.abc import Callable, MutableMapping
from ipaddress import IPv6Address, IPv6Network, ip_address

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from tripsplit.htmx import VARY
from tripsplit.locale import negotiate, reading_as

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking", "interest-cohort",
    )
)  # fmt: skip
HEADERS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    # Balances are nobody else's business: no cache keeps a page, and Back after logging out shows nothing.
    "Cache-Control": "private, no-store",
}


def static_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """What WhiteNoise adds to a static file, which it sends past all other middleware; how long to keep it is its own matter."""
    for name, value in HEADERS.items():
        if name != "Cache-Control":
            headers[name] = value
    headers["X-Frame-Options"] = "DENY"
    # Opened by itself (a picture in SVG, say) it may do nothing at all.
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"


class ResponseHeadersMiddleware:
    """Sets HEADERS where the view did not, Vary for htmx on page and fragment alike, and the request id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        patch_vary_headers(response, VARY)
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            response.headers["X-Request-ID"] = request_id
        return response


class ReaderLocaleMiddleware:
    """Numbers are read and written as the reader's language does, for the length of the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with reading_as(negotiate(request.headers.get("Accept-Language", ""))):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        return response


def client_ip(request: HttpRequest) -> str | None:
    """The caller's address, for counting log-in attempts: the connection's own, or the hop that the trusted proxies saw.

    Each proxy appends the address that it saw, so with n trusted proxies the n-th entry from the right is the last one that
    nobody outside can forge; anything to the left of it is the caller's own invention. Of an IPv6 address only the network counts:
    everybody has 2^64 addresses in theirs.
    """
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    seen = hops[-proxies] if proxies and len(hops) >= proxies else str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(seen)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Network((address, 64), strict=False).network_address
    return str(address)
