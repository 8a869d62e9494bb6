"""Telling the broker what the registry says of partners, until it has heard it."""

from __future__ import annotations

from typing import Any

import eventlet
from eventlet.event import Event as Signal
from nameko.extensions import DependencyProvider
from pymongo.errors import PyMongoError

from chassis import loops
from chassis.domain import Refusal, Unavailable
from chassis.store import Store
from chassis.telemetry import log
from partners.registry import usecases
from partners.registry.broker import Broker
from partners.registry.partner import Partner
from partners.store import PartnersWork

LOOK_EVERY_S = 15
AT_ONCE_MOST = 100
_log = log.get(__name__)


class BrokerSync(DependencyProvider):
    """Keeps the broker's users in step with the registry. `broker` is None where a deployment was
    not told how to reach its management API.

    A change is stored as due and told afterwards, again and again until the broker took it; to
    tell it twice, or by two replicas, changes nothing.
    """

    store = Store()

    def setup(self) -> None:
        self.settings = self.container.config["settings"]
        self.declared = list(self.settings.partners)
        self.broker = Broker(self.settings.broker_api) if self.settings.broker_api else None
        self._woken = Signal()
        self._stopping = False

    def start(self) -> None:
        loops.spawn(self.container, self._run, "broker accounts")

    def stop(self) -> None:
        self._stopping = True
        self.wake()

    def get_dependency(self, worker_ctx: Any) -> BrokerSync:
        return self

    def wake(self) -> None:
        """Something is due."""
        if not self._woken.ready():
            self._woken.send()

    def told(self, partner: Partner) -> None:
        """Note that the broker knows the partner as it is here."""
        self.store.transactions.run(
            lambda work: usecases.broker_told(
                work, partner_id=partner.partner_id, changed_at=partner.changed_at
            )
        )

    def _run(self) -> None:
        def waiting(away: Exception) -> None:
            _log.warning("partners.waiting", error=str(away)[:200])

        away = (Unavailable, PyMongoError)
        loops.repeat(self._look, until=lambda: self._stopping, away=away, waiting=waiting)

    def _look(self) -> None:
        self._woken = Signal()
        self._declare()
        self._settle()
        with eventlet.Timeout(LOOK_EVERY_S, False):
            self._woken.wait()

    def _declare(self) -> None:
        if not self.declared:
            return
        try:
            added = self.store.commit(usecases.declare_partners, declared=self.declared)
            _log.info("partners.declared", partners=len(self.declared), added=added)
        except Refusal as refusal:
            _log.error("partners.not_declared", code=refusal.code, **refusal.facts)
        self.declared = []

    def _settle(self) -> None:
        if self.broker is None:
            return
        for partner in self.store.read(_due):
            try:
                self.broker.settle(partner)
            except Unavailable as away:
                _log.warning("broker.not_told", partner_id=partner.partner_id, error=str(away))
            else:
                self.told(partner)


def _due(work: PartnersWork) -> list[Partner]:
    return work.partners.all({"broker_due": True}, "changed_at", AT_ONCE_MOST)
