"""The calls about the sandbox; each is about the partner who calls."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from chassis.fields import Paging, page_of
from chassis.rpc import command, query, rpc
from chassis.store import Store
from partners.errors import BrokerNotSet
from partners.registry.broker import queue_of
from partners.registry.broker_sync import BrokerSync
from partners.registry.partner import Partner
from partners.sandbox import queue, schemas, usecases
from partners.settings import PartnersSettings


class Sandboxed:
    """A part of Partners."""

    store: Store
    settings: PartnersSettings
    accounts: BrokerSync

    list_sandbox_events = query(usecases.list_events, Paging, page_of(schemas.SandboxEventView))
    deliver_samples = command(usecases.deliver, schemas.DeliverSamples, schemas.DeliveredView)

    @rpc(view=schemas.SandboxView)
    def show_sandbox(self) -> dict[str, Any]:
        """The caller's registration, its queue, and the last outage."""
        partner: Partner = self.store.read(usecases.own_sandbox)
        outage = self.store.read(usecases.find_outage, partner_id=partner.partner_id)
        return {
            "partner_id": partner.partner_id,
            "role": partner.role,
            "types": list(partner.types),
            "queue": asdict(queue.look(self.settings.amqp_uri, queue_of(partner.partner_id))),
            "outage": outage and asdict(outage),
        }

    @rpc(schemas.BeginOutage, schemas.BegunOutageView)
    def begin_outage(self, command: dict[str, Any]) -> Any:
        """Be away for the caller: its requests are refused, its connections closed."""
        broker = self.accounts.broker
        if broker is None:
            raise BrokerNotSet
        partner: Partner = self.store.read(usecases.own_sandbox)
        answer = self.store.commit(usecases.begin_outage, **command)
        given_back = queue.given_back(
            self.settings.amqp_uri,
            queue_of(partner.partner_id),
            lambda: broker.disconnect(partner),
        )
        return replace(answer, body={**answer.body, "given_back": given_back})
