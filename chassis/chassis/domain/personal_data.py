"""What a service stores about people, how long, and what erasure removes.

A service declares one data inventory, each entry with the source of its rule. Exports, erasure and
retention are all driven by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from chassis.codec import payloads
from chassis.domain.errors import Refusal
from chassis.domain.unit_of_work import Document, Work
from chassis.ids import first_at

EXPORTED_MOST = 500
STEP = 500


class OnErasure(Enum):
    """What happens to an entry when its person is erased. NAMELESS entries stay: they hold a
    person_id that no longer leads to anybody, and no personal text. A PROOF shows that the rules
    were kept."""

    REMOVED = "removed"
    NAMELESS = "nameless"
    PROOF = "proof"


@dataclass(frozen=True, kw_only=True)
class InventoryEntry:
    """One kind of thing kept of people: the attribute of the Work that holds it, and whose field
    `by` names the person.

    `after` counts from the making of a thing, which its id (UUIDv7) tells; without it, a thing
    stays as long as its person. `by_index`: the declared store expires it by itself. `source` is
    the law, or "ours". `secret` are fields that prove something of the person, such as the hash of
    a password: an export leaves them out.
    """

    store: str
    what: str
    on_erasure: OnErasure
    source: str
    by: str = "person_id"
    after: timedelta | None = None
    by_index: bool = False
    exported: bool = True
    secret: frozenset[str] = frozenset()


def export(work: Work, inventory: Sequence[InventoryEntry], person_id: str) -> Document:
    """What is kept of a person, by entry: {total, rows}, newest first, at most 500 rows each."""
    found = {}
    for entry in inventory:
        if entry.exported:
            store, mine = getattr(work, entry.store), {entry.by: person_id}
            rows = store.all(mine, f"-{store.key}", EXPORTED_MOST)
            found[entry.store] = {
                "total": store.count(mine) if len(rows) == EXPORTED_MOST else len(rows),
                "rows": [_shown(entry, row) for row in rows],
            }
    return found


def _shown(entry: InventoryEntry, row: Any) -> Document:
    shown: Document = payloads.unstructure(row)
    return {name: value for name, value in shown.items() if name not in entry.secret}


def erase_people(
    work: Work, inventory: Sequence[InventoryEntry], person_ids: Sequence[str]
) -> None:
    """Remove what erasure removes of these people."""
    for entry in inventory:
        if entry.on_erasure is OnErasure.REMOVED:
            getattr(work, entry.store).forget({entry.by: {"$in": list(person_ids)}})


def enforce(work: Work, *, entry: InventoryEntry) -> int:
    """Remove up to STEP things whose retention has ended; returns how many."""
    if entry.after is None or entry.by_index:
        return 0
    store = getattr(work, entry.store)
    over = store.all({store.key: {"$lt": first_at(work.now - entry.after)}}, limit=STEP)
    if over:
        store.forget({store.key: {"$in": [getattr(one, store.key) for one in over]}})
    return len(over)


def sweep(store: Any, entry: InventoryEntry) -> int:
    """Remove everything whose retention has ended, one STEP per transaction; returns how many."""
    total = 0
    while step := store.commit(enforce, entry=entry):
        total += step
    return total


class NotYourOwn(Refusal):
    """A person may only ask for their own data; another person's is answered as if it did not
    exist."""

    code = "not_found"


def check_own(work: Work, person_id: str) -> None:
    """Raises NotYourOwn for a person out of the caller's reach."""
    if not work.reach.holds(person_id=person_id):
        raise NotYourOwn
