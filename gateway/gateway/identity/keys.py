"""Public keys by `kid`: which keys of a JWKS are used, and the keys of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import jwt

from chassis.jwks_file import JwksFile
from chassis.telemetry import log

KEYS_MOST = 100
RSA_BITS_LEAST = 2048
ALGORITHM = {("RSA", None): "RS256", ("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA"}
"""What a key is used with. The key decides, never the token: RFC 8725, 3.1."""

_log = log.get(__name__)


@dataclass(frozen=True)
class Key:
    """A public key and the one algorithm it is used with."""

    key: Any
    algorithm: str


class Keys(Protocol):
    """The source of an issuer's keys."""

    def find(self, kid: str | None) -> Key | None:
        """The key of that id, or without one the only key that there is; None when the issuer has
        no such key. Raises Unavailable when nobody knows."""
        ...


def picked(keys: Mapping[str, Key], kid: str | None) -> Key | None:
    """The key with this id, or the only key: a token names its key unless its issuer has only one
    (OpenID Connect Core 1.0, 10.1)."""
    if kid is not None:
        return keys.get(kid)
    return next(iter(keys.values())) if len(keys) == 1 else None


def usable(jwks: Any, algorithms: Iterable[str]) -> dict[str, Key]:
    """The keys of a JWKS that signatures may be checked with. Raises ValueError for no JWKS."""
    if not isinstance(jwks, dict) or not isinstance(jwks.get("keys"), list):
        raise ValueError("not a JWKS")
    found = {}
    for jwk in jwks["keys"][:KEYS_MOST]:
        key = _usable(jwk, algorithms) if isinstance(jwk, dict) else None
        if key:
            found[jwk["kid"]] = key
    return found


def _usable(jwk: dict[str, Any], algorithms: Iterable[str]) -> Key | None:
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if not isinstance(kind, str) or not isinstance(curve, str | None):
        return None
    algorithm = ALGORITHM.get((kind, curve))
    if algorithm is None or algorithm not in algorithms or jwk.get("alg", algorithm) != algorithm:
        return None
    if not isinstance(jwk.get("kid"), str) or "d" in jwk:
        return None
    if jwk.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(jwk, algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError) as broken:
        _log.warning("keys.unusable", error=type(broken).__name__)
        return None
    if getattr(key, "key_size", RSA_BITS_LEAST) < RSA_BITS_LEAST and algorithm == "RS256":
        return None
    return Key(key, algorithm)


class FileKeys:
    """The keys of a JWKS file; a `kid` not seen before rereads the file."""

    def __init__(self, path: Path, algorithms: Iterable[str]) -> None:
        self._file = JwksFile(path, partial(usable, algorithms=tuple(algorithms)))

    def find(self, kid: str | None) -> Key | None:
        return self._file.find(lambda keys: picked(keys, kid))
