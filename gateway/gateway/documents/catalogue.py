"""The page of the event catalogue, rendered from the AsyncAPI document alone."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jinja2

from gateway.documents import page
from gateway.http.pipeline import Page
from partners.catalogue import read


def pages() -> dict[str, Page]:
    """The document and the page, by path."""
    document = read()
    return {
        "/asyncapi.json": page.json_page(document),
        "/catalogue": page.html(render(document)),
    }


def render(document: dict[str, Any]) -> str:
    """HTML without scripts or external resources."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["pretty"] = lambda value: json.dumps(value, ensure_ascii=False, indent=2)
    template = files("gateway").joinpath("pages/catalogue.html").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        info=document["info"], groups=groups(document), queue=_queue(document)
    )


def groups(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The events by direction and by what they are about."""
    messages = document["components"]["messages"]
    directions = {
        "You send": [name for name, one in messages.items() if "x-sent-to" not in one],
        "You are sent": [name for name, one in messages.items() if "x-sent-to" in one],
    }
    return [
        {"title": title, "events": [_event(messages[name]) for name in names]}
        for title, names in directions.items()
    ]


def _event(message: dict[str, Any]) -> dict[str, Any]:
    _, own = message["payload"]["allOf"]
    schema = own["properties"]["data"]
    name, _, version = message["name"].rpartition(".")
    return {
        "type": message["name"],
        "name": name.removeprefix("yunling."),
        "version": version,
        "summary": message["summary"],
        "schema": schema["$id"],
        "subject": schema.get("x-subject"),
        "fields": _fields(schema),
        "senders": message.get("x-sent-by", []),
        "roles": message.get("x-sent-to", {}),
        "deprecated_on": message.get("x-deprecated-on"),
        "ends_on": message.get("x-ends-on"),
        "example": message["examples"][0]["payload"],
    }


def _fields(schema: dict[str, Any], at: str = "") -> list[dict[str, Any]]:
    """The fields of the data, those of the members of lists too."""
    found = []
    for name, field in schema.get("properties", {}).items():
        required = name in schema.get("required", [])
        about = {"required": required, "kind": _kind(field), "why": field.get("description", "")}
        found.append({"name": at + name, **about})
        if isinstance(field.get("items"), dict):
            found += _fields(field["items"], f"{at}{name}[].")
    return found


def _kind(field: dict[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"])
    kind = field.get("type", "any")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    if kind == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return f"{kind}, {field['format']}" if "format" in field else str(kind)


def _queue(document: dict[str, Any]) -> dict[str, Any]:
    queue: dict[str, Any] = document["channels"]["partner"]
    return queue
