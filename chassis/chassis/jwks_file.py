"""The keys of a JWKS file (RFC 7517), reloaded when an unknown key is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import jwt
import orjson

from chassis.telemetry import log

REREAD_AFTER_S: Final = 5.0
UNREADABLE: Final = (OSError, KeyError, TypeError, ValueError, jwt.PyJWTError)
"""What `read` raises for a file that is not there or holds no JWKS."""

T = TypeVar("T")
Keys = Mapping[str, T]
_log = log.get(__name__)


class JwksFile(Generic[T]):
    """The keys by id, as `parsed` makes them from the file's document.

    When a key is not found, the file is read again, at most every five seconds. While it cannot be
    read, the known keys stay valid; `unreadable` is the event logged then.
    """

    def __init__(
        self, path: Path, parsed: Callable[[Any], Keys[T]], unreadable: str = "keys.unreadable"
    ) -> None:
        self._path = path
        self._parsed = parsed
        self._unreadable = unreadable
        self._keys: Keys[T] = {}
        self._read_at = float("-inf")

    def read(self) -> None:
        """Read the file now. Raises one of UNREADABLE."""
        self._read_at = time.monotonic()
        self._keys = self._parsed(orjson.loads(self._path.read_bytes()))

    def find(self, pick: Callable[[Keys[T]], T | None]) -> T | None:
        """The key that `pick` chooses."""
        found = pick(self._keys)
        if found is None and time.monotonic() - self._read_at >= REREAD_AFTER_S:
            try:
                self.read()
            except UNREADABLE as wrong:
                _log.error(self._unreadable, error=type(wrong).__name__)
            found = pick(self._keys)
        return found
