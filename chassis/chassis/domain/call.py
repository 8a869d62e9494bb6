"""The call being served: who asks, under which idempotency key, and how to dump the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from chassis.domain.actor import Actor
from chassis.domain.reach import Scope


@dataclass(frozen=True)
class Call:
    """One RPC as the store sees it. `scope` is what the policy gives the actor; `body_hash` tells
    a repeated request from another one; `if_match` is the version of the aggregate that the
    caller means to change; `size` is the length of the request in bytes; `money` says
    that its answer is kept for long."""

    method: str
    actor: Actor | None
    key: str | None
    body_hash: str
    dump: Callable[[Any], Any]
    if_match: int | None = None
    size: int = 0
    scope: Scope | None = None
    money: bool = False

    @property
    def record_id(self) -> str | None:
        """The id of this call's idempotency record, None when the caller sent no key."""
        if self.key is None:
            return None
        return f"{self.actor.subject if self.actor else '-'}:{self.method}:{self.key}"


@dataclass(frozen=True)
class Answer:
    """A dumped answer that is stored, or was; `replayed` says which."""

    body: Any
    replayed: bool = False


_current: ContextVar[Call | None] = ContextVar("call", default=None)


def current() -> Call | None:
    return _current.get()


@contextmanager
def serving(call: Call) -> Iterator[None]:
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)
