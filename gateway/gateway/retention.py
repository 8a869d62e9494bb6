"""The gateway's data inventory (`docs/personal-data.md`)."""

from __future__ import annotations

from typing import Final

from chassis.domain import InventoryEntry, OnErasure
from partners import retention

DATA_INVENTORY: Final = (
    InventoryEntry(
        store="accounts",
        what="the person's login account",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 47",
        secret=frozenset({"password"}),
    ),
    *retention.DATA_INVENTORY,
)
