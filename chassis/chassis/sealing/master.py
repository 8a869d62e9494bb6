"""Master keys by name: the first one is in use, the others unwrap what they wrapped before."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, NONCE_BYTES = 32, 12
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class MasterUnknown(Exception):
    """A data key is wrapped by a master key that was not given."""


class MasterKeys:
    """Read from text like `2026-06:<32 bytes in base64> 2025-01:<...>`; the first one wraps.

    Raises ValueError for anything else. Shows no key.
    """

    def __init__(self, text: str) -> None:
        keys = dict(_named(part) for part in text.split())
        if not keys or len(keys) < len(text.split()):
            raise ValueError("at least one master key, each name once")
        self.current = next(iter(keys))
        self._ciphers: Mapping[str, AESGCM] = {name: AESGCM(key) for name, key in keys.items()}

    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self._ciphers)})"

    def wrap(self, key: bytes, owner: str) -> tuple[str, bytes]:
        """The name of the master key in use, and the wrapped data key, which may be stored. It is
        bound to its owner and does not open under another owner's name."""
        nonce = os.urandom(NONCE_BYTES)
        return self.current, nonce + self._ciphers[self.current].encrypt(nonce, key, _about(owner))

    def unwrap(self, name: str, wrapped: bytes, owner: str) -> bytes:
        """The data key. Raises MasterUnknown, and cryptography's InvalidTag if it was changed or
        moved."""
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise MasterUnknown(name)
        return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _about(owner))


def _named(part: str) -> tuple[str, bytes]:
    name, _, text = part.partition(":")
    key = base64.b64decode(text, validate=True)
    if not _NAME.fullmatch(name) or len(key) != KEY_BYTES:
        raise ValueError(f"name:key, with {KEY_BYTES} bytes of key in base64")
    return name, key


def _about(owner: str) -> bytes:
    return f"data key of {owner}".encode()
