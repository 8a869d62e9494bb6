"""Access tokens: JWTs of the issuers that the settings name, checked by their public keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import jwt

from gateway.identity.caller import Caller, Remembered, refused
from gateway.identity.claims import actor
from gateway.identity.issuer import Issuer
from gateway.identity.keys import Key, Keys
from gateway.problem import Problem

REMEMBERED, REMEMBERED_FOR_S = 20_000, 300
TOKEN_MOST = 4096
KINDS = ("JWT", "AT+JWT", "APPLICATION/AT+JWT")
REQUIRED = ["exp", "iat", "iss", "aud", "sub"]


@dataclass(frozen=True)
class _Known:
    caller: Caller
    expires_at: float
    again_at: float


class Tokens:
    """From a token to its caller. One that was good is remembered for five minutes, so that a key
    which its issuer withdraws is believed no longer than that."""

    def __init__(
        self, issuers: Iterable[tuple[Issuer, Keys]], clock: Callable[[], float] = time.time
    ) -> None:
        self._issuers = {issuer.url: (issuer, keys) for issuer, keys in issuers}
        self._clock = clock
        self._known: Remembered[_Known] = Remembered(REMEMBERED)

    def caller(self, token: str) -> Caller:
        """Raises Problem token_invalid and token_expired, and Unavailable while keys cannot be
        had."""
        known, now = self._known.get(token), self._clock()
        if known is None or known.again_at <= now:
            known = self._known.put(token, self._verified(token, now))
        if known.expires_at <= now:
            raise refused("token_expired")
        return known.caller

    def _verified(self, token: str, now: float) -> _Known:
        try:
            if len(token) > TOKEN_MOST:
                raise jwt.InvalidTokenError
            issuer, key = self._key(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm],
                issuer=issuer.url,
                audience=issuer.audience,
                leeway=issuer.leeway_s,
                options={"require": REQUIRED},
            )
            expires_at = float(claims["exp"]) + issuer.leeway_s
            return _Known(Caller(actor(issuer, claims)), expires_at, now + REMEMBERED_FOR_S)
        except jwt.ExpiredSignatureError as late:
            raise refused("token_expired") from late
        except (jwt.PyJWTError, KeyError, ValueError, TypeError) as wrong:
            raise _invalid() from wrong

    def _key(self, token: str) -> tuple[Issuer, Key]:
        """The key that the token has to be signed with. What its header says of keys elsewhere
        (jku, x5u, jwk, x5c) is not looked at. Raises PyJWTError, KeyError."""
        unverified = jwt.decode_complete(token, options={"verify_signature": False})
        header: dict[str, Any] = unverified["header"]
        kid, kind = header.get("kid"), header.get("typ", "JWT")
        issuer, keys = self._issuers[unverified["payload"]["iss"]]
        if not isinstance(kid, str | None) or str(kind).upper() not in KINDS or "crit" in header:
            raise jwt.InvalidTokenError
        key = keys.find(kid)
        if key is None:
            raise jwt.InvalidKeyError
        return issuer, key


def _invalid() -> Problem:
    return refused("token_invalid")
