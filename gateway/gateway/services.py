"""The services behind the door, asked over RPC with a deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from chassis.actor import Actor
from chassis.remote import RpcClient


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


class Remotes:
    """Every service over one connection; `own` holds what the gateway itself answers."""

    def __init__(self, client: RpcClient, deadline_s: float, own: Mapping[str, Own]) -> None:
        self._client = client
        self._deadline_s = deadline_s
        self._own = own

    def __call__(self, rpc: str, payload: dict[str, Any], context: Context) -> Reply:
        if rpc in self._own:
            return Reply(self._own[rpc](payload, context))
        service, _, method = rpc.partition(".")
        body = self._client.call(
            service,
            method,
            payload,
            deadline_s=self._deadline_s,
            actor=context.actor,
            key=context.idempotency_key,
            if_match=context.expected_version,
        )
        return Reply(body["result"], bool(body.get("replayed")))
