"""API keys of partners: how one looks, and what is kept of it.

    ylk_live_1f0c9a3e_Jb0m...      live: a partner's real events
    ylk_test_77ab03d1_x9Qw...      test: a partner in the sandbox

Eight hex digits are the prefix by which a key is found and named; 43 characters (32 bytes,
base64url) are its secret. Only the SHA-256 of the whole text is kept: with 256 random bits in it
there is nothing to guess, so a slow hash would only cost time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

_KEY = re.compile(r"ylk_(?:live|test)_(?P<prefix>[0-9a-f]{8})_[A-Za-z0-9_-]{43}\Z")


@dataclass(frozen=True)
class StoredKey:
    """A key that may be used now. With a `signing_secret` each request has to be signed."""

    prefix: str
    digest: bytes
    partner_id: str
    role: str
    region: str | None
    scopes: tuple[str, ...]
    expires_at: datetime | None
    signing_secret: bytes | None
    sandbox: bool


def new_key(sandbox: bool) -> tuple[str, str]:
    """A random key: the text that its owner is shown once, and its prefix."""
    prefix = secrets.token_hex(4)
    kind = "test" if sandbox else "live"
    return f"ylk_{kind}_{prefix}_{secrets.token_urlsafe(32)}", prefix


def prefix_of(text: str) -> str | None:
    """The prefix of what looks like a key; None for anything else."""
    match = _KEY.match(text)
    return match["prefix"] if match else None


def digest(text: str) -> bytes:
    """What is kept of a key: 32 bytes."""
    return hashlib.sha256(text.encode()).digest()
