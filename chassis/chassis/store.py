"""The store of a service: its transactions, the answers to repeated calls, and its relay."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider, SharedExtension
from pymongo.errors import ConnectionFailure, PyMongoError

from chassis import loops
from chassis.business_clock import business_clock
from chassis.domain import call as calls
from chassis.domain.call import Call
from chassis.domain.errors import RequestInProgress, Unavailable
from chassis.domain.unit_of_work import Trigger
from chassis.messaging import amqp
from chassis.messaging.queue_depth import Queues
from chassis.messaging.relay import Relay
from chassis.repair.repair_job import Repairs
from chassis.storage import indexes, mongo, waiting
from chassis.storage.audit_seal import Sealer
from chassis.storage.clock import Clock
from chassis.storage.group_commit import Groups, Request
from chassis.storage.group_decision import decide_group
from chassis.storage.throughput import Flow
from chassis.storage.transactions import Transactions
from chassis.telemetry import event_spans, log, trace

UseCase = Callable[..., Any]
MEASURE_EVERY_S = 5
_log = log.get(__name__)


class Store(SharedExtension):
    """The one store of a service process."""

    def setup(self) -> None:
        service_cls = self.container.service_cls
        self.settings = self.container.config["settings"]
        self.service = service_cls.name
        self.db = mongo.connect(self.settings.mongo_uri)
        clock = Clock(self.db)
        self.business_clock = business_clock(self.settings.business_clock)
        self.relay = Relay(self.db, self.settings.amqp_uri, self.service, clock)
        self.transactions = Transactions(
            self.db, service_cls.work, self.service, self.relay.wake, clock, self.business_clock
        )
        self.groups = Groups(functools.partial(decide_group, self.transactions))
        self.flow = Flow(self.db)
        self.repairs = Repairs(self.db, self.transactions)
        self.sealer = Sealer(self.db, self.transactions)
        self.handlers: list[Any] = []
        self.prepared = False
        self._running: set[str] = set()

    def start(self) -> None:
        loops.spawn(self.container, self._prepare, "prepare indexes")
        loops.spawn(self.container, self.relay.run, "relay")
        loops.spawn(self.container, self.repairs.run, "repairs")
        loops.spawn(self.container, self.sealer.run, "audit seals")
        loops.spawn(self.container, self._measure, "measure")

    def stop(self) -> None:
        self.repairs.stop()
        self.sealer.stop()
        self.relay.stop()

    def ready(self) -> str | None:
        """None when the store can serve, else what is wrong."""
        try:
            self.db.client.admin.command("ping")
        except PyMongoError as away:
            return f"database: {type(away).__name__}"
        return None if self.prepared else "database: indexes are not there yet"

    def now(self) -> datetime:
        """The time that stored things are dated with. Raises Unavailable."""
        try:
            return self.transactions.clock.now()
        except PyMongoError as away:
            raise Unavailable(self.service, "database") from away

    def commit(self, usecase: UseCase, **command: Any) -> Any:
        """Run a use case in a transaction together with its idempotency record.

        Within an RPC the use case shares the transaction with commands that arrive while another
        one runs, and the result is an Answer for the caller; elsewhere it is what the use case
        returned. Raises the use case's refusals, IdempotencyKeyReused, RequestInProgress and
        Unavailable.
        """
        call = calls.current()
        if call is None:
            with trace.span("transaction", "internal"):
                return self.transactions.run(
                    lambda work: usecase(work, **command), trigger=Trigger()
                )
        return self._outcome(Request(usecase, command, call))

    def commit_unkept(self, usecase: UseCase, **command: Any) -> Any:
        """Like `commit`, for an answer that must not be stored, such as one with unmasked personal
        data: a repeated request is decided again."""
        call = calls.current()
        return self._outcome(Request(usecase, command, call and replace(call, key=None)))

    def commit_group(
        self,
        key: str,
        usecase: UseCase,
        command: dict[str, Any],
        prepare: UseCase | None = None,
    ) -> Any:
        """Like `commit`, for requests that contend for the aggregate `key`: they are decided in
        order of arrival. `prepare(work, commands)` loads in bulk what the commands of a group need.
        """
        return self._outcome(Request(usecase, command, calls.current(), key, prepare))

    def read(self, usecase: UseCase, **query: Any) -> Any:
        """Run a reading use case outside of any transaction."""
        try:
            return usecase(self.transactions.view(calls.current()), **query)
        except ConnectionFailure as away:
            raise Unavailable(self.service, "database") from away

    def _outcome(self, request: Request) -> Any:
        with self._alone(request.call), trace.span("transaction", "internal"):
            request.context = event_spans.context(None)
            outcome = self.groups.outcome(request)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @contextmanager
    def _alone(self, call: Call | None) -> Iterator[None]:
        id = call.record_id if call else None
        if id is None:
            yield
            return
        if id in self._running:
            raise RequestInProgress
        self._running.add(id)
        try:
            yield
        finally:
            self._running.discard(id)

    def _prepare(self) -> None:
        keep = {
            mongo.INBOX: timedelta(days=self.settings.inbox_days),
            mongo.OUTBOX: timedelta(days=self.settings.outbox_days),
            mongo.IDEMPOTENCY: timedelta(hours=self.settings.idempotency_hours),
            indexes.MONEY: timedelta(days=self.settings.idempotency_money_days),
        }

        def prepare() -> None:
            indexes.prepare(self.db, self.transactions.work, keep)
            self.prepared = True

        def waiting(away: Exception) -> None:
            _log.warning("store.prepare_failed", error=type(away).__name__)

        loops.repeat(prepare, until=lambda: self.prepared, away=(PyMongoError,), waiting=waiting)

    def _measure(self) -> None:
        queues = Queues(self.settings.amqp_uri, self.service)
        while True:
            alone = {name: [name] for name in (amqp.UNROUTED, f"rpc-{self.service}")}
            queues.measure(
                alone | {h.name: h.partitioning.queues for h in self.handlers if h.partitioning}
            )
            try:
                self.relay.measure()
                now = self.transactions.clock.now()
                for handler in self.handlers:
                    waiting.measure(self.db, handler.name, now)
            except PyMongoError as away:
                _log.warning("store.not_measured", error=type(away).__name__)
            eventlet.sleep(MEASURE_EVERY_S)


class StoreDependency(DependencyProvider):
    """Hands the store to each worker as `self.store`."""

    engine = Store()

    def get_dependency(self, worker_ctx: Any) -> Store:
        return self.engine
