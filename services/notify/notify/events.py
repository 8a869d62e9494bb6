"""What became of each message. No text and no address: `template` says what it was about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from chassis.domain import DomainEvent
from chassis.payload import Ref, pattern
from notify.vocabulary import Channel


@dataclass(frozen=True, kw_only=True)
class MessageEvent(DomainEvent):
    message_id: Annotated[Ref, "The message"]
    person_id: Annotated[Ref, "Whom it is for"]
    channel: Annotated[Channel, "Through which channel"]
    template: Annotated[
        str, pattern(r"^[a-z_]+(\.[a-z_]+)+$"), "What it is about, e.g. registration.confirmed"
    ]


class MessageQueued(MessageEvent):
    """An e-mail waits to be sent."""

    type: ClassVar[str] = "yunling.notify.message.queued.v1"


class MessageDelivered(MessageEvent):
    """A message is in the inbox, or was accepted by the mail server. Final."""

    type: ClassVar[str] = "yunling.notify.message.delivered.v1"


@dataclass(frozen=True, kw_only=True)
class MessageFailed(MessageEvent):
    """An e-mail will not be tried again. Final."""

    type: ClassVar[str] = "yunling.notify.message.failed.v1"
    reason: Annotated[
        str, pattern(r"^[a-z0-9_]+$"), "Why, as a code: mail_server_said_550, person_not_found ..."
    ]


@dataclass(frozen=True, kw_only=True)
class MessageSuppressed(MessageEvent):
    """An e-mail must not go out. Final."""

    type: ClassVar[str] = "yunling.notify.message.suppressed.v1"
    reason: Annotated[
        str,
        pattern(r"^[a-z0-9_]+$"),
        "Why, as a code: no_consent, consent_withdrawn, no_email_address",
    ]


class MessageRead(MessageEvent):
    """The person has read a message of the inbox."""

    type: ClassVar[str] = "yunling.notify.message.read.v1"
