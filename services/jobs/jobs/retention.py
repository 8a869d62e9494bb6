"""What jobs keeps of people, for how long and why. `docs/personal-data.md` shows this table."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chassis.domain import InventoryEntry, OnErasure

DATA_INVENTORY: Final = (
    InventoryEntry(
        store="people",
        what="county and key groups",
        on_erasure=OnErasure.NAMELESS,
        source="PIPL 19",
    ),
    InventoryEntry(
        store="registrations",
        what="seats at fairs, check-ins, intentions and hires",
        on_erasure=OnErasure.NAMELESS,
        source="rules on online recruitment (MOHRSS Order 44): records at least 3 years",
        after=timedelta(days=3 * 365),
    ),
)
