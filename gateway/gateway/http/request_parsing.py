"""From bytes and text to a payload that fits the route's schemas."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import orjson

from gateway.http import checks
from gateway.http.contract import Schema
from gateway.http.problem import Problem
from gateway.http.request import Request
from gateway.http.route import Route

JSON = "application/json"
_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_ETAG = re.compile(r'(?P<weak>W/)?"(?P<tag>[\x21\x23-\x7e]{0,64})"')
_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_BOOLEANS = {"true": True, "false": False}
DEPTH_MOST = 32


def payload(route: Route, request: Request, body_limit: int) -> dict[str, Any]:
    """Path parameters, query and body as the one object that the RPC takes.

    Raises Problem invalid with errors by field, malformed_json, body_too_large and
    unsupported_media_type.
    """
    return {
        **request.parameters,
        **_query(route, request),
        **_body(route, request, route.body_limit or body_limit),
    }


def _query(route: Route, request: Request) -> dict[str, Any]:
    if route.query is None:
        if request.query:
            raise Problem("invalid", errors={name: ["Unknown field."] for name in request.query})
        return {}
    fields = route.query.fields
    given = {name: _typed(fields.get(name, {}), value) for name, value in request.query.items()}
    if errors := checks.of(route.query.name).errors(given):
        raise Problem("invalid", errors=errors)
    return given


def _typed(field: Schema, value: str) -> Any:
    """The value of a parameter, which travels as text; text of another type stays text."""
    match field.get("type"):
        case "integer" if _INTEGER.fullmatch(value):
            return int(value)
        case "boolean" if value in _BOOLEANS:
            return _BOOLEANS[value]
    return value


def _body(route: Route, request: Request, limit: int) -> dict[str, Any]:
    raw = request.body(limit)
    if route.body is None:
        if raw and raw.strip() != b"{}":
            raise Problem("invalid", errors={"_schema": ["Unknown field."]})
        return {}
    if not raw and not route.needs_body:
        return {}
    if request.media_type != JSON:
        raise Problem("unsupported_media_type", {"expected": JSON})
    document = json(raw)
    # What goes on is the document as it came: the service reads it with its own schema.
    if errors := checks.of(route.body.name).errors(document):
        raise Problem("invalid", errors=errors)
    return dict(document)


def idempotency_key(route: Route, request: Request) -> str | None:
    """The Idempotency-Key; every POST must have one, other methods repeat safely."""
    if route.method != "POST":
        return None
    key = request.header("Idempotency-Key")
    if key is None:
        raise Problem("idempotency_key_missing")
    if not _KEY.fullmatch(key):
        raise Problem("idempotency_key_invalid")
    return key


def json(raw: bytes) -> Any:
    """The document in a body. Raises Problem malformed_json, and too_deep for one that nests
    deeper than any schema of ours."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as broken:
        raise Problem("malformed_json") from broken
    if raw.count(b"[") + raw.count(b"{") > DEPTH_MOST and _deep(document):
        raise Problem("too_deep", {"limit": DEPTH_MOST})
    return document


def _deep(document: Any) -> bool:
    level = [document]
    for _ in range(DEPTH_MOST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return any(isinstance(one, dict | list) for one in level)


def expected_version(route: Route, request: Request) -> int | None:
    """The version that If-Match names, None when there is no such header, or it takes any.

    Raises Problem if_match_invalid for what is no single ETag, and version_mismatch for one that
    can be of no version: a weak one, of another kind, or on a route that changes no single thing.
    """
    given = request.header("If-Match")
    if given is None or given == "*":
        return None
    match = _ETAG.fullmatch(given)
    if match is None:
        raise Problem("if_match_invalid")
    tag = match["tag"]
    if match["weak"] or not route.versioned or not (tag.isascii() and tag.isdigit()):
        raise Problem("version_mismatch")
    return int(tag[:12])


def etag(answer: Any, body: bytes) -> str:
    """A strong validator: the version where there is one, else a digest of the bytes."""
    version = answer.get("version") if isinstance(answer, dict) else None
    if isinstance(version, int):
        return f'"{version}"'
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether If-None-Match names the tag (weakly compared, as RFC 9110 asks for GET)."""
    if if_none_match is None:
        return False
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in given or tag in given
