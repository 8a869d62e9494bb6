"""An event of a partner that fits its contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """`key` is its source and id; `digest` tells a repetition from another event under the
    same key; `envelope` is the whole CloudEvent as it will be passed on; `number` is the one that
    the partner gave it among those of its type."""

    key: str
    digest: str
    envelope: dict[str, Any]
    number: int | None = None
