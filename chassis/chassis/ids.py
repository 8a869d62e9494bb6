"""UUIDv7 (RFC 9562): ids that sort by the time of their creation, also within a millisecond."""

from __future__ import annotations

import os
import time
import uuid
from datetime import datetime
from typing import Final

ID_PATTERN: Final = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}"
"""Any identifier that a caller may name: ours, and those that partners give."""

_last = 0


def first_at(moment: datetime) -> str:
    """The least id that could be made at a moment: whatever was made before is less."""
    return str(uuid.UUID(int=int(moment.timestamp() * 1000) << 80))


def new_id() -> str:
    """A fresh UUIDv7. Within a process each id is greater than the one before it."""
    global _last
    # 48 bits of milliseconds and the 12 bits behind them as a fraction make one rising counter.
    ticks = (time.time_ns() << 12) // 1_000_000
    _last = ticks if ticks > _last else _last + 1
    high = (_last >> 12) << 16 | 0x7000 | (_last & 0xFFF)
    low = 0x8000000000000000 | int.from_bytes(os.urandom(8)) >> 2
    return str(uuid.UUID(int=high << 64 | low))
