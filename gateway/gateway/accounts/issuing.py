"""Tokens of local accounts and their validity."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.accounts import usecases
from gateway.accounts.account import Account
from gateway.identity.issuer import Issuer
from gateway.identity.keys import Key

ISSUER = "yunling-accounts"
GOOD_FOR_S = 8 * 3600
KID = "accounts"


class LocalIssuer:
    """Signs with a key derived from the gateway's `secret_key`, so that all replicas have the same
    key. A token is valid for a working day, and only while its account is unchanged."""

    def __init__(
        self,
        store: Any,
        secret_key: bytes,
        audience: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._clock = clock
        seed = hmac.digest(secret_key, b"local-issuer", hashlib.sha256)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.issuer = Issuer(ISSUER, audience, name="account")

    def token(self, account: Account) -> str:
        """An access token of the account."""
        now = int(self._clock())
        claims = account.actor.as_dict()
        claims["sub"] = claims.pop("subject")
        claims |= {"iss": ISSUER, "aud": self.issuer.audience, "iat": now, "exp": now + GOOD_FOR_S}
        header = {"kid": KID, "typ": "at+jwt"}
        return jwt.encode({**claims, "serial": account.serial}, self._key, "EdDSA", header)

    def find(self, kid: str | None) -> Key | None:
        """Our own public key."""
        return Key(self._key.public_key(), "EdDSA") if kid == KID else None

    def still(self, claims: Mapping[str, Any]) -> bool:
        """Whether the account is unchanged since the token was made. Raises Unavailable."""
        account = self._store.read(usecases.of_id, account_id=str(claims["sub"]))
        return account is not None and account.is_active and account.serial == claims.get("serial")
