"""What rules and use cases are written with: actors, events, refusals, the unit of work."""

from chassis.domain.actor import ANONYMOUS, PARTNER_ROLES, ROLES, SERVICE, Actor
from chassis.domain.business_day import POLICY_ZONE
from chassis.domain.errors import (
    Conflict,
    Early,
    Invalid,
    Refusal,
    Refused,
    RegionNotYours,
    Unavailable,
)
from chassis.domain.event import DomainEvent, Event
from chassis.domain.personal_data import InventoryEntry, OnErasure, erase_people, export
from chassis.domain.reach import NOWHERE, OWNED_BY, Scope
from chassis.domain.regions import is_code, lies_in
from chassis.domain.repositories import Aggregates, Records, aggregates, records
from chassis.domain.unit_of_work import Document, Page, Trigger, Work

__all__ = [
    "ANONYMOUS",
    "NOWHERE",
    "OWNED_BY",
    "PARTNER_ROLES",
    "POLICY_ZONE",
    "ROLES",
    "SERVICE",
    "Actor",
    "Aggregates",
    "Conflict",
    "Document",
    "DomainEvent",
    "Early",
    "Event",
    "Invalid",
    "InventoryEntry",
    "OnErasure",
    "Page",
    "Records",
    "Refusal",
    "Refused",
    "RegionNotYours",
    "Scope",
    "Trigger",
    "Unavailable",
    "Work",
    "aggregates",
    "erase_people",
    "export",
    "is_code",
    "lies_in",
    "records",
]
