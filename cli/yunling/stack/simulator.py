"""Simulators of partner bodies in the local stack: registered in the sandbox, started on demand."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.bodies.table import BODIES
from yunling.advice import Advice
from yunling.gateway import Gateway
from yunling.stack.place import Place
from yunling.stack.secret import write_private

REGION, WHY = "530000", "simulator of the local stack"


def process(body: str) -> str:
    """The name of a simulator's process."""
    return f"simulator-{body}"


def partner_id(body: str) -> str:
    return f"sandbox-{body}"


def file(place: Place, body: str) -> Path:
    """Its settings, with its key and its broker password."""
    return place.run / "simulators" / f"{body}.json"


def command(place: Place, body: str) -> list[str]:
    return [sys.executable, "-m", "simulators", str(file(place, body))]


def known(place: Place, body: str) -> dict[str, Any]:
    """The settings of a simulator that was started before. Raises Advice when there are none."""
    try:
        settings: dict[str, Any] = json.loads(file(place, body).read_text())
    except FileNotFoundError:
        raise Advice(
            f"no key: give --key, or start this stack's own: yunling simulator start {body}"
        ) from None
    return settings


def prepare(place: Place, gateway: Gateway, body: str, faults: Sequence[str], via: str) -> str:
    """Register the simulator once, and write what it starts with; returns its partner id."""
    try:
        registered = known(place, body)
    except Advice:
        registered = _registered(gateway, body)
    settings = {**registered, "via": via, "faults": list(faults)}
    write_private(file(place, body), json.dumps(settings, indent=1) + "\n")
    return str(settings["partner_id"])


def _registered(gateway: Gateway, body: str) -> dict[str, Any]:
    id, about = partner_id(body), BODIES[body]
    listed = {row["partner_id"] for row in gateway.rows("/v1/partners")}
    if id not in listed:
        gateway.post(
            "/v1/partners",
            partner_id=id,
            name=f"{body} (simulator)",
            role=about.role,
            types=list(about.reports),
            region=REGION,
            sandbox=True,
            reason=WHY,
        )
    key = gateway.post(f"/v1/partners/{id}/keys", overlap_hours=0)
    account = gateway.put(f"/v1/partners/{id}/account")
    return {
        "body": body,
        "url": gateway.url,
        "partner_id": id,
        "key": key["api_key"],
        "amqp_uri": account["amqp_uri"],
    }
