"""The calls, handlers and workers of partners, as a mixin for a nameko service."""

from __future__ import annotations

from collections.abc import Sequence

from marshmallow import Schema

from chassis.messaging import amqp
from partners.intake.amqp import Arrival, on_intake
from partners.intake.arrivals import take_in
from partners.intake.rpc import Received
from partners.outbound.rpc import Outbound
from partners.outbound.workers import PartnerWorkers
from partners.registry.broker_sync import BrokerSync
from partners.registry.rpc import Registered
from partners.sandbox.rpc import Sandboxed
from partners.store import PartnersWork


class Partners(Registered, Received, Outbound, Sandboxed):
    """Mixed into a Service whose work is a PartnersWork and whose settings are PartnersSettings."""

    accounts = BrokerSync()
    partner_workers = PartnerWorkers()

    @on_intake({"yunling.partners.#": Schema}, exchange=amqp.INTAKE, order=None, batch=500)
    def on_intake(self, work: PartnersWork, events: Sequence[Arrival]) -> None:
        """Events that partners publish over AMQP."""
        take_in(work, events)
