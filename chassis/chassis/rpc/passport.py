"""Signed callers: the passport that every call to a service carries.

A passport is an Actor as a JWS (RFC 7515, EdDSA), signed by `iss`, for the service `aud`, valid for
two minutes. It vouches for the caller, not for the content of the call: somebody who reads the bus
could replay it within its lifetime, but only to the same service.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from chassis.config import SettingsError
from chassis.domain.actor import SERVICE, Actor
from chassis.jwks_file import UNREADABLE, JwksFile
from chassis.recent import Recent
from chassis.telemetry import log

HEADER = "passport"
ALGORITHM, KIND = "EdDSA", "passport+jwt"
GOOD_FOR_S, RENEWED_AFTER_S, LEEWAY_S = 120, 60, 30
REMEMBERED, LONGEST = 10_000, 4096
ANYONE, ITSELF = "anyone", "itself"
UNUSABLE = (KeyError, TypeError, ValueError, jwt.PyJWTError)
_FIELDS = frozenset(field.name for field in fields(Actor)) - {"subject"}
_log = log.get(__name__)

Clock = Callable[[], float]


class CallerNotVerified(Exception):
    """A call without a passport, or with one that this service does not accept. Its caller sees
    Unavailable: unsuitable keys say nothing about the request itself."""


class Passports:
    """Makes the passports of one service from its private key: 32 bytes of Ed25519 in base64.
    Raises SettingsError for an invalid key."""

    def __init__(self, signer: str, private_key: str, clock: Clock = time.time) -> None:
        self._signer = signer
        self._clock = clock
        try:
            seed = base64.b64decode(private_key, validate=True)
            self._key = Ed25519PrivateKey.from_private_bytes(seed)
        except (binascii.Error, ValueError) as wrong:
            raise SettingsError("passport_key: not 32 bytes in base64") from wrong
        public = OKPAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        self._header = {"kid": key_id(public), "typ": KIND}
        self._made: Recent[tuple[Actor, str], tuple[str, float]] = Recent(REMEMBERED)

    def of(self, actor: Actor | None, audience: str) -> str:
        """The passport of an actor, or of this service itself, for the service `audience`."""
        who = actor or Actor(self._signer, SERVICE)
        now = self._clock()
        passport, renewed_at = self._made.get((who, audience)) or ("", 0.0)
        if renewed_at <= now:
            passport = self._signed(who, audience, int(now))
            self._made.put((who, audience), (passport, now + RENEWED_AFTER_S))
        return passport

    def _signed(self, who: Actor, audience: str, now: int) -> str:
        claims = who.as_dict()
        claims["sub"] = claims.pop("subject")
        claims |= {"iss": self._signer, "aud": audience, "exp": now + GOOD_FOR_S}
        return jwt.encode(claims, self._key, ALGORITHM, self._header)


@dataclass(frozen=True)
class _Signer:
    key: Any
    name: str
    vouches_for: str


class Checks:
    """Verifies passports shown to one service.

    `path` names a JWKS file whose keys say, beyond RFC 7517, who signs with them (`signer`) and
    whom the signer may vouch for (`vouches_for`: "anyone" or "itself"). An unknown key causes the
    file to be read again. Raises SettingsError when the file cannot be read at all.
    """

    def __init__(self, service: str, path: Path, clock: Clock = time.time) -> None:
        self._service = service
        self._clock = clock
        self._good: Recent[str, tuple[Actor, float]] = Recent(REMEMBERED)
        self._signers = JwksFile(path, _signers, "passport.keys_unreadable")
        try:
            self._signers.read()
        except UNREADABLE as wrong:
            raise SettingsError(f"actor_keys: {type(wrong).__name__} in {path}") from wrong

    def actor(self, passport: Any) -> Actor:
        """Whom a passport names. Raises CallerNotVerified."""
        if not isinstance(passport, str) or len(passport) > LONGEST:
            raise CallerNotVerified("no passport")
        known = self._good.get(passport)
        if known is None:
            known = self._good.put(passport, self._verified(passport))
        actor, until = known
        if until <= self._clock():
            raise CallerNotVerified("expired")
        return actor

    def _verified(self, passport: str) -> tuple[Actor, float]:
        try:
            header = jwt.get_unverified_header(passport)
            kid = header["kid"]
            signer = self._signers.find(lambda signers: signers.get(kid))
            if signer is None:
                raise jwt.InvalidKeyError(kid)
            if header.get("typ") != KIND:
                raise jwt.InvalidTokenError(KIND)
            claims = jwt.decode(
                passport,
                signer.key,
                algorithms=[ALGORITHM],
                audience=self._service,
                issuer=signer.name,
                options={"require": ["exp", "iss", "aud", "sub"], "verify_exp": False},
            )
            return _vouched(signer, claims), float(claims["exp"]) + LEEWAY_S
        except UNUSABLE as wrong:
            _log.warning("passport.refused", error=type(wrong).__name__)
            raise CallerNotVerified("not believed") from wrong


def key_id(public: dict[str, Any]) -> str:
    """The thumbprint (RFC 7638, 8037) of an Ed25519 key as a JWK, base64url."""
    needed = {name: public[name] for name in ("crv", "kty", "x")}
    canonical = json.dumps(needed, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()


def _signers(jwks: Any) -> dict[str, _Signer]:
    return {
        key_id(jwk): _Signer(OKPAlgorithm.from_jwk(jwk), jwk["signer"], jwk["vouches_for"])
        for jwk in jwks["keys"]
    }


def _vouched(signer: _Signer, claims: dict[str, Any]) -> Actor:
    given = {name: claims[name] for name in _FIELDS & claims.keys()}
    actor = Actor.of({**given, "subject": claims["sub"]})
    itself = Actor(signer.name, SERVICE)
    if signer.vouches_for == ANYONE and actor.role != SERVICE:
        return actor
    if actor != itself:
        raise ValueError("vouches for another")
    return actor
