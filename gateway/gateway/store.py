"""What the gateway keeps: which events it has accepted, for as long as a repetition is likely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.work import Work, records

REMEMBERED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Accepted:
    """An accepted event: `<source>#<id>`, the digest of its type and data, and when."""

    key: str
    digest: str
    at: datetime


class GatewayWork(Work):
    """The gateway's own store; the events themselves are in its outbox."""

    accepted = records(Accepted, "accepted", key="key", expire=("at", REMEMBERED_FOR))
