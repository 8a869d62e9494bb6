"""Why an event cannot come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from partners.intake.contracts import Errors

INVALID, NOT_JSON, TOO_LARGE = "invalid", "malformed_json", "body_too_large"
NOT_REGISTERED, SHUT_OUT = "partner_not_registered", "partner_shut_out"
FOREIGN_SOURCE, FOREIGN_TYPE = "source_not_yours", "type_not_yours"
FOREIGN_REGION, REUSED = "region_not_yours", "event_id_reused"
CODES = (
    NOT_REGISTERED,
    SHUT_OUT,
    TOO_LARGE,
    NOT_JSON,
    FOREIGN_SOURCE,
    FOREIGN_TYPE,
    FOREIGN_REGION,
    INVALID,
    REUSED,
)
"""In the order of their weight: of a batch with several, the first is its answer."""


@dataclass(frozen=True)
class Fault:
    """A code that a program acts on, what is wrong by field, and the facts of its wording."""

    code: str
    errors: Errors = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def weightiest(faults: Iterable[Fault]) -> Fault:
    return min(faults, key=lambda fault: CODES.index(fault.code))
