"""CloudEvents over HTTP in their three modes: structured, batch and binary.

Our own reader instead of the SDK's: bodies are bounded before they are parsed, and what is wrong
is named by index and field. The SDK's senders are what the tests send with.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from gateway.http import request_parsing
from gateway.http.problem import Problem
from gateway.http.request import Request

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
JSON = "application/json"
ACCEPTED = f"{STRUCTURED}, {BATCH}, or {JSON} with ce- headers"
PREFIX = "HTTP_CE_"


def read(request: Request, limit: int) -> tuple[list[Any], bool]:
    """The events of a request as they came, unchecked, and whether they came as a batch.

    Raises Problem unsupported_media_type, malformed_json, body_too_large.
    """
    kind = request.media_type
    if kind == STRUCTURED:
        return [request_parsing.json(request.body(limit))], False
    if kind == BATCH:
        events = request_parsing.json(request.body(limit))
        if not isinstance(events, list):
            raise Problem("invalid", errors={"_schema": ["Not a valid list."]})
        return events, True
    if kind == JSON and f"{PREFIX}SPECVERSION" in request.environ:
        attributes = {
            name.removeprefix(PREFIX).lower(): unquote(value)
            for name, value in request.environ.items()
            if name.startswith(PREFIX)
        }
        data = request_parsing.json(request.body(limit))
        return [{**attributes, "datacontenttype": JSON, "data": data}], False
    raise Problem("unsupported_media_type", {"expected": ACCEPTED})
