"""API keys: found by their prefix, compared by their digest, remembered for seconds only."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chassis.domain import Actor, Unavailable
from chassis.recent import Recent
from gateway.identity.caller import Caller, refused
from gateway.identity.claims import checked
from partners.registry import api_key
from partners.registry.api_key import StoredKey

PREFIX = "ylk_"
REMEMBERED = 10_000
GOOD_FOR_S, UNKNOWN_FOR_S, AWAY_FOR_S = 10.0, 2.0, 60.0
"""For how long a good key, an unknown one, and a good one while the store is away are remembered:
a key that is revoked is refused by every replica within ten seconds."""


class Keyring(Protocol):
    def find(self, prefix: str) -> StoredKey | None: ...


@dataclass(frozen=True)
class _Known:
    key: StoredKey | None
    found_at: float

    def is_fresh(self, now: float) -> bool:
        return now < self.found_at + (GOOD_FOR_S if self.key else UNKNOWN_FOR_S)


class ApiKeys:
    """Finds the caller of an API key."""

    def __init__(self, keyring: Keyring, clock: Callable[[], float] = time.time) -> None:
        self._keyring = keyring
        self._clock = clock
        self._known: Recent[str, _Known] = Recent(REMEMBERED)

    def caller(self, text: str) -> Caller:
        """The caller. Raises Problem key_invalid for every kind of invalid key, and Unavailable."""
        prefix = api_key.prefix_of(text)
        key = self._found(prefix) if prefix else None
        now = self._clock()
        if key is None or not hmac.compare_digest(key.digest, api_key.digest(text)):
            raise refused("key_invalid")
        if key.expires_at is not None and key.expires_at.timestamp() <= now:
            raise refused("key_invalid")
        return _caller(key)

    def _found(self, prefix: str) -> StoredKey | None:
        known, now = self._known.get(prefix), self._clock()
        if known is None or not known.is_fresh(now):
            try:
                known = self._known.put(prefix, _Known(self._keyring.find(prefix), now))
            except Unavailable:
                if known is None or known.key is None or now > known.found_at + AWAY_FOR_S:
                    raise
        return known.key


def _caller(key: StoredKey) -> Caller:
    # The partner is the subject, not the key: a request that is repeated with the next key finds
    # the answer to the first.
    actor = Actor(
        subject=f"partner:{key.partner_id}",
        role=key.role,
        region=key.region,
        partner_id=key.partner_id,
        scopes=key.scopes,
    )
    try:
        return Caller(checked(actor), key.sandbox, key.prefix, key.signing_secret)
    except (KeyError, ValueError) as wrong:
        raise refused("key_invalid") from wrong
