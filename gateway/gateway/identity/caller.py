"""A caller as a credential proves it, and how a credential is refused."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from chassis.domain import Actor
from gateway.http.problem import Problem

T = TypeVar("T")


@dataclass(frozen=True)
class Caller:
    """Who asks. One in the `sandbox` acts on nothing real; one with a `signing_secret` signs each
    request with it, as the owner of the key `key_prefix`."""

    actor: Actor
    sandbox: bool = False
    key_prefix: str = ""
    signing_secret: bytes | None = None


class Remembered(OrderedDict[str, T], Generic[T]):
    """The `most` things that were put in last."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def put(self, name: str, thing: T) -> T:
        self[name] = thing
        self.move_to_end(name)
        if len(self) > self._most:
            self.popitem(last=False)
        return thing


def refused(code: str) -> Problem:
    """A 401 that says which credential is wanted (RFC 6750, 3)."""
    error = "" if code == "token_missing" else ', error="invalid_token"'
    return Problem(code, headers={"WWW-Authenticate": f'Bearer realm="yunling"{error}'})
