"""The work that goes on beside the calls: filling queues, and a statement a day."""

from __future__ import annotations

from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from chassis import loops
from chassis.storage.leased_job import LeasedJob
from chassis.store import Store
from chassis.telemetry import log
from partners.outbound import statements
from partners.outbound.delivery_signatures import Signer
from partners.outbound.delivery_worker import DeliveryWorker

STOP_WITHIN_S = 15
_log = log.get(__name__)


class Statements(LeasedJob):
    """Makes every statement that can be made and is not there, days that were missed included."""

    name = "statements"
    look_every_s = 60

    def __init__(self, store: Store, signer: Signer) -> None:
        super().__init__(store.db)
        self.store = store
        self.signer = signer

    def advance(self) -> bool:
        if self.lease.held():
            make_missing(self.store, self.signer)
        return False


class PartnerWorkers(DependencyProvider):
    """Runs the delivery worker and the job of the daily statements, each in one of all replicas."""

    store = Store()

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.signer = Signer(settings.secret_key)

    def start(self) -> None:
        settings = self.container.config["settings"]
        self.delivery_worker = DeliveryWorker(
            self.store, settings.amqp_uri, self.signer, bound=settings.partner_queue_most
        )
        self.statements = Statements(self.store, self.signer)
        self._delivering = loops.spawn(self.container, self.delivery_worker.run, "partner pump")
        loops.spawn(self.container, self.statements.run, "statements")

    def stop(self) -> None:
        """Finish what is on its way to a queue, and let another replica go on."""
        self.statements.stop()
        self.delivery_worker.stop()
        with eventlet.Timeout(STOP_WITHIN_S, False):
            self._delivering.wait()

    def get_dependency(self, worker_ctx: Any) -> PartnerWorkers:
        return self


def make_missing(store: Any, signer: Signer) -> int:
    """Make every statement that can be made and is not there; returns how many."""
    days = store.read(statements.missing)
    for partner_id, day in days:
        content = store.read(statements.draft, partner_id=partner_id, day=day)
        store.commit(statements.keep, content=content, signer=signer)
        _log.info("statement.made", partner_id=partner_id, day=day.isoformat())
    return len(days)
