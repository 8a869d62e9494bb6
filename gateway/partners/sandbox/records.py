"""What is kept of partners in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class SandboxEvent:
    """An event that a partner sent and that passed every check. `body` is the CloudEvent as JSON,
    as it would have been passed on."""

    sandbox_event_id: str
    partner_id: str
    type: str
    event_id: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Outage:
    """The platform is away for one partner `until` then; `refused` requests met it."""

    partner_id: str
    until: datetime
    refused: int = 0
