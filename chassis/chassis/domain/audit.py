"""The audit trail: who looked at, changed or gave up what, and why. Records are added and never
changed.

A use case calls `work.audit("reveal", reason=..., person_id=...)`. The record is stored in the
transaction of the action itself, in a second database in which the service's user may only insert
and find. `audit_log` reads records, `audit_seal` chains them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from chassis import masking
from chassis.codec import utc
from chassis.domain.actor import Actor

if TYPE_CHECKING:
    from chassis.domain.unit_of_work import Document, Work

ZERO = "0" * 64
"""What stands before the first seal."""


def entry(
    actor: Actor | None, at: datetime, action: str, reason: str | None, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """A record without its id. Facts are JSON values and hold no personal text; a reason, which
    people type, is masked of what looks like a number or an address of a person.

    Raises TypeError for a fact that is no JSON value, ValueError for one that hides a column.
    """
    orjson.dumps(dict(facts))
    own = {
        "at": at,
        "who": actor.subject if actor else None,
        "role": actor.role if actor else None,
        "action": action,
        "reason": reason and masking.numbers(reason),
    }
    if hidden := own.keys() & facts.keys():
        raise ValueError(f"these are no facts: {sorted(hidden)}")
    return own | dict(facts)


def record_parked(
    work: Work, action: str, reason: str | None, rows: Iterable[Document], **more: Any
) -> None:
    """One record for each parked event that an operator did something to."""
    for row in rows:
        work.audit(action, reason=reason, **_about(row), **more)


def digest(body: bytes) -> str:
    """SHA-256 of a body, in hex: it can later be proved what the body was without keeping it."""
    return hashlib.sha256(body).hexdigest()


def text(record: Mapping[str, Any]) -> str:
    """The text of a record whose digest is taken: JSON with sorted names and no spaces, the time in
    UTC to the millisecond."""
    named = {"audit_id": record["_id"], **record, "at": moment(record["at"])}
    del named["_id"]
    return orjson.dumps(named, option=orjson.OPT_SORT_KEYS).decode()


def seal_text(n: int, at: str, prev: str, leaves: Iterable[tuple[str, str]]) -> str:
    """The text of a seal whose digest is taken: lines with its number, its time and its
    predecessor's digest, then one line with id and digest for each record."""
    return "\n".join([str(n), at, prev, *(f"{id} {sha256}" for id, sha256 in leaves)])


def moment(at: datetime) -> str:
    """A time as it stands in texts whose digest is taken, always with milliseconds."""
    return utc(at, "milliseconds")


def _about(row: Document) -> Document:
    # A partner's own ids may hold what they should not; a record stays for ever.
    masked = {name: row[name] and masking.text(row[name]) for name in ("source", "event_id")}
    about = {"handler": row["handler"], "type": row["type"], **masked}
    return {"parked_id": row["_id"], **about, "sha256": digest(row["body"])}
