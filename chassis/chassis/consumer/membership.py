"""The replicas of a service: which are alive, and which of them reads which queue.

Each replica renews a row of its own, and all of them compute the same plan from the rows. The plan
only shares the work: every replica consumes every queue, and the broker gives a queue's events to
one consumer at a time. So order holds whatever a replica believes, and when one dies another
continues at once.
"""

from __future__ import annotations

import contextlib
import zlib
from typing import Any

import eventlet
from nameko.extensions import SharedExtension
from pymongo.errors import PyMongoError

from chassis import loops
from chassis.consumer.repartitioning import Repartitioning, Seen
from chassis.domain.unit_of_work import Document
from chassis.ids import new_id
from chassis.messaging import amqp
from chassis.storage.mongo import MEMBERS
from chassis.store import Store
from chassis.telemetry import log

BEAT_EVERY_S, JOIN_EVERY_S = 2.0, 0.2
LIFE_S = 7.0
"""A replica that has not renewed its row for so long is gone."""

_log = log.get(__name__)


class Membership(SharedExtension):
    """This replica among the others."""

    store = Store()

    def setup(self) -> None:
        self.member = new_id()
        self.handlers: list[Any] = []
        self.stopping = False
        self._rows: list[Document] = []

    def start(self) -> None:
        loops.spawn(self.container, self._run, "membership")

    def stop(self) -> None:
        self.stopping = True

    def join(self, handler: Any) -> Repartitioning:
        """Share a handler's queues; `handler.follow(partitions)` says which to read."""
        settings = self.container.config["settings"]
        handler.repartitioning = Repartitioning(
            self.store.db,
            settings.amqp_uri,
            handler.name,
            handler.partitions,
            handler.exchange,
            list(handler.schemas),
        )
        self.handlers.append(handler)
        return handler.repartitioning

    def leave(self) -> None:
        """Announce that this replica stops, so that the others plan without it."""
        self.stopping = True
        with contextlib.suppress(PyMongoError):
            self.store.db[MEMBERS].delete_one({"_id": self.member})

    def is_for_another(self, handler: Any, place: int) -> bool:
        """Whether the plan gives the queue at this place to another replica, who can read it."""
        ready = [
            member
            for member, replica in self._seen(handler.name).items()
            if replica["reads"] == handler.partitioning.partitions
        ]
        if not ready:
            return False
        # Turned by the handler's name, so that those with one queue do not all have one reader.
        turn = place + zlib.crc32(handler.name.encode())
        return ready[turn % len(ready)] != self.member

    def _run(self) -> None:
        def waiting(away: Exception) -> None:
            _log.warning("membership.waiting", error=type(away).__name__)

        away = (PyMongoError, *amqp.AWAY)
        loops.repeat(self._look, until=lambda: self.stopping, away=away, waiting=waiting)

    def _look(self) -> None:
        self._beat()
        for handler in self.handlers:
            self._attend(handler)
        applied = self.handlers and all(handler.partitioning for handler in self.handlers)
        eventlet.sleep(BEAT_EVERY_S if applied else JOIN_EVERY_S)

    def _attend(self, handler: Any) -> None:
        processes, changed = f"rpc-{self.container.service_name}", True
        while changed:
            row = handler.repartitioning.row()
            handler.follow(row["partitions"])
            changed = handler.repartitioning.step(row, self._seen(handler.name), processes)

    def _beat(self) -> None:
        """Renew our row and read the rows of all live replicas, by the database's clock."""
        shown = [
            {"name": handler.name, "wants": handler.partitions, "reads": handler.reads}
            for handler in self.handlers
        ]
        until = {"$add": ["$$NOW", int(LIFE_S * 1000)]}
        members = self.store.db[MEMBERS]
        members.update_one(
            {"_id": self.member},
            [{"$set": {"until": until, "handlers": {"$literal": shown}}}],
            upsert=True,
        )
        self._rows = list(members.find({"$expr": {"$gt": ["$until", "$$NOW"]}}).sort("_id"))

    def _seen(self, handler: str) -> Seen:
        return {
            row["_id"]: {"wants": shown["wants"], "reads": shown["reads"]}
            for row in self._rows
            for shown in row["handlers"]
            if shown["name"] == handler
        }
