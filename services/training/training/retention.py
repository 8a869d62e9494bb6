"""What training keeps of people, for how long and why. `docs/personal-data.md` shows this table."""

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
        store="enrolments",
        what="seats in classes and results",
        on_erasure=OnErasure.NAMELESS,
        source="ours: 5 years, for the audit of training subsidies",
        after=timedelta(days=5 * 365),
    ),
    InventoryEntry(
        store="certificates",
        what="certificates, which anybody may verify by serial",
        on_erasure=OnErasure.NAMELESS,
        source="Vocational Education Law, Art 11: a certificate is for life",
    ),
    InventoryEntry(
        store="learners",
        what="in which years a person counted as upgraded",
        on_erasure=OnErasure.NAMELESS,
        source="PIPL 19",
    ),
    InventoryEntry(
        store="diplomas",
        what="diplomas and where their files are",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 19",
    ),
)
