"""What jobs keeps of people, for how long and why. `docs/personal-data.md` shows this table."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chassis.domain import Holding, OnErasure

HOLDINGS: Final = (
    Holding(
        store="people",
        what="county and key groups",
        on_erasure=OnErasure.NAMELESS,
        source="PIPL 19",
    ),
    Holding(
        store="registrations",
        what="seats at fairs, check-ins, intentions and hires",
        on_erasure=OnErasure.NAMELESS,
        source="rules on online recruitment (MOHRSS Order 44): records at least 3 years",
        after=timedelta(days=3 * 365),
    ),
)
