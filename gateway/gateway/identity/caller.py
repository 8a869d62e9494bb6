"""A caller as proved by a credential, and the refusal of a credential."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Actor
from gateway.http.problem import Problem


@dataclass(frozen=True)
class Caller:
    """The caller. One in the `sandbox` affects no real data; one with a `signing_secret` signs each
    request with it, as the owner of the key `key_prefix`."""

    actor: Actor
    sandbox: bool = False
    key_prefix: str = ""
    signing_secret: bytes | None = None


def refused(code: str) -> Problem:
    """A 401 that says which credential is wanted (RFC 6750, 3)."""
    error = "" if code == "token_missing" else ', error="invalid_token"'
    return Problem(code, headers={"WWW-Authenticate": f'Bearer realm="yunling"{error}'})
