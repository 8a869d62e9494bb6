"""Transactions with bounded retries."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

import eventlet
from pymongo.client_session import ClientSession
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis import failpoints
from chassis.domain.business_day import REAL_CLOCK, BusinessClock
from chassis.domain.call import Call
from chassis.domain.errors import Conflict, Unavailable
from chassis.domain.unit_of_work import Trigger, Work
from chassis.ids import new_id
from chassis.storage import mongo
from chassis.storage.clock import Clock
from chassis.telemetry import metrics

R = TypeVar("R")

ATTEMPTS = 12
COMMIT_ATTEMPTS = 5


class Contended(Unavailable):
    """Others changed the same aggregates at every attempt."""


class Transactions:
    """Runs a body of work in a MongoDB transaction, with bounded retries on conflicts."""

    def __init__(
        self,
        db: Any,
        work: type[Work],
        service: str,
        committed: Callable[[], None],
        clock: Clock,
        business_clock: BusinessClock = REAL_CLOCK,
    ) -> None:
        self.db = db
        self.work = work
        self.service = service
        self.committed = committed
        self.clock = clock
        self.business_clock = business_clock

    def run(
        self,
        body: Callable[[Any], R],
        attempts: int = ATTEMPTS,
        trigger: Trigger | None = None,
    ) -> R:
        """What `body(work)` returns, once it is stored by a majority and journaled.

        `body` may be run several times and must have no effect but through `work`. Raises
        Unavailable when the database is away, and Contended when the conflict does not end.
        """
        started, outcome = time.perf_counter(), "undone"
        try:
            result = self._tried(body, attempts, trigger)
            outcome = "stored"
            return result
        except Unavailable:
            outcome = "unavailable"
            raise
        finally:
            seconds = time.perf_counter() - started
            metrics.TRANSACTION_SECONDS.labels(outcome).observe(seconds)

    def _tried(self, body: Callable[[Any], R], attempts: int, trigger: Trigger | None) -> R:
        last: Exception | None = None
        for attempt in range(attempts):
            try:
                return self._once(body, trigger)
            except Conflict as conflict:
                last = conflict
            except ConnectionFailure as away:
                raise Unavailable(self.service, "database") from away
            except PyMongoError as error:
                if not mongo.is_transient(error):
                    raise
                last = error
            metrics.TRANSACTION_RETRIES.inc()
            eventlet.sleep(random.uniform(0, min(0.2, 0.002 * 2**attempt)))  # noqa: S311 - jitter
        raise Contended(self.service, "conflict") from last

    def view(self, call: Call | None = None) -> Any:
        """A unit of work outside of any transaction, to read with."""
        return self._work(self._backend(None), Trigger.of(call))

    def _work(self, backend: mongo.MongoBackend, trigger: Trigger | None) -> Work:
        return self.work(backend, backend.now, new_id, trigger, self.business_clock)

    def _backend(self, session: ClientSession | None) -> mongo.MongoBackend:
        return mongo.MongoBackend(self.db, session, self.service, self.clock.now())

    def _once(self, body: Callable[[Any], R], trigger: Trigger | None) -> R:
        with self.db.client.start_session() as session:
            session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
            )
            try:
                work = self._work(self._backend(session), trigger)
                result = body(work)
                work.flush()
                failpoints.reached("store.before_commit")
            except BaseException:
                session.abort_transaction()
                raise
            _commit(session)
        failpoints.reached("store.after_commit")
        self.committed()
        return result


def _commit(session: ClientSession) -> None:
    # The driver retries once by itself; a commit whose result stays unknown is asked again,
    # because asking again can only find it done or do it.
    for attempt in range(COMMIT_ATTEMPTS):
        try:
            session.commit_transaction()
            return
        except PyMongoError as error:
            unknown = error.has_error_label("UnknownTransactionCommitResult")
            if not unknown or attempt == COMMIT_ATTEMPTS - 1:
                raise
            eventlet.sleep(0.1 * 2**attempt)
