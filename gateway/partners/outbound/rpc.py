"""The calls about what partners are sent, and the handlers that learn what to send them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from chassis.consumer import on
from chassis.domain import Event, InventoryEntry
from chassis.fields import page_of
from chassis.rpc import command, query, rpc
from chassis.store import Store
from partners.anything import AnyData
from partners.outbound import (
    backlog,
    consents,
    replays,
    routing,
    schemas,
    statements,
    subscriptions,
    visibility,
)
from partners.outbound.delivery_signatures import content_of, jwk
from partners.outbound.workers import PartnerWorkers
from partners.store import PartnersWork

CONSENTS = (consents.GIVEN, consents.WITHDRAWN, consents.ERASED)


class Outbound:
    """A part of Partners."""

    store: Store
    inventory: ClassVar[tuple[InventoryEntry, ...]]
    partner_workers: PartnerWorkers

    @on(dict.fromkeys(CONSENTS, AnyData))
    def on_consent(self, work: PartnersWork, events: Sequence[Event]) -> None:
        """Whose events may go to whom."""
        consents.learn(work, events, self.inventory)

    @on(dict.fromkeys(sorted(visibility.read()), AnyData), batch=500, gather_s=0.1)
    def on_visible(self, work: PartnersWork, events: Sequence[Event]) -> None:
        """Into the backlogs of those who subscribed."""
        routing.share(work, events)

    create_subscription = command(
        subscriptions.create_subscription, schemas.CreateSubscription, schemas.SubscriptionView
    )
    delete_subscription = command(subscriptions.delete_subscription, schemas.OneSubscription)
    list_subscriptions = query(
        subscriptions.list_subscriptions, schemas.OfPartnerPage, page_of(schemas.SubscriptionView)
    )
    get_mailbox = query(backlog.get_mailbox, schemas.OfPartner, schemas.MailboxView)
    start_replay = command(replays.start_replay, schemas.StartReplay, schemas.ReplayView)
    cancel_replay = command(replays.cancel_replay, schemas.OneReplay, schemas.ReplayView)
    get_replay = query(replays.get_replay, schemas.OneReplay, schemas.ReplayView)
    list_replays = query(replays.list_replays, schemas.OfPartnerPage, page_of(schemas.ReplayView))
    list_statements = query(
        statements.list_statements, schemas.OfPartnerPage, page_of(schemas.StatementRow)
    )

    @rpc(schemas.OneStatement, schemas.StatementView)
    def get_statement(self, query: dict[str, Any]) -> Any:
        """The signed statement of a day."""
        made = self.store.read(statements.get_statement, **query)
        return {"statement": content_of(made.jws), "jws": made.jws}

    @rpc(view=schemas.SigningKeysView)
    def list_signing_keys(self) -> dict[str, Any]:
        """The public keys of statements and deliveries, the one in use first."""
        own = self.partner_workers.signer
        old = [one for one in self.store.read(statements.keys) if one.kid != own.kid]
        return {"keys": [jwk(own.kid, own.x), *(jwk(one.kid, one.x) for one in old)]}
