"""Events: the ones a domain decides, and the ones that arrive from the exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from chassis.domain.actor import Actor

PARTNERS: Final = "/partners/"


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Something that happened. The fields of a subclass are the payload of the event."""

    type: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A CloudEvent as received.

    `data` is the payload as the consumer's schema loaded it. `sequence` is the version per subject
    (1, 2, 3 ...), None for partners who do not number. `user_id` is the publisher confirmed by the
    broker, None when it was not asked to confirm one.
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    data: dict[str, Any]
    sequence: int | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    tracestate: str | None = None
    dataschema: str | None = None
    user_id: str | None = None

    @property
    def sender(self) -> Actor | None:
        """The partner who sent the report, as the intake verified; None for our own events."""
        partner_id = self.source.removeprefix(PARTNERS)
        if partner_id == self.source:
            return None
        return Actor(f"partner:{partner_id}", "partner", partner_id=partner_id)
