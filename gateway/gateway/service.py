"""The gateway as a nameko service: the public interface, accounts, and partners."""

from __future__ import annotations

from typing import Any

from chassis.rpc import rpc
from chassis.service import Service
from gateway import unrouted
from gateway.accounts.rpc import Accounted
from gateway.business_day import BusinessDay
from gateway.retention import DATA_INVENTORY
from gateway.schemas import ops
from gateway.settings import GatewaySettings
from gateway.store import GatewayWork
from gateway.web import PublicWeb
from partners.service import Partners


class GatewayService(Accounted, BusinessDay, Partners, Service):
    """The public interface."""

    name = "gateway"
    work = GatewayWork
    settings_type = GatewaySettings
    settings: GatewaySettings
    inventory = DATA_INVENTORY
    probes = PublicWeb()

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
