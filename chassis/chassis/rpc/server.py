"""Calls between the gateway and a service, in nameko's wire format, with deadlines.

RPC messages are transient and unconfirmed: the reply is the confirmation. A request expires in
the broker when its deadline passes, so a stopped service does not run it later.
"""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson
from eventlet.event import Event as Signal
from marshmallow import Schema, ValidationError
from nameko.extensions import (
    Entrypoint,
    ProviderCollector,
    SharedExtension,
)

from chassis import failpoints, loops
from chassis.domain import call
from chassis.domain.call import Answer, Call
from chassis.domain.errors import Invalid, Refusal, Unavailable
from chassis.messaging import amqp
from chassis.rpc.passport import HEADER, CallerNotVerified, Checks
from chassis.telemetry import log, metrics, trace

Method = TypeVar("Method", bound=Callable[..., Any])
REFUSED = "Refused"
NOT_VERIFIED = "caller not verified"
INTERNAL_ERROR, UNAVAILABLE = "internal_error", "unavailable"
CONSUMER = "rpc"
_log = log.get(__name__)


class RpcServer(ProviderCollector, SharedExtension):
    """Takes requests from `rpc-<service>` and answers them. One per process."""

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self.service = self.container.service_name
        self.prefetch = settings.workers
        self.checks = Checks(self.service, Path(settings.actor_keys))
        self.cancelled = False
        # A classic queue is the cheaper one, and is away as long as its node is.
        self.arguments = {"x-queue-type": "quorum"} if settings.rpc_replicated else None
        self.link = amqp.Link(settings.amqp_uri, f"{self.service}.rpc", self._opened)

    def start(self) -> None:
        self.methods = {f"{self.service}.{p.method_name}": p for p in self._providers}
        loops.spawn(self.container, self.link.run, "rpc server")
        metrics.watch_link(self.link.name, lambda: self.link.connected)
        metrics.watch_pool("workers", self.prefetch, self.container._worker_pool.running)

    def answer(self, method: str, request: Any, context: dict[str, Any]) -> Any:
        """The reply to a request of this process itself, as the broker would have brought it.

        It is run by a worker, as every request is: a caller who stops waiting does not stop it.
        """
        routing_key = f"{self.service}.{method}"
        entrypoint = self.methods.get(routing_key)
        if entrypoint is None:
            return _failure("MethodNotFound", [routing_key])
        answered = Signal()

        def finished(worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            if exc_info is not None:
                result = _failure(REFUSED, [INTERNAL_ERROR, {}])
            answered.send(_written(routing_key, result))
            return result, None

        entrypoint.container.spawn_worker(
            entrypoint, [request], {"context": context}, handle_result=finished
        )
        return orjson.loads(answered.wait())

    def cancel(self) -> None:
        """Take no more requests; called once for each method. What was taken is run."""
        if not self.cancelled:
            self.cancelled = True
            self.link.cancel(CONSUMER)

    def stop(self) -> None:
        """Called last, when every running request has been answered."""
        self.link.stop()

    def _opened(self, channel: Any) -> None:
        queue = f"rpc-{self.service}"
        channel.exchange_declare(amqp.RPC, "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments=self.arguments)
        channel.queue_bind(queue, amqp.RPC, f"{self.service}.*")
        channel.basic_qos(0, self.prefetch, False)
        if not self.cancelled:
            channel.basic_consume(queue, CONSUMER, callback=self._take)

    def _take(self, message: Any) -> None:
        # Acknowledged before it runs: a request whose server died is not run again by the
        # broker but by its caller, who knows whether he still wants it.
        self.link.ack(message.delivery_tag)
        failpoints.reached("rpc.taken")
        entrypoint = self.methods.get(message.delivery_info["routing_key"])
        headers = message.headers or {}
        if entrypoint is None:
            self._reply(
                message,
                _failure("MethodNotFound", [message.delivery_info["routing_key"]]),
            )
            return
        try:
            deadline = float(headers.get("nameko.deadline", "inf"))
            args = orjson.loads(message.body)["args"]
        except (KeyError, TypeError, ValueError):
            self._reply(message, _failure("MalformedRequest", ["no args, or no deadline"]))
            return
        if time.time() > deadline:
            metrics.RPC_EXPIRED.inc()
            return
        try:
            actor = self.checks.actor(headers.get(f"nameko.{HEADER}"))
        except CallerNotVerified:
            self._reply(message, _failure(REFUSED, [UNAVAILABLE, {"reason": NOT_VERIFIED}]))
            return
        reply = functools.partial(self._finished, message)
        entrypoint.container.spawn_worker(
            entrypoint,
            args,
            {"context": {**_context(headers), "actor": actor}},
            handle_result=reply,
        )

    def _finished(self, message: Any, worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        if exc_info is not None:
            result = _failure(REFUSED, [INTERNAL_ERROR, {}])
        failpoints.reached("rpc.decided")
        self._reply(message, result)
        return result, None

    def _reply(self, message: Any, body: Any) -> None:
        reply = amqp.message(
            _written(message.delivery_info.get("routing_key"), body),
            "application/json",
            durable=False,
            correlation_id=message.properties.get("correlation_id"),
        )
        try:
            self.link.publish(reply, amqp.RPC, message.properties["reply_to"])
        except Exception as lost:  # noqa: BLE001 - an exception here would end the process
            # The caller's deadline passes; he asks again under the same idempotency key.
            _log.warning("rpc.reply_lost", error=type(lost).__name__)


class Rpc(Entrypoint):
    """`@rpc(Request, View)`: loads the request, runs the method, dumps the view.

    The method takes the loaded command as its one argument and returns what the view dumps, or
    the Answer of `store.commit`. The policy row `<service>.<method>` says who may call it. Without
    a row, nobody may.
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
        self.server.cancel()


def rpc(
    request: type[Schema] | None = None, view: type[Schema] | None = None, money: bool = False
) -> Callable[[Method], Method]:
    """Expose a method to other services. See Rpc.

    `money` keeps the answer to an idempotency key as long as payments are disputed
    (`idempotency_money_days`), not for `idempotency_hours` only.
    """

    def decorate(method: Method) -> Method:
        checked = _checked(method, request() if request else None, view() if view else None, money)
        exposed: Method = Rpc.decorator(request, view)(checked)
        return exposed

    return decorate


def _checked(
    method: Callable[..., Any], request: Schema | None, view: Schema | None, money: bool
) -> Callable[..., Any]:
    dump = view.dump if view else lambda result: result

    @functools.wraps(method)
    def checked(self: Any, request_body: Any = None, context: Any = None) -> dict[str, Any]:
        about = context or {}
        actor = about.get("actor")
        sorted_body = orjson.dumps(request_body, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(sorted_body).hexdigest()
        version = about.get("if_match")
        if_match = int(version) if version is not None else None
        key = about.get("idempotency_key")
        started = time.perf_counter()
        outcome = "ok"
        try:
            scope = self.policy.admit(f"{self.name}.{method.__name__}", actor)
            size = len(sorted_body)
            current = Call(method.__name__, actor, key, digest, dump, if_match, size, scope, money)
            with (
                trace.span(
                    f"rpc {method.__name__}",
                    "server",
                    about.get("traceparent"),
                    about.get("correlation"),
                    about.get("tracestate"),
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

    return checked


def _written(method: str | None, body: Any) -> bytes:
    """The reply as JSON. What cannot be written is a fault of ours: logged, and never quoted."""
    try:
        return orjson.dumps(body)
    except (TypeError, ValueError, RecursionError) as unwritable:
        _log.error("rpc.reply_unwritable", method=method, exc_info=unwritable)
        return orjson.dumps(_failure(REFUSED, [INTERNAL_ERROR, {}]))


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
            "exc_path": f"chassis.domain.errors.{kind}",
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
