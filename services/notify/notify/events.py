"""What became of each message. No text and no address: `template` says what it was about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from chassis.event import DomainEvent
from notify.vocabulary import Channel


@dataclass(frozen=True, kw_only=True)
class MessageEvent(DomainEvent):
    message_id: str
    person_id: str
    channel: Channel
    template: str


class MessageQueued(MessageEvent):
    """An e-mail waits for its turn."""

    type: ClassVar[str] = "yunling.notify.message.queued.v1"


class MessageDelivered(MessageEvent):
    """In the inbox, or accepted by the mail server."""

    type: ClassVar[str] = "yunling.notify.message.delivered.v1"


@dataclass(frozen=True, kw_only=True)
class MessageFailed(MessageEvent):
    type: ClassVar[str] = "yunling.notify.message.failed.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageSuppressed(MessageEvent):
    type: ClassVar[str] = "yunling.notify.message.suppressed.v1"
    reason: str


class MessageRead(MessageEvent):
    type: ClassVar[str] = "yunling.notify.message.read.v1"
