"""Whose backlog a caller may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partners.errors import PartnerNotFound
from partners.registry.partner import Partner

if TYPE_CHECKING:
    from partners.store import PartnersWork


def visit(work: PartnersWork, partner_id: str) -> Partner:
    """The partner. Raises PartnerNotFound also for one that is out of the caller's reach: who is a
    partner is nobody's business."""
    if not work.reach.holds(partner_id=partner_id):
        raise PartnerNotFound(partner_id=partner_id)
    return work.partners.get(partner_id)
