"""Access tokens: JWTs of the issuers in the settings, verified with their public keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from chassis.domain import Unavailable
from chassis.recent import Recent
from gateway.http.problem import Problem
from gateway.identity.caller import Caller, refused
from gateway.identity.claims import actor
from gateway.identity.issuer import Issuer
from gateway.identity.keys import Key, Keys

REMEMBERED = 20_000
TOKEN_MOST = 4096
KINDS = ("JWT", "AT+JWT", "APPLICATION/AT+JWT")
REQUIRED = ["exp", "iat", "iss", "aud", "sub"]


@dataclass(frozen=True)
class Trusted:
    """An issuer, the source of its keys, and for how many seconds a verified token is remembered.
    `still` is called whenever a token is verified again; it may raise Unavailable."""

    issuer: Issuer
    keys: Keys
    still: Callable[[Mapping[str, Any]], bool] = lambda claims: True
    good_for_s: float = 300.0


@dataclass(frozen=True)
class _Known:
    caller: Caller
    expires_at: float
    again_at: float
    away_until: float


class Tokens:
    """Finds the caller of a token.

    A verified token is remembered for minutes only, so that a withdrawn key is trusted no longer
    than that; while the keys or the store are unavailable, for as long again.
    """

    def __init__(self, issuers: Iterable[Trusted], clock: Callable[[], float] = time.time) -> None:
        self._issuers = {trusted.issuer.url: trusted for trusted in issuers}
        self._clock = clock
        self._known: Recent[str, _Known] = Recent(REMEMBERED)

    def caller(self, token: str) -> Caller:
        """Raises Problem token_invalid and token_expired, and Unavailable while keys cannot be
        had."""
        known, now = self._known.get(token), self._clock()
        if known is None or known.again_at <= now:
            try:
                known = self._known.put(token, self._verified(token, now))
            except Unavailable:
                if known is None or known.away_until <= now:
                    raise
        if known.expires_at <= now:
            raise refused("token_expired")
        return known.caller

    def _verified(self, token: str, now: float) -> _Known:
        try:
            if len(token) > TOKEN_MOST:
                raise jwt.InvalidTokenError
            trusted, key = self._key(token)
            issuer = trusted.issuer
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm],
                issuer=issuer.url,
                audience=issuer.audience,
                leeway=issuer.leeway_s,
                options={"require": REQUIRED},
            )
            caller = Caller(actor(issuer, claims))
            if not trusted.still(claims):
                raise jwt.InvalidTokenError
            expires_at = float(claims["exp"]) + issuer.leeway_s
            again_at = now + trusted.good_for_s
            return _Known(caller, expires_at, again_at, again_at + trusted.good_for_s)
        except jwt.ExpiredSignatureError as late:
            raise refused("token_expired") from late
        except (jwt.PyJWTError, KeyError, ValueError, TypeError) as wrong:
            raise _invalid() from wrong

    def _key(self, token: str) -> tuple[Trusted, Key]:
        """The key that the token has to be signed with. What its header says of keys elsewhere
        (jku, x5u, jwk, x5c) is not looked at. Raises PyJWTError, KeyError."""
        unverified = jwt.decode_complete(token, options={"verify_signature": False})
        header: dict[str, Any] = unverified["header"]
        kid, kind = header.get("kid"), header.get("typ", "JWT")
        trusted = self._issuers[unverified["payload"]["iss"]]
        if not isinstance(kid, str | None) or str(kind).upper() not in KINDS or "crit" in header:
            raise jwt.InvalidTokenError
        key = trusted.keys.find(kid)
        if key is None:
            raise jwt.InvalidKeyError
        return trusted, key


def _invalid() -> Problem:
    return refused("token_invalid")
