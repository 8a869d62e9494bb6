"""Taking events from the intake queue: each for itself, whatever is in it.

The events of a service are read by a schema, and one that does not fit is parked for operators. A
partner's event that does not fit is the partner's business: it is refused, kept where the partner
sees it, and done with. So nothing is known of an event here before the intake has looked at it,
and what arrives twice is told apart by the intake, which knows whether the data is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from pymongo import DeleteOne, ReplaceOne

from chassis.consumer.entrypoint import Method, On
from chassis.consumer.handler import Delivery, Handler, Outcome
from chassis.domain import Document, Event, Work
from chassis.ids import new_id
from chassis.rate_limits.counters import StoreCounters
from chassis.rate_limits.limiter import Limiter
from chassis.rate_limits.quota import Quotas
from chassis.storage import inbox
from chassis.storage.mongo import WAITING
from chassis.telemetry import trace, tracestate
from partners.intake import contracts
from partners.intake.fault import NOT_JSON, TOO_LARGE, Fault
from partners.intake.rate_limit import EventRateLimit, QueueRateLimit
from partners.registry.lookup import Registry

BODY_MOST = 262_144
UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Arrival(Event):
    """A message as it came. `data` holds the event where it is a JSON object; else `fault` says
    why not. The attributes are for logs and traces only; an id of its own tells a delivery."""

    raw: bytes
    fault: Fault | None = None


class IntakeHandler(Handler):
    """Hands every message on. What is more than its partner may send waits, and so does what our
    own code fails at."""

    rate_limit: QueueRateLimit | None = None

    def read(self, delivery: Delivery) -> Delivery:
        held = self.rate_limit.held(delivery.user_id) if self.rate_limit else None
        return replace(delivery, event=self._arrival(delivery), failure=held)

    def apply_batch(self, work: Work, deliveries: Sequence[Delivery], sure: bool) -> Outcome:
        failed = [one for one in deliveries if one.failure is not None]
        rows = [self._kept(one, work.now) for one in failed]
        fresh = [one for one in deliveries if one.failure is None]
        done = [one.row["_id"] for one in fresh if one.row]
        moves: list[DeleteOne | ReplaceOne[Document]] = [DeleteOne({"_id": id}) for id in done]
        moves += [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
        if moves:
            work.collection(WAITING).bulk_write(moves, session=work.session)
        events = [one.event for one in fresh if one.event]
        if events:
            inbox.put(work, self.name, events)
            with trace.within(events[0].traceparent, events[0].tracestate):
                self.apply(work, events)
        return Outcome(events, rows, 0)

    def _arrival(self, delivery: Delivery) -> Arrival:
        given, fault = _parsed(delivery.body)
        about = given if isinstance(given, dict) else {}
        type = about.get("type")
        traceparent = about.get("traceparent")
        return Arrival(
            id=new_id(),
            type=type if isinstance(type, str) and type in contracts.read() else UNKNOWN,
            source=delivery.user_id or UNKNOWN,
            subject=UNKNOWN,
            time=self.transactions.clock.now(),
            data=given,
            traceparent=traceparent if isinstance(traceparent, str) else None,
            tracestate=tracestate.parse(about.get("tracestate")),
            user_id=delivery.user_id,
            raw=delivery.body,
            fault=fault,
        )


class OnIntake(On):
    """`@on` for the intake queue: the method gets Arrivals."""

    handler_type = IntakeHandler
    handler: IntakeHandler

    def start(self) -> None:
        super().start()
        rate_limit = EventRateLimit(Limiter(Quotas(), StoreCounters(self.store.db)))
        self.handler.rate_limit = QueueRateLimit(Registry(self.store), rate_limit)


on_intake: Callable[..., Callable[[Method], Method]] = OnIntake.decorator


def _parsed(body: bytes) -> tuple[Any, Fault | None]:
    if len(body) > BODY_MOST:
        return None, Fault(TOO_LARGE, facts={"limit": BODY_MOST})
    try:
        return orjson.loads(body), None
    except orjson.JSONDecodeError:
        return None, Fault(NOT_JSON)
