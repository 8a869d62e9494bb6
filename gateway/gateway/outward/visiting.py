"""Whose mailbox a caller may look into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.errors import PartnerNotFound
from gateway.partners.partner import Partner

if TYPE_CHECKING:
    from gateway.store import GatewayWork


def visit(work: GatewayWork, partner_id: str) -> Partner:
    """The partner. Raises PartnerNotFound also for one that is out of the caller's reach: who is a
    partner is nobody's business."""
    if not work.reach.holds(partner_id=partner_id):
        raise PartnerNotFound(partner_id=partner_id)
    return work.partners.get(partner_id)
