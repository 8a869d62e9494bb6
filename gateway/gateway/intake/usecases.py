"""Accepting events: all of a batch in one transaction, each event once."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.errors import EventIdReused
from gateway.intake.candidate import Candidate
from gateway.intake.checking import partner_of
from gateway.store import Accepted, GatewayWork

REPORTED_MOST = 20


def accept_events(work: GatewayWork, *, candidates: Sequence[Candidate]) -> int:
    """Pass on the events that are new and remember them; returns how many are new.

    A repeated event is accepted again and changes nothing. Raises EventIdReused with the places
    of the events whose id stands for other data already.
    """
    keys = list({candidate.key for candidate in candidates})
    remembered = work.accepted.all({"keys": {"$in": keys}}, limit=len(keys))
    digests = {
        key: digest for one in remembered for key, digest in zip(one.keys, one.digests, strict=True)
    }
    fresh: list[Candidate] = []
    reused: list[int] = []
    for place, candidate in enumerate(candidates):
        if candidate.key not in digests:
            digests[candidate.key] = candidate.digest
            fresh.append(candidate)
        elif digests[candidate.key] != candidate.digest:
            reused.append(place)
    if reused:
        raise EventIdReused(places=reused[:REPORTED_MOST])
    if fresh:
        work.accepted.insert(_accepted(work, fresh))
    work.forward([candidate.envelope for candidate in fresh])
    return len(fresh)


def _accepted(work: GatewayWork, fresh: Sequence[Candidate]) -> Accepted:
    return Accepted(
        accepted_id=work.new_id(),
        keys=tuple(one.key for one in fresh),
        digests=tuple(one.digest for one in fresh),
        at=work.now,
        types=tuple(one.envelope["type"] for one in fresh),
        partners=tuple(sorted({partner_of(one.envelope["source"]) for one in fresh})),
    )
