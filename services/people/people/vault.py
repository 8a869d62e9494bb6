"""The keys to the personal data: AES-256-GCM at rest, HMAC-SHA-256 to find an ID number."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
# In front of every sealed value, so that a later key or cipher can live beside this one.
SCHEME = "g1."


class AesVault:
    """`people.domain.sealing.Vault` over two keys of 32 bytes."""

    def __init__(self, data_key: bytes, id_key: bytes) -> None:
        self._cipher = AESGCM(data_key)
        self._id_key = id_key

    def seal(self, text: str, *, owner: str, field: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), _bound(owner, field))
        return SCHEME + base64.b64encode(nonce + sealed).decode("ascii")

    def open(self, sealed: str, *, owner: str, field: str) -> str:
        """Raises cryptography's InvalidTag when the value was changed, moved or sealed with
        another key."""
        raw = base64.b64decode(sealed.removeprefix(SCHEME))
        nonce, body = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, body, _bound(owner, field)).decode()

    def fingerprint(self, id_number: str) -> str:
        return hmac.new(self._id_key, id_number.encode("ascii"), hashlib.sha256).hexdigest()


def _bound(owner: str, field: str) -> bytes:
    return f"{owner}/{field}".encode()
