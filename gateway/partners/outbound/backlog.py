"""How far a partner is with what it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from partners.outbound.records import Backlog, Cursor
from partners.registry.broker import queue_of
from partners.store import PartnersWork


@dataclass(frozen=True)
class BacklogState:
    """`last` events were numbered for the partner, of which those up to `done` went to its
    `queue` or were withheld; `waiting` have not, the oldest of them since `waiting_since`."""

    partner_id: str
    queue: str
    last: int
    done: int
    waiting: int
    waiting_since: datetime | None


def waiting(work: PartnersWork, *, partner_ids: Sequence[str]) -> dict[str, tuple[int, float]]:
    """By partner: how many events have not gone to its queue, and the age of the oldest, in s."""
    found = {}
    for partner_id in partner_ids:
        backlog = get_mailbox(work, partner_id=partner_id)
        since = backlog.waiting_since or work.now
        found[partner_id] = backlog.waiting, (work.now - since).total_seconds()
    return found


def get_mailbox(work: PartnersWork, *, partner_id: str) -> BacklogState:
    """The state of a partner's backlog. Raises PartnerNotFound."""
    work.partners.within_reach(partner_id)
    backlog = work.mailboxes.find(partner_id) or Backlog(partner_id)
    cursor = work.cursors.find(partner_id) or Cursor(partner_id)
    oldest = work.deliveries.first(
        {"partner_id": partner_id, "number": {"$gt": cursor.done}}, "number"
    )
    return BacklogState(
        partner_id=partner_id,
        queue=queue_of(partner_id),
        last=backlog.last,
        done=cursor.done,
        waiting=backlog.last - cursor.done,
        waiting_since=oldest.at if oldest else None,
    )
