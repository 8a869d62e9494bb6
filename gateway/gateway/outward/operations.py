"""The calls about what partners are sent, and the handlers that learn what to send them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.consume import on
from chassis.event import Event
from chassis.rpc import rpc
from chassis.schema import page_of
from chassis.store import Store
from gateway.anything import AnyData
from gateway.outward import (
    consents,
    mailbox,
    replays,
    schemas,
    statements,
    subscriptions,
    usecases,
    visibility,
)
from gateway.outward.office import PostOffice
from gateway.outward.signing import content_of, jwk
from gateway.store import GatewayWork

CONSENTS = (consents.GIVEN, consents.WITHDRAWN, consents.ERASED)


class Outward:
    """Mixed into the gateway's service."""

    store: Store
    office: PostOffice

    @on(dict.fromkeys(CONSENTS, AnyData))
    def on_consent(self, work: GatewayWork, events: Sequence[Event]) -> None:
        """Whose events may go to whom."""
        consents.learn(work, events)

    @on(dict.fromkeys(sorted(visibility.read()), AnyData), batch=500, gather_s=0.1)
    def on_visible(self, work: GatewayWork, events: Sequence[Event]) -> None:
        """Into the mailboxes of those who subscribed."""
        usecases.share(work, events)

    @rpc(schemas.CreateSubscription, schemas.SubscriptionView)
    def create_subscription(self, command: dict[str, Any]) -> Any:
        """Let a partner be sent events of some types."""
        return self.store.commit(subscriptions.create_subscription, **command)

    @rpc(schemas.OneSubscription)
    def delete_subscription(self, command: dict[str, Any]) -> Any:
        """End a subscription."""
        return self.store.commit(subscriptions.delete_subscription, **command)

    @rpc(schemas.OfPartnerPage, page_of(schemas.SubscriptionView))
    def list_subscriptions(self, query: dict[str, Any]) -> Any:
        """A partner's subscriptions, newest first."""
        return self.store.read(subscriptions.list_subscriptions, **query)

    @rpc(schemas.OfPartner, schemas.MailboxView)
    def get_mailbox(self, query: dict[str, Any]) -> Any:
        """How far a partner is with what it is sent."""
        return self.store.read(mailbox.get_mailbox, **query)

    @rpc(schemas.StartReplay, schemas.ReplayView)
    def start_replay(self, command: dict[str, Any]) -> Any:
        """Send a range again."""
        return self.store.commit(replays.start_replay, **command)

    @rpc(schemas.OneReplay, schemas.ReplayView)
    def cancel_replay(self, command: dict[str, Any]) -> Any:
        """Stop a replay; what went stays gone."""
        return self.store.commit(replays.cancel_replay, **command)

    @rpc(schemas.OneReplay, schemas.ReplayView)
    def get_replay(self, query: dict[str, Any]) -> Any:
        """How far a replay is."""
        return self.store.read(replays.get_replay, **query)

    @rpc(schemas.OfPartnerPage, page_of(schemas.ReplayView))
    def list_replays(self, query: dict[str, Any]) -> Any:
        """A partner's replays, newest first."""
        return self.store.read(replays.list_replays, **query)

    @rpc(schemas.OfPartnerPage, page_of(schemas.StatementRow))
    def list_statements(self, query: dict[str, Any]) -> Any:
        """A partner's statements, the newest day first."""
        return self.store.read(statements.list_statements, **query)

    @rpc(schemas.OneStatement, schemas.StatementView)
    def get_statement(self, query: dict[str, Any]) -> Any:
        """The signed statement of a day."""
        made = self.store.read(statements.get_statement, **query)
        return {"statement": content_of(made.jws), "jws": made.jws}

    @rpc(view=schemas.SigningKeysView)
    def list_signing_keys(self) -> dict[str, Any]:
        """The public keys of statements and deliveries, the one in use first."""
        own = self.office.signer
        old = [one for one in self.store.read(statements.keys) if one.kid != own.kid]
        return {"keys": [jwk(own.kid, own.x), *(jwk(one.kid, one.x) for one in old)]}
