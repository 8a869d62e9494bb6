"""The OpenAPI 3.1 document, generated from the table of routes and its schemas."""

from __future__ import annotations

from typing import Any

from gateway.http.contract import reachable
from gateway.http.route import Route, services
from gateway.openapi import headers, intake, problems
from gateway.openapi.operations import operation
from gateway.service_list import ABOUT

API_VERSION = "1.0.0"
DESCRIPTION = """\
Employment services of a provincial trade-union federation: fairs, loans, training, messages.

Bodies are JSON in UTF-8. Money and rates are text, days are `YYYY-MM-DD`, times carry their
offset. Every POST needs an `Idempotency-Key`: the same key with the same body gets the same
answer, marked `Idempotency-Replayed: true`. Lists are pages: pass `next_cursor` on as `cursor`.
Every refusal is `application/problem+json` with a stable `code`, in Chinese or, with
`Accept-Language: en`, in English; `/problems` lists them all. A request line or headers that are
too long (8 KB a line, 32 KB together) or too slow are refused with 414, 431 or 408 by any address.
"""
TAGS = {**ABOUT, "ops": "What operators see and repair, over all services."}

BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "An access token (JWT), or an API key of a partner (ylk_live_...).",
}
WHICH = {"path": "Of this", "query": "Only with this"}
TOLD = {
    "cursor": "The next_cursor of the page before.",
    "limit": "At most so many rows.",
    "service": "Of this service.",
    "since": "From this moment on.",
    "until": "Before this moment.",
    "before": "Older than this one.",
    "after": "Behind this one.",
}
"""What a parameter is for, where its name does not say it."""


def build(routes: list[Route]) -> dict[str, Any]:
    """The document as JSON-able data. Raises KeyError for a refusal without wording."""
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = operation(route, routes)
    return _described(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Yunling",
                "version": API_VERSION,
                "description": DESCRIPTION,
                "contact": {"name": "Yunling", "url": "https://yunling.example"},
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "tags": [{"name": name, "description": TAGS[name]} for name in services(routes)],
            "paths": paths,
            "components": {
                "securitySchemes": {"bearer": BEARER},
                "schemas": {
                    "Problem": problems.SCHEMA,
                    **_schemas(routes),
                    **intake.components(),
                },
                "headers": headers.ANSWERED,
                "examples": problems.examples(routes),
                "responses": problems.components(routes),
            },
        }
    )


def _schemas(routes: list[Route]) -> dict[str, Any]:
    """The components of bodies and answers, and everything they refer to."""
    found: dict[str, Any] = {}
    for route in routes:
        for component in (route.body, route.answer):
            if component is not None:
                found |= reachable(component)
    return found


def _described(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a description of each parameter that has none of its own."""
    for operations in document["paths"].values():
        for one in operations.values():
            for parameter in one["parameters"]:
                if "description" not in parameter:
                    name, place = parameter["name"], parameter["in"]
                    words = f"{WHICH[place]} {name.replace('_', ' ')}."
                    parameter["description"] = TOLD.get(name, words)
    return document
