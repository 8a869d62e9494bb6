"""Digests by which two sides know that they mean the same event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson


def text(type: str, data: Mapping[str, Any]) -> bytes:
    """The JSON text of `[type, data]` with sorted keys and no spaces.

    For the contracts' values (text, whole numbers, true, false, null) that is RFC 8785.
    """
    return orjson.dumps([type, data], option=orjson.OPT_SORT_KEYS)


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def total(events: Iterable[tuple[str, str]]) -> str:
    """SHA-256, in hex, over events given as (id, digest), in whatever order they come: of the
    lines `<id> <digest>` in the order of their bytes, each ended by a line feed."""
    return sha256(b"".join(sorted(f"{id} {digest}\n".encode() for id, digest in events)))
