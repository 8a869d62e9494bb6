"""What a partner wants to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chassis.domain import Page, RegionNotYours
from partners.errors import (
    PartnerNotActive,
    SubscriptionNotFound,
    TooManySubscriptions,
    TypeNotVisible,
)
from partners.outbound import visibility
from partners.outbound.records import Subscription

if TYPE_CHECKING:
    from partners.store import PartnersWork

SUBSCRIPTIONS_MOST = 50


def create_subscription(
    work: PartnersWork, *, partner_id: str, types: Sequence[str], region: str | None = None
) -> Subscription:
    """Subscribe to events of some types; from where the partner has its say unless `region` is
    narrower.

    Raises PartnerNotFound, PartnerNotActive, TypeNotVisible, RegionNotYours and
    TooManySubscriptions.
    """
    partner = work.partners.within_reach(partner_id)
    if not partner.is_active:
        raise PartnerNotActive(state=partner.state.value)
    hidden = sorted(set(types) - set(visibility.types_for(partner.role)))
    if hidden:
        raise TypeNotVisible(types=", ".join(hidden), role=partner.role)
    jurisdiction = partner.region or visibility.PROVINCE
    region = region or jurisdiction
    if not visibility.reaches(region, jurisdiction):
        raise RegionNotYours(region=region)
    if work.subscriptions.count({"partner_id": partner_id}) >= SUBSCRIPTIONS_MOST:
        raise TooManySubscriptions(limit=SUBSCRIPTIONS_MOST)
    work.audit("create subscription", partner_id=partner_id, region=region, types=sorted(types))
    maker = work.actor.subject if work.actor else "platform"
    return work.subscriptions.insert(
        Subscription(work.new_id(), partner_id, tuple(sorted(set(types))), region, maker, work.now)
    )


def delete_subscription(work: PartnersWork, *, partner_id: str, subscription_id: str) -> None:
    """End a subscription. What is numbered already still goes out. Raises SubscriptionNotFound."""
    work.partners.within_reach(partner_id)
    if work.subscriptions.get(subscription_id).partner_id != partner_id:
        raise SubscriptionNotFound(subscription_id=subscription_id)
    work.audit("delete subscription", partner_id=partner_id, subscription_id=subscription_id)
    work.subscriptions.remove(subscription_id)


def list_subscriptions(
    work: PartnersWork, *, partner_id: str, cursor: str | None = None, limit: int = 50
) -> Page[Subscription]:
    """A partner's subscriptions, newest first. Raises PartnerNotFound."""
    work.partners.within_reach(partner_id)
    return work.subscriptions.page({"partner_id": partner_id}, cursor, limit)
