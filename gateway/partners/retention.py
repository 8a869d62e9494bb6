"""The partners' part of the data inventory (`docs/personal-data.md`).

None of it is a name or a number of a person; the events that partners are sent name a person_id.
"""

from __future__ import annotations

from typing import Final

from chassis.domain import InventoryEntry, OnErasure
from partners.outbound.records import BODY_KEPT, PROOF_KEPT

DATA_INVENTORY: Final = (
    InventoryEntry(
        store="sharing_consents",
        what="the partners for which a person's consent is valid",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 23, 29",
    ),
    InventoryEntry(
        store="parcels",
        what="events about a person that partners are sent, or can be sent again",
        on_erasure=OnErasure.REMOVED,
        source="PIPL 19; 30 days is ours",
        after=BODY_KEPT,
        by_index=True,
    ),
    InventoryEntry(
        store="deliveries",
        what="that an event about a person was sent to a partner, or withheld",
        on_erasure=OnErasure.PROOF,
        source="网络数据安全管理条例 12; PIPL 56 (records at least 3 years)",
        after=PROOF_KEPT,
        by_index=True,
    ),
)
