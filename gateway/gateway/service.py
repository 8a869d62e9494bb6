"""The gateway as a nameko service: the public door and the intake queue of partners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema

from chassis.messaging import amqp
from chassis.rpc import rpc
from chassis.service import Service
from gateway import unrouted
from gateway.accounts.operations import Accounted
from gateway.intake.arrivals import take_in
from gateway.intake.operations import Received
from gateway.intake.reading import Arrival, on_intake
from gateway.outward.office import PostOffice
from gateway.outward.operations import Outward
from gateway.partners.operations import Partnered
from gateway.partners.settler import BrokerAccounts
from gateway.retention import HOLDINGS
from gateway.sandbox.operations import Sandboxed
from gateway.schemas import ops
from gateway.settings import GatewaySettings
from gateway.store import GatewayWork
from gateway.web import PublicWeb


class GatewayService(Accounted, Partnered, Received, Outward, Sandboxed, Service):
    """The public door."""

    name = "gateway"
    work = GatewayWork
    settings_type = GatewaySettings
    settings: GatewaySettings
    holdings = HOLDINGS
    probes = PublicWeb()
    accounts = BrokerAccounts()
    office = PostOffice()

    @on_intake({"yunling.partners.#": Schema}, exchange=amqp.INTAKE, order=None, batch=500)
    def on_intake(self, work: GatewayWork, events: Sequence[Arrival]) -> None:
        """Events that partners publish over AMQP."""
        take_in(work, events)

    @rpc(view=ops.UnroutedView)
    def list_unrouted(self) -> dict[str, Any]:
        """How many events no queue wanted, by type."""
        return unrouted.count(self.settings.amqp_uri)

    @rpc(ops.Reason, ops.UnroutedDone)
    def return_unrouted(self, command: dict[str, Any]) -> dict[str, Any]:
        """Give them all back to the exchange."""
        events = unrouted.give_back(self.settings.amqp_uri)
        self.store.commit(unrouted.record, action="give back unrouted", events=events, **command)
        return {"events": events}

    @rpc(ops.UnroutedDiscard, ops.UnroutedDone)
    def discard_unrouted(self, command: dict[str, Any]) -> dict[str, Any]:
        """Throw away those of one type."""
        events = unrouted.discard(self.settings.amqp_uri, command["type"])
        self.store.commit(unrouted.record, action="discard unrouted", events=events, **command)
        return {"events": events}
