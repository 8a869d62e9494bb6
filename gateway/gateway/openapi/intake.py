"""The request of `POST /v1/events`: the event types that partners send."""

from __future__ import annotations

from typing import Any

from gateway.intake import cloudevents_http
from partners.intake import contracts

EVENT = "events.CloudEvent"


def components() -> dict[str, Any]:
    """A schema for each type's envelope and one for any of them."""
    found = {f"events.{type}": _envelope(contract) for type, contract in contracts.read().items()}
    options = [{"$ref": f"#/components/schemas/{name}"} for name in found]
    return {**found, EVENT: {"oneOf": options}}


def request_body() -> dict[str, Any]:
    """One event, a batch, or data whose attributes travel as `ce-` headers."""
    one = {"$ref": f"#/components/schemas/{EVENT}"}
    return {
        "required": True,
        "content": {
            cloudevents_http.STRUCTURED: {"schema": one, "examples": _examples()},
            cloudevents_http.BATCH: {"schema": {"type": "array", "items": one, "maxItems": 1000}},
            cloudevents_http.JSON: {
                "schema": {
                    "type": "object",
                    "description": "Binary mode: the data alone; the attributes are ce- headers.",
                }
            },
        },
    }


def _envelope(contract: contracts.Contract) -> dict[str, Any]:
    name = f"{contract.type}{contracts.SUFFIX}"
    data = contracts.document(name)
    description = data["description"]
    for key in ("$schema", "$id", "x-subject", "title"):
        data.pop(key)
    return {
        "type": "object",
        "description": description,
        "required": ["specversion", "id", "type", "source", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "minLength": 1, "maxLength": 128},
            "type": {"const": contract.type},
            "source": {"type": "string", "examples": ["/partners/bank-icbc-km"]},
            "subject": {"type": "string", "description": f"data.{contract.subject}"},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "dataschema": {"const": contract.uri},
            "data": data,
        },
    }


def _examples() -> dict[str, Any]:
    found = {}
    for type in contracts.read():
        found[type] = {"value": contracts.document(f"{type}{contracts.EXAMPLE_SUFFIX}")}
    return found
