"""Accepting events: all of a batch in one transaction, each event once."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.errors import EventIdReused
from gateway.intake.candidate import Candidate
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
        own, digests_of = zip(*((one.key, one.digest) for one in fresh), strict=True)
        work.accepted.insert(Accepted(work.new_id(), own, digests_of, work.now))
    work.forward([candidate.envelope for candidate in fresh])
    return len(fresh)
