"""Calls between the gateway and a service, in nameko's wire format, with deadlines.

RPC messages are transient and unconfirmed: the reply is the confirmation. A request expires in
the broker when its deadline passes, so a stopped service does not run it later.
"""

from __future__ import annotations

import functools
import hashlib
import time
import uuid
from collections.abc import Callable
from typing import Any

import eventlet
import orjson
from eventlet.event import Event as Signal
from marshmallow import Schema, ValidationError
from nameko.extensions import (
    DependencyProvider,
    Entrypoint,
    ProviderCollector,
    SharedExtension,
)

from chassis import amqp, call, log, metrics, trace
from chassis.actor import Actor
from chassis.call import Answer, Call
from chassis.errors import Invalid, Refusal, Refused, Unavailable

REFUSED = "Refused"
INTERNAL_ERROR, UNAVAILABLE = "internal_error", "unavailable"
CONSUMER = "rpc"
_log = log.get(__name__)


class RpcServer(ProviderCollector, SharedExtension):
    """Takes requests from `rpc-<service>` and answers them. One per process."""

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.service = self.container.service_name
        self.prefetch = settings.workers
        self.link = amqp.Link(settings.amqp_uri, f"{self.service}.rpc", self._opened)

    def start(self) -> None:
        self.methods = {f"{self.service}.{p.method_name}": p for p in self._providers}
        self.container.spawn_managed_thread(self.link.run, "rpc server")

    def stop(self) -> None:
        """Called last, when every running request has been answered."""
        self.link.stop()

    def _opened(self, channel: Any) -> None:
        queue = f"rpc-{self.service}"
        channel.exchange_declare(amqp.RPC, "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, durable=True, auto_delete=False)
        channel.queue_bind(queue, amqp.RPC, f"{self.service}.*")
        channel.basic_qos(0, self.prefetch, False)
        channel.basic_consume(queue, CONSUMER, callback=self._take)

    def _take(self, message: Any) -> None:
        # Acknowledged before it runs: a request whose server died is not run again by the
        # broker but by its caller, who knows whether he still wants it.
        self.link.ack(message.delivery_tag)
        entrypoint = self.methods.get(message.delivery_info["routing_key"])
        headers = message.headers or {}
        if entrypoint is None:
            self._reply(
                message,
                _failure("MethodNotFound", [message.delivery_info["routing_key"]]),
            )
            return
        if time.time() > float(headers.get("nameko.deadline", "inf")):
            return
        try:
            args = orjson.loads(message.body)["args"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            self._reply(message, _failure("MalformedRequest", ["no args"]))
            return
        reply = functools.partial(self._finished, message)
        entrypoint.container.spawn_worker(
            entrypoint,
            args,
            {"context": _context(headers)},
            handle_result=reply,
        )

    def _finished(self, message: Any, worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        if exc_info is not None:
            result = _failure(REFUSED, [INTERNAL_ERROR, {}])
        self._reply(message, result)
        return result, None

    def _reply(self, message: Any, body: dict[str, Any]) -> None:
        reply = amqp.message(
            orjson.dumps(body),
            "application/json",
            durable=False,
            correlation_id=message.properties.get("correlation_id"),
        )
        try:
            self.link.publish(reply, amqp.RPC, message.properties["reply_to"])
        except (*amqp.AWAY, KeyError) as lost:
            # The caller's deadline passes; he asks again under the same idempotency key.
            _log.warning("rpc.reply_lost", error=type(lost).__name__)


class Rpc(Entrypoint):
    """`@rpc(Request, View)`: loads the request, runs the method, dumps the view.

    The method takes the loaded command as its one argument and returns what the view dumps, or
    the Answer of `store.commit`.
    """

    server = RpcServer()

    def __init__(
        self,
        request: type[Schema] | None = None,
        view: type[Schema] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.request = request
        self.view = view

    def setup(self) -> None:
        self.server.register_provider(self)

    def stop(self) -> None:
        self.server.link.cancel(CONSUMER)


def rpc(request: type[Schema] | None = None, view: type[Schema] | None = None) -> Any:
    """Expose a method to other services. See Rpc."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        door = _door(method, request() if request else None, view() if view else None)
        return Rpc.decorator(request, view)(door)

    return decorate


def _door(
    method: Callable[..., Any], request: Schema | None, view: Schema | None
) -> Callable[..., Any]:
    dump = view.dump if view else lambda result: result

    @functools.wraps(method)
    def door(self: Any, request_body: Any = None, context: Any = None) -> dict[str, Any]:
        about = context or {}
        actor = Actor(**about["actor"]) if about.get("actor") else None
        digest = hashlib.sha256(orjson.dumps(request_body, option=orjson.OPT_SORT_KEYS)).hexdigest()
        version = about.get("if_match")
        if_match = int(version) if version else None
        key = about.get("idempotency_key")
        current = Call(method.__name__, actor, key, digest, dump, if_match)
        started = time.perf_counter()
        outcome = "ok"
        try:
            with (
                trace.span(
                    f"rpc {method.__name__}",
                    "server",
                    about.get("traceparent"),
                    about.get("correlation"),
                ),
                call.serving(current),
            ):
                command = _load(request, request_body)
                result = method(self, command) if request else method(self)
                if isinstance(result, Answer):
                    return {
                        "result": result.body,
                        "error": None,
                        "replayed": result.replayed,
                    }
                return {"result": dump(result), "error": None}
        except Refusal as refusal:
            outcome = refusal.code
            return _failure(REFUSED, [refusal.code, refusal.facts])
        except Unavailable as away:
            outcome = UNAVAILABLE
            return _failure(REFUSED, [UNAVAILABLE, {"reason": away.reason}])
        except Exception as bug:  # noqa: BLE001 - the one place where a bug becomes an answer
            outcome = INTERNAL_ERROR
            _log.error("rpc.failed", method=method.__name__, exc_info=bug)
            return _failure(REFUSED, [INTERNAL_ERROR, {}])
        finally:
            metrics.RPC_SECONDS.labels(method.__name__, outcome).observe(
                time.perf_counter() - started
            )

    return door


def _load(schema: Schema | None, body: Any) -> Any:
    if schema is None:
        return None
    try:
        return schema.load(body)
    except ValidationError as wrong:
        raise Invalid(wrong.normalized_messages()) from wrong


def _failure(kind: str, args: list[Any]) -> dict[str, Any]:
    return {
        "result": None,
        "error": {
            "exc_type": kind,
            "exc_path": f"chassis.errors.{kind}",
            "exc_args": args,
            "value": str(args[0]),
        },
    }


def _context(headers: dict[str, Any]) -> dict[str, Any]:
    return {
        name.removeprefix("nameko."): value
        for name, value in headers.items()
        if name.startswith("nameko.") and name != "nameko.call_id_stack"
    }


class RpcClient(SharedExtension):
    """Sends requests and waits for their replies on one connection. One per process."""

    def setup(self) -> None:
        service = self.container.service_name
        self.reply_to = str(uuid.uuid4())
        self.queue = f"rpc.reply-{service}-{self.reply_to}"
        self._waiting: dict[str, Signal] = {}
        self.link = amqp.Link(
            self.container.config["settings"].amqp_uri,
            f"{service}.rpc-client",
            self._opened,
        )

    def start(self) -> None:
        self.container.spawn_managed_thread(self.link.run, "rpc client")

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
        """The reply's body: {"result", "error", "replayed"?}. Raises Refused or Unavailable."""
        id = new_correlation()
        signal = self._waiting[id] = Signal()
        headers = {
            "nameko.actor": actor.as_dict() if actor else None,
            "nameko.idempotency_key": key,
            "nameko.if_match": if_match and str(if_match),
            "nameko.traceparent": trace.current(),
            "nameko.correlation": trace.correlation(),
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
            with (
                trace.span(f"call {service}.{method}", "client"),
                eventlet.Timeout(deadline_s),
            ):
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
        return _unwrapped(service, reply)

    def _opened(self, channel: Any) -> None:
        channel.exchange_declare(amqp.RPC, "topic", durable=True, auto_delete=False)
        channel.queue_declare(self.queue, exclusive=True, auto_delete=True)
        channel.queue_bind(self.queue, amqp.RPC, self.reply_to)
        channel.events["basic_return"].add(self._on_return)
        channel.basic_consume(self.queue, CONSUMER, no_ack=True, callback=self._on_reply)

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


def new_correlation() -> str:
    return uuid.uuid4().hex


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


class Proxy:
    """The methods of a remote service."""

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
