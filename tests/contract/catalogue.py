"""AsyncAPI 3.0 as partners need it: what they send, what they are sent, and by which way.

The gateway carries a copy, which it serves and shows as the catalogue.
"""

from __future__ import annotations

from typing import Any

from chassis.domain import PARTNER_ROLES
from chassis.messaging import amqp
from gateway.http.policy import table
from partners.outbound import visibility
from partners.outbound.routing import SCHEMA_BASE
from partners.registry.broker import queue_of
from tests.contract import asyncapi, contracts

DEPRECATION = ("x-deprecated-on", "x-ends-on")
"""In a contract that is deprecated: the day since when it is, and the last day of its events."""

PARTNER_QUEUE = "partner"
HEADERS = {
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature", "webhook-key"],
    "properties": {
        "webhook-id": {"type": "string", "description": "The event's id"},
        "webhook-timestamp": {"type": "string", "description": "Seconds since 1970"},
        "webhook-signature": {
            "type": "string",
            "description": "v1a, and the Ed25519 signature of id.timestamp.body in base64",
        },
        "webhook-key": {"type": "string", "description": "kid of the key in /v1/signing-keys"},
        "replay": {"type": "string", "description": "The replay that sends it again, if one does"},
    },
}
NUMBER = {
    "type": "string",
    "pattern": r"^\d{10,12}$",
    "description": "1, 2, 3 per partner, without gaps but for what was withheld",
}
INSIDE = ("correlationid", "causationid", "traceparent", "tracestate")


def build() -> dict[str, Any]:
    """The whole document."""
    sent = contracts.of("partners")
    received = {type: contracts.read()[type] for type in visibility.read()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Yunling events for partners",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in structured JSON. Partners send events over HTTP "
            "(POST /v1/events) or to an exchange, and are sent those that they subscribed to in a "
            "queue of their own.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {"broker": {"host": "broker", "protocol": "amqp", "protocolVersion": "0.9.1"}},
        "channels": {
            **{type: _exchange(type) for type in sent},
            PARTNER_QUEUE: _queue(list(received)),
        },
        "operations": {
            **{f"take.{type}": _operation("receive", type, [type]) for type in sent},
            "deliver": _operation("send", PARTNER_QUEUE, list(received)),
        },
        "components": {
            "schemas": {"CloudEvent": _envelope(), "Delivered": _delivered()},
            "messages": {
                **{type: _sent(one) for type, one in sent.items()},
                **{type: _received(one) for type, one in received.items()},
            },
        },
    }


def outward(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of the data as partners see it."""
    hidden = visibility.WITHHELD_FIELDS
    return {
        **schema,
        "$id": f"{SCHEMA_BASE}/{schema['title']}.schema.json",
        "required": [name for name in schema["required"] if name not in hidden],
        "properties": visibility.shown(schema["properties"]),
    }


def _exchange(type: str) -> dict[str, Any]:
    exchange = {"name": amqp.INTAKE, "type": "topic", "durable": True}
    binding = {"is": "routingKey", "exchange": exchange, "bindingVersion": "0.3.0"}
    return {"address": type, "messages": _messages([type]), "bindings": {"amqp": binding}}


def _queue(types: list[str]) -> dict[str, Any]:
    address = queue_of("{partner_id}")
    queue = {"name": address, "durable": True, "exclusive": False}
    return {
        "address": address,
        "description": "A partner's own quorum queue: it may read it and declares nothing.",
        "parameters": {"partner_id": {"description": "The partner's id"}},
        "messages": _messages(types),
        "bindings": {"amqp": {"is": "queue", "queue": queue, "bindingVersion": "0.3.0"}},
    }


def _operation(action: str, channel: str, types: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{type}"} for type in types],
    }


def _messages(types: list[str]) -> dict[str, Any]:
    return {type: {"$ref": f"#/components/messages/{type}"} for type in types}


def _sent(contract: contracts.Contract) -> dict[str, Any]:
    message = _message(contract, "CloudEvent", contract.schema, contract.example)
    senders = [role for role in sorted(PARTNER_ROLES) if table().may_send(role, contract.type)]
    return {**message, "x-sent-by": senders}


def _received(contract: contracts.Contract) -> dict[str, Any]:
    schema = outward(contract.schema)
    example = {name: value for name, value in contract.example.items() if name not in INSIDE}
    example |= {
        "dataschema": schema["$id"],
        "deliverysequence": f"{42:010}",
        "data": visibility.shown(contract.example["data"]),
    }
    message = _message(contract, "Delivered", schema, example)
    return {**message, "headers": HEADERS, "x-sent-to": visibility.read()[contract.type]}


def _message(
    contract: contracts.Contract, envelope: str, schema: dict[str, Any], example: dict[str, Any]
) -> dict[str, Any]:
    data = {"type": {"const": contract.type}, "data": schema}
    return {
        "name": contract.type,
        "title": contract.type,
        "summary": contract.schema["description"],
        "contentType": "application/cloudevents+json",
        "payload": {
            "allOf": [{"$ref": f"#/components/schemas/{envelope}"}, {"properties": data}],
        },
        "examples": [{"name": "example", "payload": example}],
        **{name: contract.schema[name] for name in DEPRECATION if name in contract.schema},
    }


def _envelope() -> dict[str, Any]:
    properties = asyncapi.ENVELOPE["properties"]
    assert isinstance(properties, dict)
    shown = {name: part for name, part in properties.items() if name not in INSIDE}
    return {**asyncapi.ENVELOPE, "properties": shown}


def _delivered() -> dict[str, Any]:
    more = {"required": ["deliverysequence"], "properties": {"deliverysequence": NUMBER}}
    return {"allOf": [{"$ref": "#/components/schemas/CloudEvent"}, more]}
