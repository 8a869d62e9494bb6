"""What notify keeps of people, for how long and why. `docs/personal-data.md` shows this table."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chassis.domain import InventoryEntry, OnErasure

DATA_INVENTORY: Final = (
    InventoryEntry(
        store="readers",
        what="language, whether there is an address, whether e-mails are wanted",
        on_erasure=OnErasure.NAMELESS,
        source="PIPL 19",
    ),
    InventoryEntry(
        store="messages",
        what="messages to the person and their final states",
        on_erasure=OnErasure.REMOVED,
        source="MIIT rules on text messages: at least 6 months; 12 months is ours",
        after=timedelta(days=365),
    ),
    InventoryEntry(
        store="guests",
        what="at which fairs the person is expected",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 19; 12 months is ours",
        after=timedelta(days=365),
    ),
)
