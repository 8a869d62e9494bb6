"""Seals and opens personal text within a unit of work."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.domain.repositories import Records, records
from chassis.sealing.master import KEY_BYTES, NONCE_BYTES, MasterKeys

# In front of every sealed value, so that a later cipher can live beside this one.
SCHEME = "p1."
COLLECTION = "data_keys"


class Shredded(Exception):
    """The key was destroyed, and with it the text."""


@dataclass(frozen=True, kw_only=True)
class DataKey:
    """The data key of one owner, wrapped by the master key named `master`."""

    owner: str
    master: str
    wrapped: bytes
    made_at: datetime


def data_keys() -> Records[DataKey]:
    """The store of data keys, to be declared in a service's Work."""
    return records(DataKey, COLLECTION, key="owner", indexes=[("master",)])


class Safe:
    """Seals with the data keys in `keys`; a key is unwrapped once and forgotten with the work."""

    def __init__(self, masters: MasterKeys, keys: Records[DataKey], now: datetime) -> None:
        self._masters = masters
        self._keys = keys
        self._now = now
        self._ciphers: dict[str, AESGCM] = {}

    def begin(self, owner: str) -> None:
        """Make the key of a new owner."""
        key = os.urandom(KEY_BYTES)
        master, wrapped = self._masters.wrap(key, owner)
        self._keys.insert(DataKey(owner=owner, master=master, wrapped=wrapped, made_at=self._now))
        self._ciphers[owner] = AESGCM(key)

    def own(self, owner: str) -> None:
        """Make the key of an owner who has none yet."""
        if owner not in self._ciphers and self._keys.find(owner) is None:
            self.begin(owner)

    def fetch(self, owners: Iterable[str]) -> None:
        """Read the keys of several owners at once."""
        self._keys.fetch(owners)

    def seal(self, text: str, *, owner: str, field: str) -> str:
        """The sealed text, which opens only as this field of this owner. Raises Shredded."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(owner).encrypt(nonce, text.encode(), _about(owner, field))
        return SCHEME + base64.b64encode(nonce + sealed).decode("ascii")

    def open(self, sealed: str, *, owner: str, field: str) -> str:
        """The text. Raises Shredded, and cryptography's InvalidTag if it was changed or moved."""
        raw = base64.b64decode(sealed.removeprefix(SCHEME))
        nonce, body = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return self._cipher(owner).decrypt(nonce, body, _about(owner, field)).decode()

    def shred(self, owner: str) -> None:
        """Destroy the key of an owner."""
        self._ciphers.pop(owner, None)
        self._keys.remove(owner)

    def _cipher(self, owner: str) -> AESGCM:
        if owner not in self._ciphers:
            key = self._keys.find(owner)
            if key is None:
                raise Shredded(owner)
            self._ciphers[owner] = AESGCM(self._masters.unwrap(key.master, key.wrapped, owner))
        return self._ciphers[owner]


def _about(owner: str, field: str) -> bytes:
    return f"{owner}/{field}".encode()
