"""Passwords: argon2id (RFC 9106), hashed on threads of their own, a few at a time."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from eventlet import tpool
from eventlet.semaphore import Semaphore

SHORTEST, LONGEST = 12, 128
AT_A_TIME = 4
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""19 MiB and two passes: four at a time fit into the memory of a gateway's container."""

_NOBODYS = _HASHER.hash(secrets.token_urlsafe(24))
_hashing = Semaphore(AT_A_TIME)


def make() -> str:
    """A random initial password: 120 bits in 20 characters."""
    return secrets.token_urlsafe(15)


def hashed(password: str) -> str:
    """The stored form of a password."""
    with _hashing:
        kept: str = tpool.execute(_HASHER.hash, _plain(password))
    return kept


def fits(kept: str | None, password: str) -> bool:
    """Whether the password matches the stored hash. Without a hash it takes equally long, so that
    nobody learns whether an account exists."""
    with _hashing:
        good: bool = tpool.execute(_fits, kept or _NOBODYS, _plain(password))
    return good and kept is not None


def _fits(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False


def _plain(password: str) -> str:
    """The same text from every keyboard (RFC 8265, 4.2 uses NFC; NFKC folds wide forms, too)."""
    return unicodedata.normalize("NFKC", password)
