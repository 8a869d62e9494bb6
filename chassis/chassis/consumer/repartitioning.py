"""Moving a handler from one number of partitions to another, while events come in.

The row of a handler in `layouts` says from how many queues it is read (`partitions`) and, during
a move, how many there will be (`to`). One replica at a time takes the steps; each can be repeated.

1. The new queues are made and bound, so that from here on both layouts get every event.
2. The old ones are unbound, and a mark is put behind the last event of each (`closing`).
3. Whoever reads a mark has handled all before it, and says so (`ended`).
4. When all have ended, the new queues are read. What lies in both is known by its id.
5. When every replica reads the new queues, the old ones are deleted (`left`).

So no event is missed, and none of a subject is handled before one that came earlier.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from amqp.exceptions import NotFound
from pymongo.errors import DuplicateKeyError

from chassis.domain.unit_of_work import Document
from chassis.messaging import amqp
from chassis.messaging.partitions import Partitioning
from chassis.storage.lease import Lease
from chassis.storage.mongo import LAYOUTS
from chassis.telemetry import log

QUIET_S = 30.0
"""How long every process of the service must have been known before a move begins: one of a
release without layouts reads the handler's first queue and would bind it again."""

SETTLE_S = 10.0
"""How long both layouts get every event: longer than a reader or an event takes that was under
way when the new queues were bound."""

_log = log.get(__name__)

Seen = Mapping[str, Mapping[str, int | None]]
"""By replica: what it `wants` of the handler and what it `reads`, None while it cannot."""


class Repartitioning:
    """The moves of one handler, whose code asks for `wanted` partitions of the events of
    `exchange` that fit one of `patterns`."""

    def __init__(
        self,
        db: Any,
        amqp_uri: str,
        handler: str,
        wanted: int,
        exchange: str,
        patterns: Sequence[str],
    ) -> None:
        self.db = db
        self.amqp_uri = amqp_uri
        self.handler = handler
        self.wanted = wanted
        self.exchange = exchange
        self.patterns = patterns
        self.lease = Lease(db, f"layout {handler}")
        self._since: tuple[str, float] | None = None
        self._marked = False

    def row(self) -> Document:
        """The handler's row, made when there is none: a queue that exists already is read on."""
        row = self.db[LAYOUTS].find_one({"_id": self.handler})
        if row is None:
            keeps = self.wanted > 1 and self._exists()
            row = {"_id": self.handler, "partitions": 1 if keeps else self.wanted}
            try:
                self.db[LAYOUTS].insert_one(row)
            except DuplicateKeyError:
                return self.row()
        return row

    def prepare(self, channel: Any, partitioning: Partitioning) -> bool:
        """Declare the queues of the partitions and bind them, unless they are being closed. False
        when they are not read any more: they may be gone, and must not come back."""
        row = self.row()
        if row["partitions"] != partitioning.partitions:
            return False
        amqp.declare_events(channel)
        partitioning.declare(channel)
        if "closing" not in row:
            partitioning.bind(channel, self.exchange, self.patterns)
        return True

    def ended(self, queue: str) -> None:
        """All events of an old queue are handled."""
        now_closing = {"_id": self.handler, "closing": True}
        self.db[LAYOUTS].update_one(now_closing, {"$addToSet": {"ended": queue}})

    def step(self, row: Document, seen: Seen, processes_of: str) -> bool:
        """Take the next step unless another replica is taking it; returns whether the row has
        changed. `processes_of` is the queue that every process of the service reads, whatever its
        release."""
        wishes = {replica["wants"] for replica in seen.values()}
        if row.keys() == {"_id", "partitions"} and wishes <= {row["partitions"]}:
            return False
        if not self.lease.held():
            return False
        row = self.row()
        if "left" in row:
            self._tidy(row, seen)
        elif "closing" in row:
            self._close(row)
        elif "to" in row:
            self._open(row)
        elif len(wishes) == 1:
            self._begin(row, wishes.pop(), seen, processes_of)
        return self.row() != row

    def _begin(self, row: Document, to: int | None, seen: Seen, processes_of: str) -> None:
        with self._channel() as channel:
            consumers = channel.queue_declare(processes_of, passive=True).consumer_count
        if consumers != len(seen):
            self._since = None
        elif to != row["partitions"] and self._for("quiet") >= QUIET_S:
            _log.info("handler.moves", handler=self.handler, partitions=row["partitions"], to=to)
            self._set(row, {"$set": {"to": to}})

    def _open(self, row: Document) -> None:
        new = Partitioning(self.handler, row["to"])
        with self._channel() as channel:
            new.declare(channel)
            new.bind(channel, self.exchange, self.patterns)
        self._marked = False
        self._set(row, {"$set": {"closing": True, "ended": []}})

    def _close(self, row: Document) -> None:
        if self._for("closing") < SETTLE_S:
            return
        old = Partitioning(self.handler, row["partitions"])
        if not self._marked:
            with self._channel() as channel:
                old.unbind(channel, self.exchange, self.patterns)
                old.end(channel)
            self._marked = True
        if set(old.queues) <= set(row["ended"]):
            self._set(
                row,
                {
                    "$set": {"partitions": row["to"], "left": row["partitions"]},
                    "$unset": {"to": "", "closing": "", "ended": ""},
                },
            )

    def _tidy(self, row: Document, seen: Seen) -> None:
        if all(replica["reads"] == row["partitions"] for replica in seen.values()):
            with self._channel() as channel:
                Partitioning(self.handler, row["left"]).delete(channel)
            self._set(row, {"$unset": {"left": ""}})
            _log.info("handler.moved", handler=self.handler, partitions=row["partitions"])

    def _set(self, row: Document, change: Document) -> None:
        self._since = None
        same = {name: row.get(name) for name in ("_id", "partitions", "to", "left")}
        self.db[LAYOUTS].update_one(same, change)

    def _for(self, what: str) -> float:
        """For how many seconds this process has observed `what`."""
        if self._since is None or self._since[0] != what:
            self._since = what, time.monotonic()
        return time.monotonic() - self._since[1]

    def _exists(self) -> bool:
        with self._channel() as channel:
            try:
                channel.queue_declare(self.handler, passive=True)
            except NotFound:
                return False
        return True

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        connection = amqp.connect(self.amqp_uri, f"{self.handler} layout")
        try:
            yield connection.channel()
        finally:
            amqp.forget(connection)
