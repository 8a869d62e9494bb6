"""A message to one person through one channel."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from notify.errors import MessageAlreadySettled, MessageNotInInbox
from notify.events import (
    MessageDelivered,
    MessageEvent,
    MessageFailed,
    MessageQueued,
    MessageRead,
    MessageSuppressed,
)
from notify.vocabulary import Channel, Language, State


@dataclass(frozen=True, kw_only=True)
class Message:
    """`text` is what the person reads, without name or address; `event_id` is the event that it
    tells of and `traceparent` that event's trace; `reason` says why it failed or was suppressed."""

    message_id: str
    person_id: str
    event_id: str
    channel: Channel
    template: str
    template_version: int
    language: Language
    title: str
    text: str
    created_at: datetime
    traceparent: str | None = None
    state: State = State.QUEUED
    reason: str | None = None
    settled_at: datetime | None = None
    read_at: datetime | None = None
    version: int = 0

    def queued(self) -> MessageQueued:
        return MessageQueued(**self._named())

    def deliver(self, at: datetime) -> tuple[Message, MessageDelivered]:
        return self._settle(State.DELIVERED, at), MessageDelivered(**self._named())

    def fail(self, reason: str, at: datetime) -> tuple[Message, MessageFailed]:
        failed = self._settle(State.FAILED, at, reason)
        return failed, MessageFailed(**self._named(), reason=reason)

    def suppress(self, reason: str, at: datetime) -> tuple[Message, MessageSuppressed]:
        suppressed = self._settle(State.SUPPRESSED, at, reason)
        return suppressed, MessageSuppressed(**self._named(), reason=reason)

    def read(self, at: datetime) -> tuple[Message, MessageRead]:
        if self.channel is not Channel.IN_APP:
            raise MessageNotInInbox(message_id=self.message_id)
        return replace(self, read_at=at), MessageRead(**self._named())

    def _settle(self, state: State, at: datetime, reason: str | None = None) -> Message:
        if self.state is not State.QUEUED:
            raise MessageAlreadySettled(message_id=self.message_id, state=self.state.value)
        return replace(self, state=state, reason=reason, settled_at=at)

    def _named(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(MessageEvent)}
