"""The gateway as a nameko service: the public door and the intake queue of partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema

from chassis import amqp
from chassis.consume import on
from chassis.event import Event
from chassis.service import Service
from gateway.intake import door
from gateway.settings import GatewaySettings
from gateway.store import GatewayWork
from gateway.web import PublicWeb


class AnyData(Schema):
    """Passes data on as it came: the contract of the type is checked by the intake itself."""

    def load(self, data: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:  # type: ignore[override]
        return data


class GatewayService(Service):
    """The public door."""

    name = "gateway"
    work = GatewayWork
    settings_type = GatewaySettings
    probes = PublicWeb()

    @on({"yunling.partners.#": AnyData}, exchange=amqp.INTAKE, order=None, batch=500)
    def on_intake(self, work: GatewayWork, events: Sequence[Event]) -> None:
        """Events that partners publish over AMQP."""
        door.take_over(work, events)
