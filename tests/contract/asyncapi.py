"""AsyncAPI 3.0 from the contracts and from the handlers that services declare."""

from __future__ import annotations

from typing import Any

from chassis.consumer.handler import fits
from chassis.messaging import amqp
from chassis.messaging.partitions import Partitioning
from chassis.telemetry.tracestate import CHARACTERS_MOST
from tests.contract import code, contracts

ENVELOPE = {
    "type": "object",
    "description": "CloudEvents 1.0 in structured JSON",
    "required": ["specversion", "id", "type", "source", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "Unique for its source"},
        "type": {"type": "string"},
        "source": {"type": "string", "description": "/yunling/<service> or /partners/<partner>"},
        "subject": {"type": "string", "description": "The id of what the event is about"},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"type": "string", "format": "uri"},
        "sequence": {
            "type": "string",
            "pattern": r"^\d{10}$",
            "description": "1, 2, 3 per subject",
        },
        "correlationid": {"type": "string"},
        "causationid": {"type": "string"},
        "traceparent": {"type": "string"},
        "tracestate": {
            "type": "string",
            "maxLength": CHARACTERS_MOST,
            "description": "What other tracing systems keep with the trace of traceparent",
        },
    },
}


def build() -> dict[str, Any]:
    """The whole document: a channel per type and per queue, an operation per door."""
    types = contracts.read()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Yunling events",
            "version": "1.0.0",
            "description": "CloudEvents on RabbitMQ: a topic exchange, a quorum queue per handler, "
            "or one per partition: by the slot of an event, crc32(subject) % 64, which the relay "
            "gives as a second routing key, slot.00 to slot.63.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {"broker": {"host": "broker", "protocol": "amqp", "protocolVersion": "0.9.1"}},
        "channels": {
            **{type: _exchange(one) for type, one in types.items()},
            **{name: _queue(name, on) for name, on in _handlers()},
        },
        "operations": {
            **{f"publish.{type}": _send(one) for type, one in types.items()},
            **{f"handle.{queue}": _receive(queue, on) for queue, on in _handlers()},
        },
        "components": {
            "schemas": {"CloudEvent": ENVELOPE},
            "messages": {type: _message(one) for type, one in types.items()},
        },
    }


def _handlers() -> list[tuple[str, Any]]:
    return [pair for name in code.SERVICES for pair in sorted(code.handlers(name).items())]


def handled(on: Any) -> list[str]:
    """The types with a contract that a handler is bound to."""
    return [type for type in contracts.read() if any(fits(p, type) for p in on.schemas)]


def _exchange(contract: contracts.Contract) -> dict[str, Any]:
    name = amqp.INTAKE if contract.service == "partners" else amqp.EVENTS
    return {
        "address": contract.type,
        "description": contract.schema.get("description", contract.type),
        "messages": {contract.type: _ref("components/messages", contract.type)},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": name, "type": "topic", "durable": True},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _queue(name: str, on: Any) -> dict[str, Any]:
    """A handler's queue, or the queues of its partitions as one channel with a parameter."""
    address = name if on.partitions == 1 else f"{name}.{{partition}}"
    return {
        "address": address,
        **({"parameters": {"partition": _partition(name, on)}} if on.partitions > 1 else {}),
        "description": f"Bound to {on.exchange} with {', '.join(sorted(on.schemas))}",
        "messages": {type: _ref("components/messages", type) for type in handled(on)},
        "bindings": {
            "amqp": {
                "is": "queue",
                "queue": {"name": address, "durable": True, "exclusive": False},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _partition(name: str, on: Any) -> dict[str, Any]:
    queues = Partitioning(name, on.partitions).queues
    return {
        "description": "The events of a subject lie in one of the queues, by slot",
        "enum": [queue.removeprefix(f"{name}.") for queue in queues],
    }


def _send(contract: contracts.Contract) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": _ref("channels", contract.type),
        "tags": [{"name": contract.service}],
    }


def _receive(queue: str, on: Any) -> dict[str, Any]:
    return {
        "action": "receive",
        "channel": _ref("channels", queue),
        "tags": [{"name": queue.partition(".")[0]}],
        "x-batch": on.batch,
        "x-order": on.order or "none",
        "x-partitions": on.partitions,
    }


def _message(contract: contracts.Contract) -> dict[str, Any]:
    data = {"type": {"const": contract.type}, "data": {"$ref": f"./{contract.path}"}}
    return {
        "name": contract.type,
        "title": contract.schema.get("title", contract.type),
        "summary": contract.schema.get("description", contract.type),
        "contentType": "application/cloudevents+json",
        "payload": {"allOf": [_ref("components/schemas", "CloudEvent"), {"properties": data}]},
        "examples": [{"name": "example", "payload": contract.example}],
    }


def _ref(place: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/{place}/{name}"}
