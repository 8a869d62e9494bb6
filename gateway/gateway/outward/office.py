"""The work that goes on beside the calls: filling queues, and a statement a day."""

from __future__ import annotations

import contextlib
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from pymongo.errors import PyMongoError

from chassis import log
from chassis.errors import Unavailable
from chassis.lease import Lease
from chassis.store import Store
from gateway.outward import statements
from gateway.outward.pump import Pump
from gateway.outward.signing import Signer

LOOK_EVERY_S = 60
STOP_WITHIN_S = 15
_log = log.get(__name__)


class PostOffice(DependencyProvider):
    """Runs the pump and the job of the daily statements. Of all replicas one does the work."""

    store = Store()

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.signer = Signer(settings.secret_key)
        self._stopping = eventlet.event.Event()

    def start(self) -> None:
        settings = self.container.config["settings"]
        self.pump = Pump(
            self.store, settings.amqp_uri, self.signer, bound=settings.partner_queue_most
        )
        self._lease = Lease(self.store.db, "statements")
        self._pumping = self.container.spawn_managed_thread(self.pump.run, "partner pump")
        self.container.spawn_managed_thread(self._state, "statements")

    def stop(self) -> None:
        """Finish what is on its way to a queue, and let another replica go on."""
        self._stopping.send(None)
        self.pump.stop()
        with eventlet.Timeout(STOP_WITHIN_S, False):
            self._pumping.wait()

    def get_dependency(self, worker_ctx: Any) -> PostOffice:
        return self

    def _state(self) -> None:
        while not self._stopping.ready():
            try:
                if self._lease.held():
                    make_missing(self.store, self.signer)
            except (Unavailable, PyMongoError) as away:
                _log.warning("statements.waiting", error=type(away).__name__)
            except Exception as bug:  # noqa: BLE001 - a statement that fails must not end the door
                _log.error("statements.failed", exc_info=bug)
            with eventlet.Timeout(LOOK_EVERY_S, False):
                self._stopping.wait()
        with contextlib.suppress(PyMongoError):
            self._lease.release()


def make_missing(store: Any, signer: Signer) -> int:
    """Make every statement that can be made and is not there; returns how many."""
    days = store.read(statements.missing)
    for partner_id, day in days:
        content = store.read(statements.draft, partner_id=partner_id, day=day)
        store.commit(statements.keep, content=content, signer=signer)
        _log.info("statement.made", partner_id=partner_id, day=day.isoformat())
    return len(days)
