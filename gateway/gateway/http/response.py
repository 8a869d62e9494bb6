"""An HTTP response and how it reaches WSGI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson

STREAM = "text/event-stream"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@dataclass
class Response:
    """Status, headers and the whole body, or a stream of its parts."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    stream: Iterator[bytes] | None = None

    @classmethod
    def json(
        cls,
        status: int,
        document: Any,
        headers: Mapping[str, str] | None = None,
        media_type: str = "application/json",
    ) -> Response:
        return cls(status, orjson.dumps(document), {"Content-Type": media_type, **(headers or {})})

    @property
    def line(self) -> str:
        return f"{self.status} {HTTPStatus(self.status).phrase}"
