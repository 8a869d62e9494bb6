"""What a partner in the sandbox can do with the platform, and the platform with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson

from chassis.domain import Page
from partners.errors import SandboxOnly
from partners.intake.candidate import Candidate
from partners.outbound import routing as outward
from partners.registry.partner import Partner
from partners.sandbox.records import Outage, SandboxEvent

if TYPE_CHECKING:
    from partners.store import PartnersWork


def keep(work: PartnersWork, *, partner_id: str, candidates: Sequence[Candidate]) -> None:
    """Keep events of a partner in the sandbox instead of passing them on."""
    for one in candidates:
        event, body = one.envelope, orjson.dumps(one.envelope).decode()
        work.sandbox_events.insert(
            SandboxEvent(work.new_id(), partner_id, event["type"], event["id"], body, work.now)
        )


def own_sandbox(work: PartnersWork) -> Partner:
    """The caller's registration. Raises SandboxOnly for a partner that is not in the sandbox."""
    partner_id = work.actor.partner_id if work.actor else None
    partner = work.partners.find(partner_id) if partner_id else None
    if partner is None or not partner.sandbox:
        raise SandboxOnly(partner_id=partner_id)
    return partner


def list_events(
    work: PartnersWork, *, cursor: str | None = None, limit: int = 50
) -> Page[dict[str, Any]]:
    """The caller's events, oldest first, after the one that `cursor` names."""
    wanted: dict[str, Any] = {"partner_id": own_sandbox(work).partner_id}
    if cursor:
        wanted["sandbox_event_id"] = {"$gt": cursor}
    found = work.sandbox_events.all(wanted, "sandbox_event_id", limit + 1)
    rows = [
        {"sandbox_event_id": one.sandbox_event_id, "at": one.at, "event": orjson.loads(one.body)}
        for one in found[:limit]
    ]
    return Page(rows, rows[-1]["sandbox_event_id"] if len(found) > limit else None)


def deliver(
    work: PartnersWork, *, events: Sequence[dict[str, Any]], forged: bool = False
) -> dict[str, int]:
    """Put samples into the caller's own backlog, in this order; `delivered` is how many.

    Raises SandboxOnly.
    """
    partner_id = own_sandbox(work).partner_id
    outward.put(work, partner_id=partner_id, envelopes=events, forged=forged)
    return {"delivered": len(events)}


def begin_outage(work: PartnersWork, *, seconds: int) -> Outage:
    """The platform is away for the caller from now on."""
    partner_id = own_sandbox(work).partner_id
    return work.outages.put(Outage(partner_id, work.now + timedelta(seconds=seconds)))


def find_outage(work: PartnersWork, *, partner_id: str) -> Outage | None:
    """The running or the last outage of a partner."""
    return work.outages.find(partner_id)


def meet_outage(work: PartnersWork, *, partner_id: str) -> bool:
    """Whether the platform is away for a partner now; if so, that is counted."""
    outage = work.outages.find(partner_id)
    if outage is None or outage.until <= work.now:
        return False
    work.outages.put(replace(outage, refused=outage.refused + 1))
    return True
