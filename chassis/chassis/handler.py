"""Applying events: once in effect, in order per subject, and never stuck out of sight."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError
from pymongo import DeleteOne, ReplaceOne
from pymongo.errors import BulkWriteError

from chassis import envelope, event_trace, log, metrics, trace, waiting
from chassis.envelope import Malformed
from chassis.errors import Unavailable
from chassis.event import Event
from chassis.mongo import DUPLICATE_KEY, INBOX, WAITING
from chassis.work import Document, Handed, Work

_log = log.get(__name__)


class Repeated(Exception):
    """An event of the batch was handled before."""


@dataclass(frozen=True)
class Delivery:
    """One event in hand: live from the queue, or a row that waited."""

    body: bytes
    user_id: str | None
    event: Event | None = None
    unreadable: Any = None
    row: Document | None = None


class Handler:
    """One handler of one service.

    `apply(work, events)` is the service's method. `schemas` maps a type, or a topic pattern, to
    the schema that reads its data. An ordered handler applies the events of a subject in the
    order of their arrival: those behind one that waits wait too.
    """

    def __init__(
        self,
        name: str,
        transactions: Any,
        apply: Callable[[Work, Sequence[Event]], None],
        schemas: Mapping[str, type[Schema]],
        ordered: bool,
    ) -> None:
        self.name = name
        self.transactions = transactions
        self.apply = apply
        self.schemas = {pattern: schema(unknown=EXCLUDE) for pattern, schema in schemas.items()}
        self.ordered = ordered

    def take(self, messages: Sequence[tuple[bytes, str | None]]) -> None:
        """Store each event's effect, or the event itself where it must wait.

        A message is its body and the user that the broker vouches for. When this returns,
        everything may be acknowledged. Raises Unavailable when the database is away: then
        nothing may.
        """
        self._settle([self._read(Delivery(body, user_id)) for body, user_id in messages])

    def retry_due(self, limit: int) -> int:
        """Try rows whose time has come; returns how many were in hand."""
        now = self.transactions.view().now
        rows = waiting.due(self.transactions.db, self.name, self.ordered, now, limit)
        self._settle([self._read(Delivery(row["body"], row["user_id"], row=row)) for row in rows])
        return len(rows)

    def schema_for(self, type: str) -> Schema | None:
        """The schema of this exact type, else of the first topic pattern that fits."""
        if type in self.schemas:
            return self.schemas[type]
        for pattern, schema in self.schemas.items():
            if fits(pattern, type):
                return schema
        return None

    def _read(self, delivery: Delivery) -> Delivery:
        try:
            decoded = envelope.decode(bytes(delivery.body))
            event = envelope.event(decoded, decoded["data"], delivery.user_id)
        except Malformed as malformed:
            return replace(delivery, unreadable=str(malformed))
        schema = self.schema_for(event.type)
        if schema is None:
            return replace(delivery, event=event, unreadable=f"{event.type} is not handled here")
        try:
            data = schema.load(event.data)
        except ValidationError as wrong:
            return replace(delivery, event=event, unreadable=wrong.normalized_messages())
        return replace(delivery, event=replace(event, data=data))

    def _settle(self, deliveries: Sequence[Delivery]) -> None:
        """Apply all together; where that fails, halve, so that one poison event costs a few
        transactions and not its neighbours."""
        if not deliveries:
            return
        started, at = time.perf_counter(), time.time_ns()
        try:
            done = self._applied(deliveries)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is kept with its event
            if len(deliveries) > 1:
                middle = len(deliveries) // 2
                self._settle(deliveries[:middle])
                self._settle(deliveries[middle:])
            else:
                event_trace.failed(self.name, deliveries[0].event, at, error)
                self._keep(deliveries[0], error)
            return
        event_trace.handled(self.name, done, at)
        seconds = time.perf_counter() - started
        metrics.handled(self.name, done, len(deliveries), seconds)

    def _applied(self, deliveries: Sequence[Delivery]) -> list[Event]:
        """The events applied. Events rarely come twice, so the inbox is asked about them only
        when it refuses one."""
        try:
            return self.transactions.run(lambda work: self._apply(work, deliveries, sure=True))
        except Repeated:
            return self.transactions.run(lambda work: self._apply(work, deliveries, sure=False))

    def _apply(self, work: Work, deliveries: Sequence[Delivery], sure: bool) -> list[Event]:
        fresh, rows = self._sort(work, deliveries, sure)
        events = [delivery.event for delivery in fresh if delivery.event]
        waited = [d.row["_id"] for d in deliveries if d.row and d.unreadable is None]
        moves = [DeleteOne({"_id": id}) for id in waited] + [_keeping(row) for row in rows]
        if moves:
            work.collection(WAITING).bulk_write(moves, session=work.session)
        if events:
            self._remember(work, events)
            with trace.within(events[0].traceparent):
                self.apply(work, Handed(work, event_trace.taken(self.name, events)))
        return events

    def _remember(self, work: Work, events: Sequence[Event]) -> None:
        rows = [waiting.inbox_row(self.name, event, work.now) for event in events]
        try:
            work.collection(INBOX).insert_many(rows, session=work.session)
        except BulkWriteError as error:
            if {problem["code"] for problem in error.details["writeErrors"]} == {DUPLICATE_KEY}:
                raise Repeated from error
            raise

    def _sort(
        self, work: Work, deliveries: Sequence[Delivery], sure: bool
    ) -> tuple[list[Delivery], list[Document]]:
        """The deliveries to apply now, and the rows of those that must wait."""
        known = set() if sure else self._handled(work, deliveries)
        blocked: set[str] = set()
        if self._anything_waits(work):
            known |= self._held(work, deliveries)
            blocked |= self._blocked(work, deliveries) if self.ordered else set()
        fresh: list[Delivery] = []
        rows: list[Document] = []
        for delivery in deliveries:
            event = delivery.event
            id = event and waiting.inbox_id(self.name, event.source, event.id)
            if id in known:
                metrics.DUPLICATES.labels(self.name).inc()
                continue
            if id:
                known.add(id)
            if delivery.unreadable is not None:
                rows.append(waiting.unreadable(self._row(delivery, work.now), delivery.unreadable))
                metrics.PARKED.labels(self.name).inc()
                blocked |= {event.subject} if event else set()
            elif event and delivery.row is None and self.ordered and event.subject in blocked:
                rows.append(waiting.behind(self._row(delivery, work.now)))
            else:
                fresh.append(delivery)
        return fresh, rows

    def _row(self, delivery: Delivery, now: datetime) -> Document:
        return delivery.row or waiting.row(
            self.name, delivery.body, delivery.event, now, delivery.user_id
        )

    def _handled(self, work: Work, deliveries: Sequence[Delivery]) -> set[str | None]:
        ids = [
            waiting.inbox_id(self.name, d.event.source, d.event.id) for d in deliveries if d.event
        ]
        found = work.collection(INBOX).find(
            {"_id": {"$in": ids}}, projection=["_id"], session=work.session
        )
        return {row["_id"] for row in found}

    def _anything_waits(self, work: Work) -> bool:
        held = work.collection(WAITING).find_one(
            {"handler": self.name}, projection=["_id"], session=work.session
        )
        return held is not None

    def _held(self, work: Work, deliveries: Sequence[Delivery]) -> set[str | None]:
        live = [d.event.id for d in deliveries if d.event and d.row is None]
        held = work.collection(WAITING).find(
            {"handler": self.name, "event_id": {"$in": live}},
            projection=["source", "event_id"],
            session=work.session,
        )
        return {waiting.inbox_id(self.name, row["source"], row["event_id"]) for row in held}

    def _blocked(self, work: Work, deliveries: Sequence[Delivery]) -> set[str]:
        subjects = list({d.event.subject for d in deliveries if d.event and d.row is None})
        found = work.collection(WAITING).distinct(
            "subject",
            {"handler": self.name, "subject": {"$in": subjects}},
            session=work.session,
        )
        return set(found)

    def _keep(self, delivery: Delivery, error: Exception) -> None:
        """Keep an event that could not be applied, with its cause."""
        now = self.transactions.view().now
        row = waiting.failed(self._row(delivery, now), error, now)
        parked = row["state"] == waiting.TO_BE_REPAIRED
        (metrics.PARKED if parked else metrics.RETRIES).labels(self.name).inc()
        level = _log.debug if row["cause"]["kind"] == "early" else _log.warning
        level(
            "event.parked" if parked else "event.waits",
            handler=self.name,
            type=row["type"],
            event_id=row["event_id"],
            cause=row["cause"],
        )
        self.transactions.run(
            lambda work: work.collection(WAITING).bulk_write([_keeping(row)], session=work.session)
        )


def _keeping(row: Document) -> ReplaceOne[Document]:
    return ReplaceOne({"_id": row["_id"]}, row, upsert=True)


def fits(pattern: str, type: str) -> bool:
    """Whether a type fits a topic pattern: `*` is one word, `#` is any number of words."""
    return _fits(pattern.split("."), type.split("."))


def _fits(pattern: list[str], words: list[str]) -> bool:
    if not pattern:
        return not words
    if pattern[0] == "#":
        return any(_fits(pattern[1:], words[skip:]) for skip in range(len(words) + 1))
    return bool(words) and pattern[0] in ("*", words[0]) and _fits(pattern[1:], words[1:])
