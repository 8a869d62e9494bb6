"""What the gateway keeps: partners, their keys, and which events it has accepted, for as long as a
repetition is likely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.stores import records
from chassis.work import Work
from gateway.errors import KeyNotFound, PartnerNotFound
from gateway.limits.ledger import COLLECTION
from gateway.partners.partner import ApiKey, Partner

REMEMBERED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Accepted:
    """The events of a request that were new: for each its `<source>#<id>` and, at the same place,
    the digest of its type and data."""

    accepted_id: str
    keys: tuple[str, ...]
    digests: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Spent:
    """What all replicas have drawn of a caller's quota in one window; see gateway.limits."""

    window: str
    taken: int
    until: datetime


class GatewayWork(Work):
    """The gateway's own store; the events themselves are in its outbox."""

    # A document for a request, because documents are what an event costs the database. The index
    # holds the keys one by one: no two documents have the same.
    accepted = records(
        Accepted,
        "accepted",
        key="accepted_id",
        unique=[("keys",)],
        expire=("at", REMEMBERED_FOR),
    )
    partners = records(
        Partner,
        "partners",
        key="partner_id",
        missing=PartnerNotFound,
        indexes=[("broker_due",)],
    )
    partner_keys = records(
        ApiKey,
        "partner_keys",
        key="prefix",
        missing=KeyNotFound,
        indexes=[("partner_id",)],
    )
    quotas = records(Spent, COLLECTION, key="window", expire=("until", timedelta(0)))
