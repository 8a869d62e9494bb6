"""What loans keeps of people, for how long and why. `docs/personal-data.md` shows this table."""

from __future__ import annotations

from typing import Final

from chassis.holding import Holding, OnErasure

HOLDINGS: Final = (
    Holding(
        store="people",
        what="county, key groups, birth month and sex",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 19",
    ),
    Holding(
        store="loans",
        what="applications, reviews, contracts and repayments",
        on_erasure=OnErasure.NAMELESS,
        source="ours: the books of the guarantee fund are never thinned out",
    ),
)
