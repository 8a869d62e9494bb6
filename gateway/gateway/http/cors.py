"""Which pages of other origins may call from a browser (the Fetch standard, CORS)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self
from urllib.parse import urlsplit

ANY = "*"
ASKED = (
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "Last-Event-ID, X-Request-Id, traceparent, tracestate"
)
SHOWN = (
    "Allow, ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, "
    "Server-Timing, X-Request-Id, traceparent"
)
REMEMBERED_S = 600


class Origins(tuple[str, ...]):
    """Origins that may call, written `https://portal.example https://app.example:8443`; `*` is any
    origin. Credentials are bearer tokens that a page sends by itself, so cookies never count."""

    def __new__(cls, written: str | Iterable[str] = "") -> Self:
        given = written.split() if isinstance(written, str) else list(written)
        for origin in given:
            parts = urlsplit(origin)
            bare = f"{parts.scheme}://{parts.netloc}"
            if origin != ANY and (not parts.scheme or not parts.netloc or bare != origin):
                raise ValueError(f"{origin}: not an origin")
        return super().__new__(cls, given)

    def allow(self, origin: str | None) -> dict[str, str]:
        """Headers of an answer to a page of that origin; a page without them cannot read it."""
        if not self:
            return {}
        vary = {"Vary": "Origin"}
        if origin is None or not (ANY in self or origin in self):
            return vary
        allowed = {"Access-Control-Allow-Origin": ANY if ANY in self else origin}
        return {**vary, **allowed, "Access-Control-Expose-Headers": SHOWN}

    def preflight(self, origin: str | None, methods: Iterable[str]) -> dict[str, str]:
        """Headers of the answer to the question that a browser asks before it calls."""
        allowed = self.allow(origin)
        if "Access-Control-Allow-Origin" not in allowed:
            return allowed
        return {
            **allowed,
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": ASKED,
            "Access-Control-Max-Age": str(REMEMBERED_S),
        }
