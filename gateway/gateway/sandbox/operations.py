"""The calls about the sandbox; each is about the partner who calls."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chassis.rpc import rpc
from chassis.schema import page_of
from chassis.store import Store
from gateway.errors import BrokerNotSet
from gateway.partners.broker import Broker
from gateway.partners.partner import Partner
from gateway.partners.settler import BrokerAccounts
from gateway.sandbox import schemas, usecases


class Sandboxed:
    """Mixed into the gateway's service."""

    store: Store
    accounts: BrokerAccounts

    @rpc(schemas.Nothing, schemas.SandboxView)
    def show_sandbox(self, query: dict[str, Any]) -> Any:
        """The caller's registration, its queue, and the last outage."""
        partner: Partner = self.store.read(usecases.own_sandbox)
        outage = self.store.read(usecases.find_outage, partner_id=partner.partner_id)
        return {
            "partner_id": partner.partner_id,
            "role": partner.role,
            "types": list(partner.types),
            "queue": asdict(self._broker().queue(partner)),
            "outage": outage and asdict(outage),
        }

    @rpc(schemas.ListEvents, page_of(schemas.SandboxEventView))
    def list_sandbox_events(self, query: dict[str, Any]) -> Any:
        """What the caller sent and the sandbox took, oldest first."""
        return self.store.read(usecases.list_events, **query)

    @rpc(schemas.Deliver, schemas.DeliveredView)
    def deliver_samples(self, command: dict[str, Any]) -> Any:
        """Put samples into the caller's own queue."""
        return self.store.commit(_delivered, **command)

    @rpc(schemas.BeginOutage, schemas.OutageView)
    def begin_outage(self, command: dict[str, Any]) -> Any:
        """Be away for the caller: its requests are refused, its connections closed."""
        answer = self.store.commit(usecases.begin_outage, **command)
        self._broker().disconnect(self.store.read(usecases.own_sandbox))
        return answer

    def _broker(self) -> Broker:
        if self.accounts.broker is None:
            raise BrokerNotSet
        return self.accounts.broker


def _delivered(work: Any, **command: Any) -> dict[str, int]:
    return {"delivered": usecases.deliver(work, **command)}
