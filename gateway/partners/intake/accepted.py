"""What came in, remembered so that a repetition is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Accepted:
    """The events of a request that were new: for each its `<source>#<id>` and, at the same place,
    the digest of its type and data, and its type; and the partners they are from."""

    accepted_id: str
    keys: tuple[str, ...]
    digests: tuple[str, ...]
    at: datetime
    types: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
