"""A partner as it is registered, and its API keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

EVENTS_PER_MINUTE = 60_000
"""How many events a partner may send when nothing else was said."""

DAYS_GOOD = 365
"""How long a key is good when nothing else was said."""


class State(Enum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


@dataclass(frozen=True)
class Partner:
    """A body outside that sends events or reads them.

    `types` are the event types that it may send; `region` (GB/T 2260) is where a labour bureau
    has its say. In the `sandbox` its events are checked and kept, and go no further. `has_account`
    says that it may publish over AMQP; while `broker_due` the broker has not been told of the last
    change. A removed partner stays on record, so that its id never comes to mean another.
    """

    partner_id: str
    name: str
    role: str
    types: tuple[str, ...]
    region: str | None
    sandbox: bool
    events_per_minute: int
    created_at: datetime
    changed_at: datetime
    state: State = State.ACTIVE
    has_account: bool = False
    broker_due: bool = False

    @property
    def is_active(self) -> bool:
        return self.state is State.ACTIVE


@dataclass(frozen=True)
class ApiKey:
    """What is kept of a key: the SHA-256 of its text, never the text.

    An empty `scopes` allows whatever the partner's role may do. A `signed` key must sign each of
    its requests.
    """

    prefix: str
    partner_id: str
    digest: bytes
    scopes: tuple[str, ...]
    signed: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def ending(self, now: datetime, overlap: timedelta) -> ApiKey:
        """The same key, good for `overlap` more at the most."""
        return replace(self, expires_at=min(self.expires_at, now + overlap))
