"""The calls that a service answers, as data: contracts/rpc/<service>.yaml."""

from __future__ import annotations

import inspect
from typing import Any

from apispec import APISpec

from tests.contract import code
from tests.contract.json_schemas import SchemaPlugin
from tests.contract.public import PARTED, name_of


def build(service: str) -> dict[str, Any]:
    """Each method with the JSON Schema of its request and of its answer."""
    spec = APISpec(
        title=service,
        version="1",
        openapi_version="3.1.0",
        plugins=[SchemaPlugin(_name)],
    )
    calls = {
        name: {"request": call.request, "answer": call.view}
        for name, call in sorted(code.calls(service).items())
    }
    cls = code.service(service)
    # The plugin resolves schema classes where OpenAPI has them, in responses.
    for name, call in calls.items():
        for part, schema in call.items():
            if schema is not None:
                content = {"application/json": {"schema": schema}}
                spec.components.response(f"{name}.{part}", {"content": content})
    resolved = spec.to_dict()["components"]
    responses = resolved.get("responses", {})
    return {
        "service": service,
        "queue": f"rpc-{service}",
        "methods": {
            name: {"summary": _summary(getattr(cls, name))}
            | {
                part: responses[f"{name}.{part}"]["content"]["application/json"]["schema"]
                for part in call
                if f"{name}.{part}" in responses
            }
            for name, call in calls.items()
        },
        "schemas": resolved.get("schemas", {}),
    }


def _name(schema: Any) -> str:
    cls = schema if isinstance(schema, type) else type(schema)
    # What packages of the gateway are about may have the same name in two of them.
    return name_of(cls) if cls.__module__.partition(".")[0] in PARTED else cls.__name__


def _summary(method: Any) -> str:
    first, _, _ = (inspect.getdoc(method) or "").partition("\n\n")
    return first.replace("\n", " ") or method.__name__.replace("_", " ")
