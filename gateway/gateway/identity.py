"""Who asks: bearer tokens signed with EdDSA, checked against a set of public keys.

The local issuer and, later, real identity providers differ only in the settings named here:
keys, issuer and audience. Nothing behind this module knows what a token is.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from chassis import log
from chassis.actor import ROLES, Actor
from chassis.reach import is_code
from gateway.problem import Problem

ALGORITHMS = ["EdDSA"]
LEEWAY_S = 30
CACHED = 20_000
RELOAD_AFTER_S = 5
TOKEN_MOST = 4096
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@\-]{0,127}\Z")
_log = log.get(__name__)


class Keys:
    """The public keys of a JWKS file by `kid`; a `kid` not seen before rereads the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: dict[str, Any] = {}
        self._read_at = float(-RELOAD_AFTER_S)

    def find(self, kid: str) -> Any:
        """The key, or None when the file does not hold it."""
        if kid not in self._keys and time.monotonic() - self._read_at >= RELOAD_AFTER_S:
            self._read_at = time.monotonic()
            self._keys = self._read()
        return self._keys.get(kid)

    def _read(self) -> dict[str, Any]:
        try:
            keys = jwt.PyJWKSet.from_json(self._path.read_text(encoding="utf-8")).keys
        except (OSError, ValueError, jwt.PyJWTError) as unreadable:
            _log.error("keys.unreadable", error=type(unreadable).__name__)
            return self._keys
        return {key.key_id: key.key for key in keys if key.key_id and key.key_type == "OKP"}


@dataclass(frozen=True)
class _Known:
    actor: Actor
    expires_at: float


class Tokens:
    """From a bearer token to an Actor. A token that was good is remembered until it expires."""

    def __init__(
        self,
        keys: Keys,
        issuer: str,
        audience: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def authenticate(self, authorization: str | None) -> Actor:
        """The caller behind an Authorization header. Raises Problem (401)."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthorized("token_missing")
        token = token.strip()
        known = self._known.get(token)
        if known is None:
            known = self._remember(token, self._verify(token))
        if known.expires_at + LEEWAY_S <= self._clock():
            self._known.pop(token, None)
            raise _unauthorized("token_expired")
        return known.actor

    def _remember(self, token: str, known: _Known) -> _Known:
        self._known[token] = known
        if len(self._known) > CACHED:
            self._known.popitem(last=False)
        return known

    def _verify(self, token: str) -> _Known:
        try:
            if len(token) > TOKEN_MOST:
                raise jwt.InvalidTokenError
            kid = jwt.get_unverified_header(token).get("kid")
            key = self._keys.find(kid) if isinstance(kid, str) else None
            if key is None:
                raise jwt.InvalidKeyError
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
            return _Known(_actor(claims), float(claims["exp"]))
        except jwt.ExpiredSignatureError as late:
            raise _unauthorized("token_expired") from late
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise _unauthorized("token_invalid") from wrong


def _actor(claims: dict[str, Any]) -> Actor:
    """Raises ValueError for a role or an id that cannot be."""
    role = claims.get("role")
    if role not in ROLES:
        raise ValueError("role")
    names = ("region", "person_id", "employer_id", "partner_id")
    actor = Actor(
        subject=_plain(claims["sub"]),
        role=role,
        **{name: _plain(claims[name]) for name in names if claims.get(name) is not None},
    )
    for needed in ROLES[role]:
        if getattr(actor, needed) is None:
            raise ValueError(needed)
    if actor.region is not None and not is_code(actor.region):
        raise ValueError("region")
    return actor


def _plain(value: Any) -> str:
    if not isinstance(value, str) or not _PLAIN.match(value):
        raise ValueError("claim")
    return value


def _unauthorized(code: str) -> Problem:
    error = "" if code == "token_missing" else ', error="invalid_token"'
    return Problem(code, headers={"WWW-Authenticate": f'Bearer realm="yunling"{error}'})
