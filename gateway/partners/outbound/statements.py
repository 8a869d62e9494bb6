"""The daily statement: what a partner sent and was sent in a day, signed, so that both sides can
prove who lost what."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from chassis.codec import utc
from chassis.domain import POLICY_ZONE, Page
from partners.canonical import total
from partners.errors import StatementNotFound
from partners.intake import rejected, sequences
from partners.intake.accepted import Accepted
from partners.outbound.delivery_signatures import Signer
from partners.outbound.records import Delivery, SigningKey, Statement
from partners.registry.partner import Partner, State

if TYPE_CHECKING:
    from partners.store import PartnersWork

SETTLED_AFTER = timedelta(minutes=5)
"""How long after midnight the last transaction of the day before has ended for certain."""

CAUGHT_UP_MOST = 30
STEP, PARTNERS_MOST = 1000, 5_000
Content = dict[str, Any]
Events = Mapping[str, list[tuple[str, str]]]


def missing(work: PartnersWork) -> list[tuple[str, date]]:
    """The statements that can be made and are not there: (partner, day), oldest first."""
    last = _day(work.now - SETTLED_AFTER) - timedelta(days=1)
    first = last - timedelta(days=CAUGHT_UP_MOST - 1)
    found = []
    for partner in work.partners.all({}, "partner_id", PARTNERS_MOST):
        days = _days(max(first, _day(partner.created_at)), min(last, _end(partner)))
        work.statements.fetch(_id(partner.partner_id, day) for day in days)
        found += [
            (partner.partner_id, day)
            for day in days
            if work.statements.find(_id(partner.partner_id, day)) is None
        ]
    return sorted(found, key=lambda one: one[1])


def draft(work: PartnersWork, *, partner_id: str, day: date) -> Content:
    """What the statement of a day that is over says. Read outside of any transaction, because a
    day may be large; nothing of that day changes any more."""
    before = work.statements.find(_id(partner_id, day - timedelta(days=1)))
    return {
        "partner_id": partner_id,
        "day": day.isoformat(),
        "from": utc(_begin(day)),
        "until": utc(_begin(day + timedelta(days=1))),
        "received": _received(work, partner_id, day),
        "sent": _sent(work, partner_id, day),
        "previous": hashlib.sha256(before.jws.encode()).hexdigest() if before else None,
        "made_at": utc(work.now),
    }


def keep(work: PartnersWork, *, content: Content, signer: Signer) -> Statement:
    """Sign a statement and keep it. One that is there already stays as it is."""
    day = date.fromisoformat(content["day"])
    id = _id(content["partner_id"], day)
    if work.signing_keys.find(signer.kid) is None:
        work.signing_keys.put(SigningKey(signer.kid, signer.x, work.now))
    made = work.statements.find(id)
    return made or work.statements.insert(
        Statement(id, content["partner_id"], day, signer.statement(content), work.now)
    )


def get_statement(work: PartnersWork, *, partner_id: str, day: date) -> Statement:
    """A day's statement. Raises StatementNotFound."""
    work.partners.within_reach(partner_id)
    found = work.statements.find(_id(partner_id, day))
    if found is None:
        raise StatementNotFound(day=day.isoformat())
    return found


def list_statements(
    work: PartnersWork, *, partner_id: str, cursor: str | None = None, limit: int = 50
) -> Page[Statement]:
    """A partner's statements, the newest day first. Raises PartnerNotFound."""
    work.partners.within_reach(partner_id)
    return work.statements.page({"partner_id": partner_id}, cursor, limit)


def keys(work: PartnersWork) -> list[SigningKey]:
    """Every public key that a statement was ever signed with, the newest first."""
    return work.signing_keys.all({}, "-since")


def _received(work: PartnersWork, partner_id: str, day: date) -> dict[str, Any]:
    events: dict[str, list[tuple[str, str]]] = defaultdict(list)
    source = f"/partners/{partner_id}#"
    for batch in _accepted(work, partner_id, day):
        for key, type, digest in zip(batch.keys, batch.types, batch.digests, strict=False):
            if key.startswith(source):
                events[type].append((key.removeprefix(source), digest))
    refused = rejected.count(
        work, partner_id=partner_id, since=_begin(day), until=_begin(day + timedelta(days=1))
    )
    return {
        "types": _totals(events),
        "rejected": [{"code": code, "count": refused[code]} for code in sorted(refused)],
        # As they are when the statement is made: a number may yet come.
        "gaps": [
            {"type": one.type, "first": gap.first, "last": gap.last}
            for one in sequences.gaps(work, partner_id=partner_id)
            for gap in one.gaps
        ],
    }


def _accepted(work: PartnersWork, partner_id: str, day: date) -> Iterator[Accepted]:
    within = {"partners": partner_id, "at": _during(day)}
    after = ""
    while rows := work.accepted.all({**within, "accepted_id": {"$gt": after}}, "accepted_id", STEP):
        yield from rows
        after = rows[-1].accepted_id


def _sent(work: PartnersWork, partner_id: str, day: date) -> dict[str, Any]:
    events: dict[str, list[tuple[str, str]]] = defaultdict(list)
    numbers = []
    for one in _left(work, partner_id, day):
        events[one.type].append((one.event_id, one.digest))
        numbers.append(one.number)
    withheld = {"partner_id": partner_id, "withheld_at": _during(day)}
    held = [one.number for one in work.deliveries.all(withheld, "number", STEP * STEP)]
    return {
        "types": _totals(events),
        "numbers": _ranges(numbers),
        "withheld": _ranges(held),
    }


def _left(work: PartnersWork, partner_id: str, day: date) -> Iterator[Delivery]:
    within = {"partner_id": partner_id, "left_at": _during(day)}
    after = 0
    while rows := work.deliveries.all({**within, "number": {"$gt": after}}, "number", STEP):
        yield from rows
        after = rows[-1].number


def _totals(events: Events) -> list[dict[str, Any]]:
    return [
        {"type": type, "count": len(events[type]), "sha256": total(events[type])}
        for type in sorted(events)
    ]


def _ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Sorted numbers as [first, last] pairs: what lies between two pairs is not there."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _end(partner: Partner) -> date:
    """The last day that a partner has a statement of."""
    return _day(partner.changed_at) if partner.state is State.REMOVED else date.max


def _id(partner_id: str, day: date) -> str:
    return f"{partner_id}.{day.isoformat()}"


def _day(moment: datetime) -> date:
    return moment.astimezone(POLICY_ZONE).date()


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), POLICY_ZONE)


def _during(day: date) -> dict[str, datetime]:
    return {
        "$gte": _begin(day).astimezone(UTC),
        "$lt": _begin(day + timedelta(days=1)).astimezone(UTC),
    }
