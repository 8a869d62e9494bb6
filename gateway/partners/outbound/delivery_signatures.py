"""The key that vouches for what leaves: signatures of messages and of statements.

Messages carry the headers of Standard Webhooks with an asymmetric signature (v1a), so that the
same check serves a queue and, one day, a webhook.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ALGORITHM = "EdDSA"
STATEMENT = "yunling-statement+json"


class Signer:
    """Signs with the Ed25519 key that is derived from the secret key."""

    def __init__(self, secret_key: bytes) -> None:
        seed = hmac.digest(secret_key, b"statement", hashlib.sha256)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.x = _base64url(raw)
        self.kid = thumbprint(self.x)

    @classmethod
    def of_nobody(cls) -> Signer:
        """A signer whose key is thrown away: what it signs, nobody can have signed."""
        return cls(secrets.token_bytes(32))

    def headers(self, id: str, at: datetime, body: bytes) -> dict[str, str]:
        """The headers that vouch for a message: id, time in seconds, signature."""
        seconds = str(int(at.timestamp()))
        signature = self._key.sign(b".".join((id.encode(), seconds.encode(), body)))
        return {
            "webhook-id": id,
            "webhook-timestamp": seconds,
            "webhook-signature": f"v1a,{base64.b64encode(signature).decode()}",
            "webhook-key": self.kid,
        }

    def statement(self, content: Mapping[str, Any]) -> str:
        """The content as a JWS in compact form."""
        jws = jwt.PyJWS(algorithms=[ALGORITHM])
        headers = {"kid": self.kid, "typ": STATEMENT}
        return jws.encode(orjson.dumps(content), self._key, ALGORITHM, headers)


def content_of(jws: str) -> dict[str, Any]:
    """What a JWS of ours says, without a look at its signature."""
    payload = jws.split(".")[1]
    content: dict[str, Any] = orjson.loads(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return content


def jwk(kid: str, x: str) -> dict[str, str]:
    """A public key as a JWK (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": ALGORITHM}


def thumbprint(x: str) -> str:
    """The key's name: its JWK thumbprint (RFC 7638, RFC 8037)."""
    members = f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'
    return _base64url(hashlib.sha256(members.encode()).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
