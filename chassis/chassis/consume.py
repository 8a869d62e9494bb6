"""`@on`: the entrypoint for events, in batches, from one durable queue per handler."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from marshmallow import Schema
from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint
from pymongo.errors import PyMongoError

from chassis import amqp, log, metrics, points
from chassis.errors import Unavailable
from chassis.handler import Handler
from chassis.lease import Lease
from chassis.store import Store

FIRST_WITHIN_S = 1.0
RETRY_EVERY_S = 1.0
_log = log.get(__name__)


class On(Entrypoint):
    """Hands batches of events to a method `(self, work, events)`.

    The queue is `<service>.<method>`: a quorum queue with a single active consumer, so that
    replicas keep the order. `order` is "subject" or None; `batch` is the most events at once, and
    `gather_s` how long after its first event a batch may wait to grow.
    """

    store = Store()

    def __init__(
        self,
        schemas: Mapping[str, type[Schema]],
        *,
        order: str | None = "subject",
        batch: int = 200,
        gather_s: float = 0.02,
        exchange: str = amqp.EVENTS,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.schemas = schemas
        self.order = order
        self.batch = batch
        self.gather_s = gather_s
        self.exchange = exchange
        self.connected = False
        self.stopping = False
        self._stopped = Signal()

    @property
    def queue(self) -> str:
        return f"{self.container.service_name}.{self.method_name}"

    def setup(self) -> None:
        # Entrypoints are set up beside the store, so what needs it waits for start.
        self.amqp_uri = self.container.config["settings"].amqp_uri

    def start(self) -> None:
        self.handler = Handler(
            self.queue,
            self.store.transactions,
            getattr(self._service(), self.method_name),
            self.schemas,
            ordered=self.order == "subject",
            delays_s=self.container.config["settings"].retry_delays_s,
        )
        self.store.handlers.append(self)
        metrics.watch_link(self.queue, lambda: self.connected)
        self.container.spawn_managed_thread(self._consume, f"{self.queue} consumer")
        self.container.spawn_managed_thread(self._retry, f"{self.queue} retries")

    def stop(self) -> None:
        """Finish the batch in hand. What was not acknowledged stays in the queue."""
        self.stopping = True
        with eventlet.Timeout(self.container.config["settings"].stop_within_s, False):
            self._stopped.wait()

    def _service(self) -> Any:
        """An instance of the service with its dependencies, as a worker would get it. Batches
        run in the thread that holds their transaction, not in a worker of their own."""
        service = self.container.service_cls()
        context = WorkerContext(self.container, service, self)
        for provider in self.container.dependencies:
            setattr(service, provider.attr_name, provider.get_dependency(context))
        return service

    def _consume(self) -> None:
        failures = 0
        while not self.stopping:
            connection = None
            try:
                connection = amqp.connect(self.amqp_uri, self.queue)
                channel = self._declared(connection.channel())
                failures = 0
                self._take_batches(connection, channel)
            except amqp.AWAY as away:
                if not self.stopping:
                    _log.warning("broker.away", handler=self.queue, error=type(away).__name__)
            finally:
                self.connected = False
                amqp.forget(connection)
            if not self.stopping:
                failures = amqp.back_off(failures)
        self._stopped.send(None)

    def _declared(self, channel: Any) -> Any:
        amqp.declare_events(channel)
        arguments = {"x-queue-type": "quorum", "x-single-active-consumer": True}
        channel.queue_declare(self.queue, durable=True, auto_delete=False, arguments=arguments)
        for pattern in self.schemas:
            channel.queue_bind(self.queue, self.exchange, pattern)
        channel.basic_qos(0, 2 * self.batch, False)
        return channel

    def _take_batches(self, connection: Any, channel: Any) -> None:
        held: list[Any] = []
        channel.basic_consume(self.queue, self.queue, callback=held.append)
        self.connected = True
        while not self.stopping:
            self._gather(connection, held)
            if held and self._take([_message(one) for one in held]):
                points.reached("consume.before_ack")
                channel.basic_ack(held[-1].delivery_tag, multiple=True)
                points.reached("consume.after_ack")
                held.clear()

    def _gather(self, connection: Any, held: list[Any]) -> None:
        """Wait for a first message, then for those close behind it, up to a batch."""
        end = time.monotonic() + FIRST_WITHIN_S
        while len(held) < self.batch and not self.stopping:
            try:
                connection.drain_events(timeout=max(0.0001, end - time.monotonic()))
            except TimeoutError:
                break
            if len(held) == 1:
                end = time.monotonic() + self.gather_s
        connection.heartbeat_check()

    def _take(self, messages: list[tuple[bytes, str | None]]) -> bool:
        """Whether the batch is stored; tried until it is, or until we are asked to stop."""
        failures = 0
        while not self.stopping or failures == 0:
            try:
                points.reached("consume.before_handling")
                self.handler.take(messages)
                return True
            except (Unavailable, PyMongoError) as away:
                _log.warning("handler.holds", handler=self.queue, error=_reason(away))
                failures = amqp.back_off(failures)
        return False

    def _retry(self) -> None:
        lease = Lease(self.store.db, f"retries {self.queue}")
        while not self.stopping:
            try:
                busy = lease.held() and self.handler.retry_due(self.batch)
            except (Unavailable, PyMongoError) as away:
                _log.warning("retries.waiting", handler=self.queue, error=type(away).__name__)
                busy = False
            if not busy:
                eventlet.sleep(RETRY_EVERY_S)


def _reason(away: Exception) -> str:
    return str(away) if isinstance(away, Unavailable) else type(away).__name__


def _message(raw: Any) -> tuple[bytes, str | None]:
    body = raw.body.encode() if isinstance(raw.body, str) else bytes(raw.body)
    return body, raw.properties.get("user_id")


on = On.decorator
