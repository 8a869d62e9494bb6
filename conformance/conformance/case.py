"""One matter that the script follows: a loan or a seat in a class, with the events about it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conformance.sandbox import Event

SCHEMAS = "https://yunling.example/contracts/outward"
REGION = "530102"


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass
class Case:
    """Ids are new in each case. `facts` is what the partner has said so far that counts later."""

    id: str = field(default_factory=new_id)
    person_id: str = field(default_factory=new_id)
    facts: dict[str, Any] = field(default_factory=dict)


def an_event(service: str, name: str, subject: str, sequence: int, data: dict[str, Any]) -> Event:
    """An event as the platform sends it to partners. `name` is `loan.contract_signed` or so."""
    type = f"yunling.{service}.{name}.v1"
    return {
        "specversion": "1.0",
        "id": new_id(),
        "type": type,
        "source": f"/yunling/{service}",
        "subject": subject,
        "time": moment(datetime.now(UTC)),
        "datacontenttype": "application/json",
        "dataschema": f"{SCHEMAS}/{type}.schema.json",
        "sequence": f"{sequence:010d}",
        "data": data,
    }


def moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def reported(kind: str) -> str:
    """A partner's type: `disbursement` is yunling.partners.disbursement.reported.v1."""
    return f"yunling.partners.{kind}.reported.v1"
