"""Whether a message is the platform's: Standard Webhooks' asymmetric signature in its headers.

    webhook-id, webhook-timestamp,
    webhook-signature: v1a,<base64 of the Ed25519 signature of "id.timestamp.body">

Source: the Standard Webhooks specification, "Asymmetric signatures". Its time window is for calls
that arrive at once; a queue may hold a message for days, so here a repetition is known by its id.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ASK_AGAIN_AFTER_S = 30
WITHIN_S = 10


class PlatformKeys:
    """The platform's public keys; asked for anew when none of them fits, at most twice a minute."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: list[Ed25519PublicKey] = []
        self._asked_at = float("-inf")

    def learn(self) -> None:
        """Read the keys. Raises requests.RequestException and ValueError while there are none."""
        self._asked_at = self._clock()
        answer = requests.get(f"{self._url}/v1/signing-keys", timeout=WITHIN_S)
        answer.raise_for_status()
        self._keys = [_key(one) for one in answer.json()["keys"] if one.get("crv") == "Ed25519"]

    def vouch(self, headers: Mapping[str, Any], body: bytes) -> bool:
        """Whether the platform made this message."""
        if self._fits(headers, body):
            return True
        if self._clock() - self._asked_at < ASK_AGAIN_AFTER_S:
            return False
        self.learn()
        return self._fits(headers, body)

    def _fits(self, headers: Mapping[str, Any], body: bytes) -> bool:
        named = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode()
        signatures = list(_signatures(str(headers.get("webhook-signature", ""))))
        return any(_verified(key, one, named + body) for key in self._keys for one in signatures)


def _signatures(header: str) -> list[bytes]:
    """Several may stand side by side while the platform changes its key."""
    found = []
    for part in header.split():
        version, _, text = part.partition(",")
        if version == "v1a":
            try:
                found.append(base64.b64decode(text, validate=True))
            except binascii.Error:
                continue
    return found


def _verified(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _key(jwk: dict[str, Any]) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(jwk["x"] + "=="))
