"""What loans keeps of people, for how long and why. `docs/personal-data.md` shows this table."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chassis.domain import InventoryEntry, OnErasure

DATA_INVENTORY: Final = (
    InventoryEntry(
        store="people",
        what="county, key groups, birth month and sex",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 19",
    ),
    InventoryEntry(
        store="loans",
        what="applications, reviews, contracts and repayments",
        on_erasure=OnErasure.NAMELESS,
        source="ours: the books of the guarantee fund stay complete",
    ),
    InventoryEntry(
        store="keys",
        what="the key that seals the numbers of the person's papers",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 47, 51",
        by="owner",
        exported=False,
    ),
    InventoryEntry(
        store="readings",
        what="who saw the unmasked number of a paper",
        on_erasure=OnErasure.PROOF,
        source="PIPL 51, 54, 56 (records at least 3 years)",
        after=timedelta(days=3 * 365),
    ),
)
