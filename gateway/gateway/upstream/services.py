"""Calls the services over RPC, each with a deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from chassis.domain import ANONYMOUS, Actor
from chassis.rpc.client import RpcClient
from gateway.upstream.circuit_breaker import Breaker


@dataclass(frozen=True)
class Context:
    """What travels with a call beside its payload."""

    actor: Actor | None = None
    idempotency_key: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True)
class Reply:
    """An answer, and whether it was stored for an earlier request with the same key."""

    answer: Any
    replayed: bool = False


class Services(Protocol):
    """Answers `<service>.<method>`. Raises Refused and Unavailable, nothing else."""

    def __call__(self, rpc: str, payload: dict[str, Any], context: Context) -> Reply: ...


Own = Callable[[dict[str, Any], Context], Any]
"""An operation that the gateway answers by itself."""


class Deadlines:
    """Seconds until a call is abandoned: one number for all services, then exceptions, written `5
    insight=10`."""

    def __init__(self, written: str | float = 5.0) -> None:
        usual, *some = str(written).split()
        self._usual = float(usual)
        self._some = {service: float(s) for service, s in (one.split("=") for one in some)}
        if not all(0 < seconds < 3600 for seconds in (self._usual, *self._some.values())):
            raise ValueError("a deadline is more than nothing and less than an hour")

    def of(self, service: str) -> float:
        return self._some.get(service, self._usual)


class Remotes:
    """Every service over one connection; `own` has the gateway's own operations. At most `most`
    calls per service are under way, and a service that times out repeatedly is not called for some
    seconds (gateway.upstream.circuit_breaker)."""

    def __init__(
        self, client: RpcClient, deadlines: Deadlines, own: Mapping[str, Own], most: int
    ) -> None:
        self._client = client
        self._deadlines = deadlines
        self._own = own
        self._most = most
        self._breakers: dict[str, Breaker] = {}

    def __call__(self, rpc: str, payload: dict[str, Any], context: Context) -> Reply:
        if rpc in self._own:
            return Reply(self._own[rpc](payload, context))
        service, _, method = rpc.partition(".")
        with self._breaker(service).call():
            body = self._client.call(
                service,
                method,
                payload,
                deadline_s=self._deadlines.of(service),
                actor=context.actor or ANONYMOUS,
                key=context.idempotency_key,
                if_match=context.expected_version,
            )
        return Reply(body["result"], bool(body.get("replayed")))

    def _breaker(self, service: str) -> Breaker:
        if service not in self._breakers:
            self._breakers[service] = Breaker(service, self._most)
        return self._breakers[service]
