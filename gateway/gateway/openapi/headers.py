"""The headers of requests and answers, each described once."""

from __future__ import annotations

from typing import Any

from chassis.rate_limits.quota import DEFAULTS, READ
from gateway.http.route import Route

TEXT = {"type": "string"}
_TAG = '"7"'
_QUOTA = DEFAULTS[READ]

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "8 to 128 visible ASCII characters, new for each thing asked.",
    "schema": {**TEXT, "pattern": "^[!-~]{8,128}$", "minLength": 8, "maxLength": 128},
    "example": "8f1f2f0e-0f2c-4f0e-9d43-6a4f5d1c9b77",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of what you have: 304 when it is still so.",
    "schema": TEXT,
    "example": _TAG,
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag that you have read: 412 when somebody has changed it since.",
    "schema": {**TEXT, "pattern": r'^("[0-9]{1,12}"|\*)$'},
    "example": _TAG,
}
LAST_EVENT_ID = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "With Accept: text/event-stream, the id of the last event that you have.",
    "schema": TEXT,
    "example": "5f0c7a1be2d94a30",
}

ANSWERED: dict[str, dict[str, Any]] = {
    "X-Request-Id": {
        "description": "Yours when it was usable, else a new one; quote it in a complaint.",
        "schema": TEXT,
        "example": "0190f2a4-7c1b-7d3e-8f00-000000000001",
    },
    "RateLimit-Policy": {
        "description": "The quota: requests (q) in a window of seconds (w).",
        "schema": TEXT,
        "example": f'"read";q={_QUOTA.requests};w={_QUOTA.within_s}',
    },
    "RateLimit": {
        "description": "What is left of it (r), and seconds until it is whole again (t).",
        "schema": TEXT,
        "example": '"read";r=1187;t=42',
    },
    "Retry-After": {
        "description": "Seconds after which to ask again.",
        "schema": {"type": "integer", "minimum": 0},
        "example": 2,
    },
    "ETag": {
        "description": "The version of what is shown, or a digest of it.",
        "schema": TEXT,
        "example": _TAG,
    },
    "Location": {
        "description": "Where the new thing is.",
        "schema": {**TEXT, "format": "uri-reference"},
        "example": "/v1/loans/0190f2a4-7c1b-7d3e-8f00-000000000001",
    },
    "Idempotency-Replayed": {
        "description": "true when this is the stored answer to an earlier request with the key.",
        "schema": {**TEXT, "enum": ["true"]},
        "example": "true",
    },
    "WWW-Authenticate": {
        "description": "Which credential is wanted (RFC 6750).",
        "schema": TEXT,
        "example": 'Bearer realm="yunling", error="invalid_token"',
    },
}
"""By name; `build` puts them into the components."""

COUNTED = ("X-Request-Id", "RateLimit-Policy", "RateLimit")


def refs(*names: str) -> dict[str, Any]:
    """References to headers of answers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def asked(route: Route) -> list[dict[str, Any]]:
    """The headers that a request to the route may carry."""
    if route.method == "GET":
        return [IF_NONE_MATCH, *([LAST_EVENT_ID] if route.watch else [])]
    found = [KEY] if route.keyed else []
    return [*found, *([IF_MATCH] if route.versioned else [])]


def answered(route: Route) -> dict[str, Any]:
    """The headers of a successful answer."""
    names = list(COUNTED)
    if route.answer:
        names.append("ETag")
    if route.location and route.status == 201:
        names.append("Location")
    if route.keyed:
        names.append("Idempotency-Replayed")
    return refs(*names)


def of_problem(status: int) -> dict[str, Any]:
    """The headers of a problem of this status."""
    more = {
        401: ("WWW-Authenticate",),
        409: ("Retry-After",),
        429: ("RateLimit-Policy", "RateLimit", "Retry-After"),
        503: ("Retry-After",),
    }
    return refs("X-Request-Id", *more.get(status, ()))
