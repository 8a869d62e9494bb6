"""Calling another service: with a deadline, and with two kinds of bad news only."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import orjson
from eventlet.event import Event as Signal
from nameko.extensions import DependencyProvider, SharedExtension

from chassis import loops
from chassis.domain.actor import SERVICE, Actor
from chassis.domain.errors import Refused, Unavailable
from chassis.messaging import amqp
from chassis.rpc.passport import HEADER, Passports
from chassis.rpc.server import CONSUMER, INTERNAL_ERROR, REFUSED, UNAVAILABLE, RpcServer
from chassis.telemetry import metrics, trace


class RpcClient(SharedExtension):
    """Sends requests and waits for their replies on one connection. One per process.

    What a service asks of itself does not go over the broker.
    """

    server = RpcServer()

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.service = self.container.service_name
        self.passports = Passports(self.service, settings.passport_key)
        self.reply_to = ""
        self._waiting: dict[str, Signal] = {}
        self.link = amqp.Link(settings.amqp_uri, f"{self.service}.rpc-client", self._opened)

    def start(self) -> None:
        loops.spawn(self.container, self.link.run, "rpc client")
        metrics.watch_link(self.link.name, lambda: self.link.connected)

    def stop(self) -> None:
        self.link.stop()

    def call(
        self,
        service: str,
        method: str,
        request: Any,
        *,
        deadline_s: float,
        actor: Actor | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Any:
        """The reply's body: {"result", "error", "replayed"?}. Raises Refused or Unavailable.

        Without an actor this service asks for itself.
        """
        started, outcome = time.perf_counter(), "ok"
        try:
            with trace.span(f"call {service}.{method}", "client"):
                about = {
                    "idempotency_key": key,
                    "if_match": None if if_match is None else str(if_match),
                    "traceparent": trace.current(),
                    "tracestate": trace.tracestate(),
                    "correlation": trace.correlation(),
                }
                if service == self.service:
                    reply = self._own(method, request, deadline_s, actor, about)
                else:
                    reply = self._asked(service, method, request, deadline_s, actor, about)
                return _unwrapped(service, reply)
        except Refused as refused:
            outcome = refused.code
            raise
        except Unavailable:
            outcome = UNAVAILABLE
            raise
        finally:
            seconds = time.perf_counter() - started
            metrics.CALL_SECONDS.labels(service, method, outcome).observe(seconds)

    def _own(
        self,
        method: str,
        request: Any,
        deadline_s: float,
        actor: Actor | None,
        about: dict[str, str | None],
    ) -> Any:
        context = {**about, "actor": actor or Actor(self.service, SERVICE)}
        try:
            with eventlet.Timeout(deadline_s):
                return self.server.answer(method, request, context)
        except eventlet.Timeout as late:
            raise Unavailable(self.service, "deadline") from late

    def _asked(
        self,
        service: str,
        method: str,
        request: Any,
        deadline_s: float,
        actor: Actor | None,
        about: dict[str, str | None],
    ) -> Any:
        id = uuid.uuid4().hex
        signal = self._waiting[id] = Signal()
        headers = {
            f"nameko.{HEADER}": self.passports.of(actor, service),
            **{f"nameko.{name}": value for name, value in about.items()},
            "nameko.deadline": str(time.time() + deadline_s),
        }
        message = amqp.message(
            orjson.dumps({"args": [request], "kwargs": {}}),
            "application/json",
            durable=False,
            correlation_id=id,
            reply_to=self.reply_to,
            expiration=str(int(deadline_s * 1000)),
            application_headers={n: v for n, v in headers.items() if v is not None},
        )
        try:
            with eventlet.Timeout(deadline_s):
                self.link.publish(message, amqp.RPC, f"{service}.{method}", mandatory=True)
                reply = signal.wait()
        except eventlet.Timeout as late:
            raise Unavailable(service, "deadline") from late
        except amqp.AWAY as away:
            raise Unavailable(service, "broker") from away
        finally:
            self._waiting.pop(id, None)
        if reply is None:
            raise Unavailable(service, "not running")
        return reply

    def _opened(self, channel: Any) -> None:
        # A new name each time: the last one stays locked until a lost node is given up.
        self.reply_to = str(uuid.uuid4())
        queue = f"rpc.reply-{self.service}-{self.reply_to}"
        channel.exchange_declare(amqp.RPC, "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, amqp.RPC, self.reply_to)
        channel.events["basic_return"].add(self._on_return)
        channel.basic_consume(queue, CONSUMER, no_ack=True, callback=self._on_reply)

    def _on_reply(self, message: Any) -> None:
        signal = self._waiting.pop(message.properties.get("correlation_id"), None)
        if signal is not None:
            signal.send(orjson.loads(message.body))

    def _on_return(self, error: Any, exchange: str, key: str, message: Any) -> None:
        signal = self._waiting.pop(message.properties.get("correlation_id"), None)
        if signal is not None:
            signal.send(None)


def _unwrapped(service: str, reply: dict[str, Any]) -> Any:
    error = reply.get("error")
    if not error:
        return reply
    if error["exc_type"] != REFUSED:
        raise Refused(INTERNAL_ERROR, {"service": service})
    code, facts = error["exc_args"]
    if code == UNAVAILABLE:
        raise Unavailable(service, facts.get("reason", "unavailable"))
    raise Refused(code, facts)


class Remote(DependencyProvider):
    """Another service, with a deadline: `self.people.get_contact({...})`.

    Raises Refused(code, facts) or Unavailable, and nothing else.
    """

    client = RpcClient()

    def __init__(self, service: str, deadline_s: float = 5.0) -> None:
        self.service = service
        self.deadline_s = deadline_s

    def get_dependency(self, worker_ctx: Any) -> Proxy:
        return Proxy(self.client, self.service, self.deadline_s)


class Remotes(DependencyProvider):
    """Several services by name: `self.owners["people"].read_outbox({...})`."""

    client = RpcClient()

    def __init__(self, services: Iterable[str], deadline_s: float = 5.0) -> None:
        self.services = tuple(services)
        self.deadline_s = deadline_s

    def get_dependency(self, worker_ctx: Any) -> dict[str, Proxy]:
        return {name: Proxy(self.client, name, self.deadline_s) for name in self.services}


class Proxy:
    """The methods of a remote service, asked on our own behalf unless an `actor` is named."""

    def __init__(self, client: RpcClient, service: str, deadline_s: float) -> None:
        self._client = client
        self._service = service
        self._deadline_s = deadline_s

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def remote(request: Any = None, **about: Any) -> Any:
            reply = self._client.call(
                self._service, method, request, deadline_s=self._deadline_s, **about
            )
            return reply["result"]

        return remote
