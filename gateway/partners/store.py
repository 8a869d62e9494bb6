"""What is stored of partners: who they are, which of their events were accepted, what they were
sent."""

from __future__ import annotations

from datetime import timedelta

from chassis.domain import Work, records
from partners.errors import (
    KeyNotFound,
    PartnerNotFound,
    ReplayNotFound,
    StatementNotFound,
    SubscriptionNotFound,
)
from partners.intake.accepted import Accepted
from partners.intake.rejected import Rejected
from partners.intake.sequences import Numbers
from partners.outbound.records import (
    BODY_KEPT,
    PROOF_KEPT,
    Backlog,
    Cursor,
    Delivery,
    Held,
    Replay,
    SharingConsent,
    SigningKey,
    Statement,
    StoredMessage,
    Subscription,
)
from partners.registry.partner import ApiKey, Partner
from partners.sandbox.records import KEPT, Outage, SandboxEvent

REMEMBERED_FOR = timedelta(days=30)


class PartnersWork(Work):
    """The events themselves are in the outbox of whoever runs this."""

    # A document for a request, because documents are what an event costs the database. The index
    # holds the keys one by one: no two documents have the same.
    accepted = records(
        Accepted,
        "accepted",
        key="accepted_id",
        unique=[("keys",)],
        indexes=[("partners", "at")],
        expire=("at", REMEMBERED_FOR),
    )
    rejected = records(
        Rejected,
        "rejected",
        key="rejected_id",
        unique=[("fingerprint",)],
        indexes=[("partner_id", "_id"), ("partner_id", "first_at")],
        expire=("last_at", REMEMBERED_FOR),
    )
    numbers = records(Numbers, "numbers", key="numbers_id", indexes=[("partner_id", "_id")])
    partners = records(
        Partner,
        "partners",
        key="partner_id",
        missing=PartnerNotFound,
        indexes=[("broker_due",), ("state", "has_account")],
        # Who is a partner is nobody else's business.
        reach={"partner_id": "partner_id"},
    )
    partner_keys = records(
        ApiKey,
        "partner_keys",
        key="prefix",
        missing=KeyNotFound,
        indexes=[("partner_id",)],
    )
    subscriptions = records(
        Subscription,
        "subscriptions",
        key="subscription_id",
        missing=SubscriptionNotFound,
        indexes=[("types",), ("partner_id",)],
    )
    sharing_consents = records(
        SharingConsent, "sharing_consents", key="consent_id", indexes=[("person_id",)]
    )
    held = records(Held, "held", key="thing_id")
    mailboxes = records(Backlog, "mailboxes", key="partner_id")
    cursors = records(Cursor, "cursors", key="partner_id")
    deliveries = records(
        Delivery,
        "deliveries",
        key="delivery_id",
        indexes=[
            ("partner_id", "number"),
            ("partner_id", "left_at"),
            ("partner_id", "withheld_at"),
            ("person_id",),
        ],
        expire=("at", PROOF_KEPT),
    )
    parcels = records(
        StoredMessage,
        "parcels",
        key="delivery_id",
        indexes=[("person_id",)],
        expire=("at", BODY_KEPT),
    )
    replays = records(
        Replay,
        "replays",
        key="replay_id",
        missing=ReplayNotFound,
        indexes=[("state",), ("partner_id",)],
        expire=("asked_at", PROOF_KEPT),
    )
    statements = records(
        Statement,
        "statements",
        key="statement_id",
        missing=StatementNotFound,
        indexes=[("partner_id",)],
        expire=("made_at", PROOF_KEPT),
    )
    signing_keys = records(SigningKey, "signing_keys", key="kid")
    sandbox_events = records(
        SandboxEvent,
        "sandbox_events",
        key="sandbox_event_id",
        indexes=[("partner_id", "_id")],
        expire=("at", KEPT),
    )
    outages = records(Outage, "outages", key="partner_id")
