"""What is kept of what partners are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

BODY_KEPT = timedelta(days=30)
"""How long an event can be sent, or sent again."""

PROOF_KEPT = timedelta(days=1096)
"""Records of what was shared are kept for three years (网络数据安全管理条例 12)."""


@dataclass(frozen=True)
class Subscription:
    """A partner's wish to be sent the events of some types from a region (GB/T 2260)."""

    subscription_id: str
    partner_id: str
    types: tuple[str, ...]
    region: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class SharingConsent:
    """A person lets events about them go to one partner. It stands as long as it is there."""

    consent_id: str
    person_id: str
    partner_id: str
    given_at: datetime


@dataclass(frozen=True)
class Held:
    """Which training provider holds a course, or a class of one."""

    thing_id: str
    provider_id: str


@dataclass(frozen=True)
class Backlog:
    """How many events were numbered for a partner."""

    partner_id: str
    last: int = 0


@dataclass(frozen=True)
class Cursor:
    """The number up to which a partner's events have gone to its queue, or were withheld."""

    partner_id: str
    done: int = 0


@dataclass(frozen=True)
class Delivery:
    """That an event was meant for a partner, and what became of it: `left_at` when it went to the
    queue for the first time, or when and why it was `withheld`. `digest` is the SHA-256 of its
    content."""

    delivery_id: str
    partner_id: str
    number: int
    type: str
    event_id: str
    person_id: str | None
    digest: str
    at: datetime
    left_at: datetime | None = None
    withheld_at: datetime | None = None
    withheld: str | None = None
    forged: bool = False


@dataclass(frozen=True)
class StoredMessage:
    """The event itself, as structured CloudEvents JSON."""

    delivery_id: str
    person_id: str | None
    body: str
    at: datetime


class ReplayState(Enum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Replay:
    """A range of a partner's events that goes to its queue again: the numbers from `first` to
    `last`, of `types` (all when empty). `done` is the last number looked at."""

    replay_id: str
    partner_id: str
    first: int
    last: int
    types: tuple[str, ...]
    done: int
    sent: int
    withheld: int
    state: ReplayState
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Statement:
    """A day's signed statement, as a JWS in compact form (RFC 7515)."""

    statement_id: str
    partner_id: str
    day: date
    jws: str
    made_at: datetime


@dataclass(frozen=True)
class SigningKey:
    """A public key that statements and deliveries were ever signed with: `x` is its 32 bytes in
    base64url (RFC 8037)."""

    kid: str
    x: str
    since: datetime


def delivery_id(partner_id: str, number: int) -> str:
    """Sorts by number within a partner."""
    return f"{partner_id}:{number:012}"


def consent_id(person_id: str, partner_id: str) -> str:
    return f"{person_id}:{partner_id}"
