"""Sending a range of what was sent before once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chassis.domain import Invalid, Page
from partners.errors import NothingToReplay, ReplayNotFound, ReplayRunning
from partners.outbound.records import Backlog, Replay, ReplayState

if TYPE_CHECKING:
    from partners.store import PartnersWork


def start_replay(
    work: PartnersWork,
    *,
    partner_id: str,
    first: int | None = None,
    last: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    types: Sequence[str] = (),
) -> Replay:
    """Send again what left between two numbers, or two times, both included.

    It runs in the background, one at a time for a partner. Raises Invalid for a range that begins
    nowhere, PartnerNotFound, ReplayRunning and NothingToReplay.
    """
    if first is None and since is None:
        raise Invalid({"first": ["Missing data for required field."]})
    work.partners.within_reach(partner_id)
    other = work.replays.first({"partner_id": partner_id, "state": ReplayState.RUNNING.value})
    if other:
        raise ReplayRunning(replay_id=other.replay_id)
    backlog = work.mailboxes.find(partner_id) or Backlog(partner_id)
    # The backlog is written so that two replays at once are a conflict.
    work.mailboxes.put(backlog)
    lowest, highest = max(first or 1, 1), min(last or backlog.last, backlog.last)
    if since or until:
        lowest, highest = _between(work, partner_id, since, until, lowest, highest)
    if lowest > highest:
        raise NothingToReplay(last=backlog.last)
    work.audit("start replay", partner_id=partner_id, first=lowest, last=highest)
    asker = work.actor.subject if work.actor else "platform"
    return work.replays.insert(
        Replay(
            work.new_id(), partner_id, lowest, highest, tuple(sorted(set(types))),
            done=lowest - 1, sent=0, withheld=0,
            state=ReplayState.RUNNING, asked_by=asker, asked_at=work.now,
        )
    )  # fmt: skip


def get_replay(work: PartnersWork, *, partner_id: str, replay_id: str) -> Replay:
    """How far it is. Raises ReplayNotFound."""
    work.partners.within_reach(partner_id)
    found = work.replays.get(replay_id)
    if found.partner_id != partner_id:
        raise ReplayNotFound(replay_id=replay_id)
    return found


def cancel_replay(work: PartnersWork, *, partner_id: str, replay_id: str) -> Replay:
    """Send no more; what went stays gone. One that has ended is left as it is."""
    found = get_replay(work, partner_id=partner_id, replay_id=replay_id)
    if found.state is not ReplayState.RUNNING:
        return found
    work.audit("cancel replay", partner_id=partner_id, replay_id=replay_id)
    return work.replays.put(replace(found, state=ReplayState.CANCELLED, ended_at=work.now))


def list_replays(
    work: PartnersWork, *, partner_id: str, cursor: str | None = None, limit: int = 50
) -> Page[Replay]:
    """A partner's replays, newest first. Raises PartnerNotFound."""
    work.partners.within_reach(partner_id)
    return work.replays.page({"partner_id": partner_id}, cursor, limit)


def _between(
    work: PartnersWork,
    partner_id: str,
    since: datetime | None,
    until: datetime | None,
    lowest: int,
    highest: int,
) -> tuple[int, int]:
    """The numbers of what left in a time: numbers leave in their order."""
    times = {"$gte": since, "$lte": until}
    within = {
        "partner_id": partner_id,
        "left_at": {name: moment for name, moment in times.items() if moment},
    }
    first = work.deliveries.first(within, "left_at")
    last = work.deliveries.first(within, "-left_at")
    if first is None or last is None:
        return 1, 0
    # All that left in one step bear the same time, and at most a step of them lies further on.
    same = work.deliveries.all({"partner_id": partner_id, "left_at": first.left_at}, "number", 1)
    also = work.deliveries.all({"partner_id": partner_id, "left_at": last.left_at}, "-number", 1)
    return max(lowest, same[0].number), min(highest, also[0].number)
