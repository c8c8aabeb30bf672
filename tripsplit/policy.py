"""What a browser may load on our pages: our own files, and nothing inline."""

from typing import Any

from csp.constants import NONE, SELF


def content_security_policy(*, https: bool) -> dict[str, Any]:
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:", "blob:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "form-action": [SELF],
            "base-uri": [NONE],
            "object-src": [NONE],
            "frame-src": [NONE],
            "frame-ancestors": [NONE],
            "manifest-src": [SELF],
            "worker-src": [SELF],
            "media-src": [NONE],
            "report-uri": "/csp-report",
            "upgrade-insecure-requests": https,
        }
    }
