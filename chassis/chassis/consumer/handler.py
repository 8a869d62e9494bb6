"""Applying events: each takes effect once, in order per subject, and failing ones stay visible."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError
from pymongo import DeleteOne, ReplaceOne

from chassis import cloudevents
from chassis.cloudevents import Malformed
from chassis.consumer.poison import BatchIsolation
from chassis.domain.event import Event
from chassis.domain.unit_of_work import Document, Work
from chassis.storage import inbox, waiting
from chassis.storage.mongo import WAITING
from chassis.telemetry import event_spans, log, metrics, trace

BODY_MOST, BODY_KEPT = 8 * 1024 * 1024, 64 * 1024
_log = log.get(__name__)


@dataclass(frozen=True)
class Delivery:
    """One event in hand: live from the queue, or a row that waited."""

    body: bytes
    user_id: str | None
    event: Event | None = None
    unreadable: Any = None
    row: Document | None = None
    failure: Exception | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a batch: events applied, rows kept for later, and how many were known."""

    events: list[Event]
    kept: list[Document]
    duplicates: int


class UnknownType(Exception):
    """This release has no schema for the type of the event. A replica of a later release may have
    bound the queue to the type, so the event is retried, by then by that replica."""


class Handler:
    """One handler of one service.

    `apply(work, events)` is the service's method, which walks through the events with
    `work.handling`. `schemas` maps a type, or a topic pattern, to the schema that reads its data.
    An ordered handler applies the events of a subject in the order of arrival: events behind a
    waiting one wait too. `delays_s` are the pauses between retries.
    """

    def __init__(
        self,
        name: str,
        transactions: Any,
        apply: Callable[[Work, Sequence[Event]], None],
        schemas: Mapping[str, type[Schema]],
        ordered: bool,
        delays_s: Sequence[float],
    ) -> None:
        self.name = name
        self.transactions = transactions
        self.apply = apply
        self.schemas = {pattern: schema(unknown=EXCLUDE) for pattern, schema in schemas.items()}
        self.ordered = ordered
        self.delays_s = delays_s
        self.isolation = BatchIsolation(name, transactions, self.apply_batch)

    def take(self, messages: Sequence[tuple[bytes, str | None]]) -> None:
        """Store each event's effect, or the event itself where it must wait.

        A message is its body and the user that the broker vouches for. When this returns,
        everything may be acknowledged. Raises Unavailable when the database is away: then
        nothing may.
        """
        self._settle([self.read(Delivery(body, user_id)) for body, user_id in messages])

    def retry_due(self, limit: int) -> int:
        """Try rows whose time has come; returns how many were in hand."""
        now = self.transactions.view().now
        rows = waiting.due(self.transactions.db, self.name, self.ordered, now, limit)
        self._settle([self.read(Delivery(row["body"], row["user_id"], row=row)) for row in rows])
        return len(rows)

    def schema_for(self, type: str) -> Schema | None:
        """The schema of this exact type, else of the first topic pattern that fits."""
        if type in self.schemas:
            return self.schemas[type]
        for pattern, schema in self.schemas.items():
            if fits(pattern, type):
                return schema
        return None

    def read(self, delivery: Delivery) -> Delivery:
        """The delivery with its event, or with the reason why it cannot be read."""
        if len(delivery.body) > BODY_MOST:
            said = f"body of {len(delivery.body)} bytes is larger than {BODY_MOST}"
            return replace(delivery, body=delivery.body[:BODY_KEPT], unreadable=said)
        try:
            decoded = cloudevents.decode(bytes(delivery.body))
            event = cloudevents.event(decoded, decoded["data"], delivery.user_id)
        except Malformed as malformed:
            return replace(delivery, unreadable=str(malformed))
        schema = self.schema_for(event.type)
        if schema is None:
            return replace(delivery, event=event, failure=UnknownType(event.type))
        try:
            data = schema.load(event.data)
        except ValidationError as wrong:
            return replace(delivery, event=event, unreadable=wrong.normalized_messages())
        except Exception as bug:  # noqa: BLE001 - a schema of the service's own is part of its handler
            return replace(delivery, event=event, failure=bug)
        return replace(delivery, event=replace(event, data=data))

    def _settle(self, deliveries: Sequence[Delivery]) -> None:
        for applied in self.isolation.apply_in_parts(deliveries):
            events = applied.outcome.events
            event_spans.handled(self.name, events, applied.started_ns)
            now = self.transactions.clock.now()
            metrics.handled(self.name, events, applied.size, applied.seconds, now)
            if applied.outcome.duplicates:
                metrics.DUPLICATES.labels(self.name).inc(applied.outcome.duplicates)
            for row in applied.outcome.kept:
                self._tell(row)

    def apply_batch(self, work: Work, deliveries: Sequence[Delivery], sure: bool) -> Outcome:
        """Apply what can be applied and keep the rest, all within `work`.

        Events rarely come twice, so one that is `sure` of it does not ask the inbox before.
        Raises Repeated where that was wrong, and what the service's method raises.
        """
        fresh, rows = self._sort(work, deliveries, sure)
        events = [delivery.event for delivery in fresh if delivery.event]
        kept = {row["_id"] for row in rows}
        waited = [d.row["_id"] for d in deliveries if d.row and d.row["_id"] not in kept]
        moves = [DeleteOne({"_id": id}) for id in waited] + [_keeping(row) for row in rows]
        if moves:
            work.collection(WAITING).bulk_write(moves, session=work.session)
        if events:
            inbox.put(work, self.name, events)
            with trace.within(events[0].traceparent, events[0].tracestate):
                self.apply(work, event_spans.taken(self.name, events))
        return Outcome(events, rows, len(deliveries) - len(fresh) - len(rows))

    def _sort(
        self, work: Work, deliveries: Sequence[Delivery], sure: bool
    ) -> tuple[list[Delivery], list[Document]]:
        """The deliveries to apply now, and the rows of those that must wait."""
        unsure = not sure or any(one.event and _is_held(one) for one in deliveries)
        known: set[str] = self._handled(work, deliveries) if unsure else set()
        blocked: set[str] = set()
        if self._anything_waits(work):
            known |= self._held(work, deliveries)
            blocked |= self._blocked(work, deliveries) if self.ordered else set()
        fresh: list[Delivery] = []
        rows: list[Document] = []
        for delivery in deliveries:
            event = delivery.event
            if event:
                key = inbox.key(event.source, event.id)
                if key in known:
                    continue
                known.add(key)
            if _is_held(delivery):
                rows.append(self._kept(delivery, work.now))
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

    def _handled(self, work: Work, deliveries: Sequence[Delivery]) -> set[str]:
        keys = [inbox.key(d.event.source, d.event.id) for d in deliveries if d.event]
        return inbox.known(work, self.name, keys)

    def _anything_waits(self, work: Work) -> bool:
        held = work.collection(WAITING).find_one(
            {"handler": self.name}, projection=["_id"], session=work.session
        )
        return held is not None

    def _held(self, work: Work, deliveries: Sequence[Delivery]) -> set[str]:
        live = [d.event.id for d in deliveries if d.event and d.row is None]
        held = work.collection(WAITING).find(
            {"handler": self.name, "event_id": {"$in": live}},
            projection=["source", "event_id"],
            session=work.session,
        )
        return {inbox.key(row["source"], row["event_id"]) for row in held}

    def _blocked(self, work: Work, deliveries: Sequence[Delivery]) -> set[str]:
        subjects = list({d.event.subject for d in deliveries if d.event and d.row is None})
        found = work.collection(WAITING).distinct(
            "subject",
            {"handler": self.name, "subject": {"$in": subjects}},
            session=work.session,
        )
        return set(found)

    def _kept(self, delivery: Delivery, now: datetime) -> Document:
        row = self._row(delivery, now)
        if delivery.failure is not None:
            return waiting.failed(row, delivery.failure, now, self.delays_s)
        return waiting.unreadable(row, delivery.unreadable, now)

    def _tell(self, row: Document) -> None:
        """Count and log an event that was kept. An event that only waits behind another is not
        logged."""
        kind = row["cause"]["kind"]
        if kind == "behind":
            return
        parked = row["state"] == waiting.TO_BE_REPAIRED
        (metrics.PARKED if parked else metrics.RETRIES).labels(self.name).inc()
        (_log.debug if kind == "early" else _log.warning)(
            "event.parked" if parked else "event.waits",
            handler=self.name,
            type=row["type"],
            event_id=row["event_id"],
            cause=row["label"],
            tries=row["tries"],
        )


def _is_held(delivery: Delivery) -> bool:
    return delivery.unreadable is not None or delivery.failure is not None


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
