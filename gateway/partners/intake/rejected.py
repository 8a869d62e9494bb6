"""Events that could not come in, as their partner is shown them.

Of what was sent only its shape is kept: who, which id and type, what is wrong in which field, and
the SHA-256 of the bytes. The data itself may be anything, a name in the wrong field included.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from chassis import masking
from chassis.domain.errors import field_errors
from partners.intake.fault import Fault

if TYPE_CHECKING:
    from partners.store import PartnersWork

HTTP, AMQP = "http", "amqp"
ERRORS_MOST, TEXT_MOST = 20, 200
LOOKED_MOST = 1000


@dataclass(frozen=True)
class FieldError:
    field: str
    reason: str


@dataclass(frozen=True)
class Rejected:
    """One event that was refused, `times` it came so. `partner_id` is None where nobody can be
    held to it. `key` is what it would be remembered by once it is accepted."""

    rejected_id: str
    partner_id: str | None
    way: str
    event_id: str | None
    type: str | None
    source: str | None
    subject: str | None
    code: str
    errors: tuple[FieldError, ...]
    sha256: str
    size: int
    key: str | None
    fingerprint: str
    first_at: datetime
    last_at: datetime
    times: int = 1


@dataclass(frozen=True)
class TurnedAway:
    """What came in vain: the bytes, who sent them over which way, and why not."""

    partner_id: str | None
    way: str
    raw: bytes
    event: Any
    fault: Fault

    @property
    def fingerprint(self) -> str:
        about = f"{self.partner_id} {self.way} {self.fault.code} ".encode()
        return hashlib.sha256(about + self.raw).hexdigest()


def keep(work: PartnersWork, *, turned_away: Sequence[TurnedAway]) -> None:
    """Remember what was turned away; the same bytes for the same reason count once more."""
    by_fingerprint = {one.fingerprint: one for one in turned_away}
    wanted = {"fingerprint": {"$in": sorted(by_fingerprint)}}
    known = work.rejected.all(wanted, limit=len(by_fingerprint))
    for row in known:
        del by_fingerprint[row.fingerprint]
        work.rejected.put(replace(row, times=row.times + 1, last_at=work.now))
    for fingerprint, one in by_fingerprint.items():
        work.rejected.insert(_row(work, one, fingerprint))


def page(
    work: PartnersWork,
    *,
    partner_id: str | None = None,
    still_open: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Refused events, newest first, each with when it was accepted after all. With `still_open`
    those that were are left out; then a page may be short although another follows."""
    asked = {"partner_id": partner_id} if partner_id else {}
    wanted = work.reach.narrow(asked, partner_id="partner_id")
    found = work.rejected.page(wanted, cursor, min(limit, LOOKED_MOST))
    fixed = _fixed(work, found.rows)
    rows = [{**vars(row), "fixed_at": fixed.get(row.key or "")} for row in found.rows]
    if still_open:
        rows = [row for row in rows if row["fixed_at"] is None]
    return {"rows": rows, "next_cursor": found.next_cursor}


def count(
    work: PartnersWork, *, partner_id: str, since: datetime, until: datetime
) -> dict[str, int]:
    """How many events of a partner were first refused in [since, until), by code."""
    within = {"partner_id": partner_id, "first_at": {"$gte": since, "$lt": until}}
    return dict(Counter(row.code for row in work.rejected.all(within, limit=100_000)))


def _fixed(work: PartnersWork, rows: Iterable[Rejected]) -> dict[str, datetime]:
    """When each key was accepted, of those that were accepted after they had been refused."""
    refused = {row.key: row.last_at for row in rows if row.key}
    keys = sorted(refused)
    found = work.accepted.all({"keys": {"$in": keys}}, limit=len(keys))
    return {
        key: one.at for one in found for key in one.keys if key in refused and one.at > refused[key]
    }


def _row(work: PartnersWork, one: TurnedAway, fingerprint: str) -> Rejected:
    event = one.event if isinstance(one.event, dict) else {}
    source, event_id = event.get("source"), event.get("id")
    named = isinstance(source, str) and isinstance(event_id, str)
    return Rejected(
        rejected_id=work.new_id(),
        partner_id=one.partner_id,
        way=one.way,
        event_id=_shown(event_id),
        type=_shown(event.get("type")),
        source=_shown(source),
        subject=_shown(event.get("subject")),
        code=one.fault.code,
        errors=_errors(one.fault),
        sha256=hashlib.sha256(one.raw).hexdigest(),
        size=len(one.raw),
        key=f"{source}#{event_id}"[:TEXT_MOST] if named else None,
        fingerprint=fingerprint,
        first_at=work.now,
        last_at=work.now,
    )


def _errors(fault: Fault) -> tuple[FieldError, ...]:
    found = islice(field_errors(fault.errors), ERRORS_MOST)
    return tuple(FieldError(_shown(field) or "", reason[:500]) for field, reason in found)


def _shown(text: Any) -> str | None:
    return masking.text(text[:TEXT_MOST]) if isinstance(text, str) else None
