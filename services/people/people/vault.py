"""The keys to the personal data: AES-256-GCM at rest, HMAC-SHA-256 to find an ID number."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from chassis.sealing.master import MasterKeys
from chassis.sealing.safe import Safe


class Vault:
    """Hands out the safe of a unit of work, and finds people without telling who they are."""

    def __init__(self, masters: MasterKeys, id_key: bytes) -> None:
        self._masters = masters
        self._id_key = id_key

    def of(self, work: Any) -> Safe:
        """Seals and opens with the data keys of `work`."""
        return Safe(self._masters, work.keys, work.now)

    def fingerprint(self, id_number: str) -> str:
        """A keyed hash that is equal for equal ID numbers and says nothing without the key."""
        return hmac.new(self._id_key, id_number.encode("ascii"), hashlib.sha256).hexdigest()
