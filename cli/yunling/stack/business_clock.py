"""The business clock of a local stack: one file that all of its processes read.

What its fields mean, the chassis says (chassis/business_clock.py).
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from yunling.stack.place import Place

CHINA = ZoneInfo("Asia/Shanghai")


def file(place: Place) -> Path:
    return place.run / "clock" / "business-day.json"


def ensure(place: Place, begins: date | None = None) -> None:
    """Make the clock of a stack that has none: it begins on the day `begins`, or else today."""
    if file(place).exists():
        return
    now = datetime.now(UTC)
    day = begins or now.astimezone(CHINA).date()
    setting = {"day": day.isoformat(), "time": None, "since": now.isoformat()}
    place.folder("clock")
    file(place).write_text(json.dumps(setting) + "\n", encoding="utf-8")
