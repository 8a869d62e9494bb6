"""What people keeps, for how long and why. `docs/personal-data.md` shows this table."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chassis.domain import InventoryEntry, OnErasure

YEAR: Final = timedelta(days=365)
# No text that was read fixes it for the body that recommends a loan; the lender has duties of its
# own. Long enough for a claim to be checked after the fact, and to be set by the federation.
KEPT_AFTER_A_LOAN: Final = 5 * YEAR

DATA_INVENTORY: Final = (
    InventoryEntry(
        store="timeline",
        what="certificates and hires, learned from training and jobs",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 19",
    ),
    InventoryEntry(
        store="corrections",
        what="which fields were corrected, by whom and on which paper",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 46; 3 years is ours",
        after=3 * YEAR,
    ),
    InventoryEntry(
        store="readings",
        what="who read which unmasked fields, when and for what",
        on_erasure=OnErasure.PROOF,
        source="PIPL 51, 54, 56 (records at least 3 years)",
        after=3 * YEAR,
    ),
    InventoryEntry(
        store="holds",
        what="loans that prevent erasure",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 47 last paragraph; 5 years after a loan is ours",
    ),
    InventoryEntry(
        store="restrictions",
        what="requested erasures that wait",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 47 last paragraph",
    ),
    InventoryEntry(
        store="erasures",
        what="that a person was erased, when, why and at whose request",
        on_erasure=OnErasure.PROOF,
        source="PIPL 56 (records at least 3 years)",
    ),
)
