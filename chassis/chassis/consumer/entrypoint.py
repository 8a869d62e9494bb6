"""`@on`: the entrypoint for events, in batches, from the durable queues of a handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import eventlet
from marshmallow import Schema
from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint
from pymongo.errors import PyMongoError

from chassis import loops
from chassis.consumer.handler import Handler
from chassis.consumer.membership import Membership
from chassis.consumer.reader import Reader
from chassis.domain.errors import Unavailable
from chassis.messaging import amqp
from chassis.messaging.partitions import Partitioning
from chassis.storage.lease import Lease
from chassis.store import Store
from chassis.telemetry import log, metrics

Method = TypeVar("Method", bound=Callable[..., Any])
RETRY_EVERY_S = 1.0
_log = log.get(__name__)


class On(Entrypoint):
    """Passes batches of events to a method `(self, work, events)`.

    The handler and its queue are named `<service>.<method>`. With `partitions` (at most 64) the
    events may be spread over that many queues by subject, and replicas share the work; the setting
    `partitions_most` limits the number in a deployment. `order` is "subject" or None, `batch` is
    the largest number of events in a batch, and `gather_s` is how long a batch may wait for more
    events after its first.
    """

    store = Store()
    membership = Membership()
    handler_type = Handler

    def __init__(
        self,
        schemas: Mapping[str, type[Schema]],
        *,
        order: str | None = "subject",
        partitions: int = 1,
        batch: int = 200,
        gather_s: float = 0.05,
        exchange: str = amqp.EVENTS,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.schemas = schemas
        self.order = order
        self.partitions = partitions
        self.batch = batch
        self.gather_s = gather_s
        self.exchange = exchange
        self.partitioning: Partitioning | None = None
        self.stopping = False
        self._readers: list[Reader] = []

    @property
    def name(self) -> str:
        return f"{self.container.service_name}.{self.method_name}"

    @property
    def connected(self) -> bool:
        return bool(self._readers) and all(reader.connected for reader in self._readers)

    @property
    def reads(self) -> int | None:
        """The number of partitions that this replica reads, None while it cannot."""
        return self.partitioning.partitions if self.partitioning and self.connected else None

    def setup(self) -> None:
        # Entrypoints are set up beside the store, so what needs it waits for start.
        settings = self.container.config["settings"]
        self.amqp_uri = settings.amqp_uri
        self.partitions = min(self.partitions, settings.partitions_most)

    def start(self) -> None:
        self.handler = self.handler_type(
            self.name,
            self.store.transactions,
            getattr(self._service(), self.method_name),
            self.schemas,
            ordered=self.order == "subject",
            delays_s=self.container.config["settings"].retry_delays_s,
        )
        self.repartitioning = self.membership.join(self)
        self.store.handlers.append(self)
        metrics.watch_link(self.name, lambda: self.connected)
        loops.spawn(self.container, self._retry, f"{self.name} retries")

    def follow(self, partitions: int) -> None:
        """Read the queues of this number of partitions and no others."""
        if self.stopping or (self.partitioning and self.partitioning.partitions == partitions):
            return
        for reader in self._readers:
            reader.stopping = True
        self.partitioning = Partitioning(self.name, partitions)
        self._readers = [Reader(self, self.partitioning, n) for n in range(partitions)]
        for reader in self._readers:
            loops.spawn(self.container, reader.run, f"{reader.queue} reader")

    def stop(self) -> None:
        """Finish the batches in hand. What was not acknowledged stays in the queues."""
        self.stopping = True
        self.membership.leave()
        for reader in self._readers:
            reader.stopping = True
        with eventlet.Timeout(self.container.config["settings"].stop_within_s, False):
            for reader in self._readers:
                reader.ended.wait()

    def _service(self) -> Any:
        """An instance of the service with its dependencies, as a worker would get it. Batches
        run in the thread that holds their transaction, not in a worker of their own."""
        service = self.container.service_cls()
        context = WorkerContext(self.container, service, self)
        for provider in self.container.dependencies:
            setattr(service, provider.attr_name, provider.get_dependency(context))
        return service

    def _retry(self) -> None:
        lease = Lease(self.store.db, f"retries {self.name}")

        def look() -> None:
            if not (lease.held() and self.handler.retry_due(self.batch)):
                eventlet.sleep(RETRY_EVERY_S)

        def waiting(away: Exception) -> None:
            _log.warning("retries.waiting", handler=self.name, error=type(away).__name__)

        loops.repeat(
            look,
            until=lambda: self.stopping,
            away=(Unavailable, PyMongoError),
            waiting=waiting,
        )


on: Callable[..., Callable[[Method], Method]] = On.decorator
