"""Applying a batch although some of its events cannot be applied.

When the service's method raises, the event it was handling is tried alone. If it fails in the same
way, it is set aside and the rest is tried again without it. A poison event therefore costs two
aborted transactions, neither of which waits for the disk, and the other events are stored together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chassis.domain.errors import Unavailable
from chassis.domain.event import Event
from chassis.domain.unit_of_work import Work
from chassis.storage import cause
from chassis.storage.inbox import Repeated
from chassis.storage.transactions import Contended
from chassis.telemetry import event_spans

if TYPE_CHECKING:
    from chassis.consumer.handler import Delivery, Outcome

SET_ASIDE_MOST = 8
"""How many events are set aside before a batch is halved: each try reads all of the batch."""

Apply = Callable[[Work, Sequence["Delivery"], bool], "Outcome"]


@dataclass(frozen=True)
class Applied:
    """A stored part of a batch; `started_ns` is Unix time."""

    outcome: Outcome
    size: int
    started_ns: int
    seconds: float


@dataclass(frozen=True)
class _Failed:
    """An aborted transaction, and the event that was being handled, if any."""

    error: Exception
    at: Event | None
    started_ns: int


class _Sound(Exception):
    """The trial succeeded; it is aborted all the same."""


class BatchIsolation:
    """Applies the batches of one handler and isolates events that fail."""

    def __init__(self, name: str, transactions: Any, apply: Apply) -> None:
        self.name = name
        self.transactions = transactions
        self.apply = apply

    def apply_in_parts(self, deliveries: Sequence[Delivery]) -> Iterator[Applied]:
        """Store every delivery, in their order: applied, or kept with its `failure`.

        Raises Unavailable when the database is away; what was yielded before is stored.
        """
        given = list(deliveries)
        for _ in range(SET_ASIDE_MOST + 1 if given else 0):
            tried = self._try(given)
            if isinstance(tried, Applied):
                yield tried
                return
            failing = self._failing_one(given, tried)
            if failing is None:
                break
            event_spans.failed(self.name, failing.event, tried.started_ns, tried.error)
            given = [replace(d, failure=tried.error) if d is failing else d for d in given]
        if given:
            middle = len(given) // 2
            yield from self.apply_in_parts(given[:middle])
            yield from self.apply_in_parts(given[middle:])

    def _try(self, deliveries: Sequence[Delivery], trial: bool = False) -> Applied | _Failed:
        works: list[Work] = []

        def body(work: Work, sure: bool) -> Outcome:
            works.append(work)
            outcome = self.apply(work, deliveries, sure)
            if trial:
                work.flush()
                raise _Sound
            return outcome

        started_ns, started = time.time_ns(), time.perf_counter()
        try:
            try:
                outcome = self.transactions.run(lambda work: body(work, True))
            except Repeated:
                outcome = self.transactions.run(lambda work: body(work, False))
        except Contended as contended:
            # When an event meets it alone, too, it is hardly anybody else's doing.
            met = contended.__cause__
            error = met if isinstance(met, Exception) else contended
            return _Failed(error, None, started_ns)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is kept with its event
            return _Failed(error, works[-1].unfinished, started_ns)
        return Applied(outcome, len(deliveries), started_ns, time.perf_counter() - started)

    def _failing_one(self, given: Sequence[Delivery], tried: _Failed) -> Delivery | None:
        """The delivery that cannot be applied; None when that cannot be determined.

        The event being handled is not necessarily the one that failed: a write of an earlier event
        may be flushed, and fail, while a later one is handled. So the suspect is tried alone and
        must fail in the same way.
        """
        if len(given) == 1:
            if given[0].failure is not None:
                raise tried.error
            return given[0]
        at = tried.at and (tried.at.source, tried.at.id)
        for delivery in given:
            if at and delivery.event and (delivery.event.source, delivery.event.id) == at:
                alone = self._try([delivery], trial=True)
                same = isinstance(alone, _Failed) and _fate(alone) == _fate(tried)
                return delivery if same else None
        return None


def _fate(failed: _Failed) -> tuple[type, str | None]:
    return type(failed.error), cause.place(failed.error)
