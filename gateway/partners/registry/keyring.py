"""Looks up API keys."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from partners.registry.api_key import StoredKey
from partners.registry.partner import ApiKey, Partner

if TYPE_CHECKING:
    from partners.store import PartnersWork


class Keyring:
    """Finds keys in the store; what is found is not remembered here.

    Signing secrets are derived from `secret_key`, so that the store
    holds nothing that a request could be signed with.
    """

    def __init__(self, store: Any, secret_key: bytes) -> None:
        self._store = store
        self._secret_key = secret_key

    def find(self, prefix: str) -> StoredKey | None:
        """The key with this prefix; None for one that is unknown, expired or revoked, or whose
        partner is suspended or removed. Raises Unavailable when the store is away."""
        found: tuple[ApiKey, Partner] | None = self._store.read(_good, prefix=prefix)
        if found is None:
            return None
        key, partner = found
        return StoredKey(
            prefix=key.prefix,
            digest=key.digest,
            partner_id=partner.partner_id,
            role=partner.role,
            region=partner.region,
            scopes=key.scopes,
            expires_at=key.expires_at,
            signing_secret=signing_secret(self._secret_key, prefix) if key.signed else None,
            sandbox=partner.sandbox,
        )


def signing_secret(secret_key: bytes, prefix: str) -> bytes:
    """The secret with which the owner of a key signs requests: HMAC-SHA256, 32 bytes."""
    return hmac.digest(secret_key, f"signing:{prefix}".encode(), hashlib.sha256)


def _good(work: PartnersWork, *, prefix: str) -> tuple[ApiKey, Partner] | None:
    key = work.partner_keys.find(prefix)
    if key is None or not key.is_good(work.now):
        return None
    partner = work.partners.find(key.partner_id)
    return (key, partner) if partner and partner.is_active else None
