"""Accepting events, each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from partners.errors import EventIdReused
from partners.intake import sequences
from partners.intake.accepted import Accepted
from partners.intake.candidate import Candidate
from partners.registry.partner import Partner
from partners.sandbox import usecases as sandbox

if TYPE_CHECKING:
    from partners.store import PartnersWork

REPORTED_MOST = 20


def accept_events(work: PartnersWork, *, partner: Partner, candidates: Sequence[Candidate]) -> int:
    """Pass on the events that are new and remember them; returns how many are new.

    A repeated event is accepted again and changes nothing. Raises EventIdReused with the places
    of the events whose id stands for other data already.
    """
    fresh, reused = told_apart(work, candidates)
    if reused:
        raise EventIdReused(places=reused[:REPORTED_MOST])
    pass_on(work, partner, fresh)
    return len(fresh)


def told_apart(
    work: PartnersWork, candidates: Sequence[Candidate]
) -> tuple[list[Candidate], list[int]]:
    """The new events, each once, and the places of those whose id stands for other data."""
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
    return fresh, reused


def pass_on(work: PartnersWork, partner: Partner, fresh: Sequence[Candidate]) -> None:
    """Remember new events of a partner, and publish them; those of the sandbox stay there."""
    if not fresh:
        return
    work.accepted.insert(_accepted(work, partner, fresh))
    numbered = [(one.envelope["type"], one.number) for one in fresh if one.number is not None]
    sequences.note(work, partner.partner_id, numbered)
    if partner.sandbox:
        sandbox.keep(work, partner_id=partner.partner_id, candidates=fresh)
    else:
        work.forward([candidate.envelope for candidate in fresh])


def _accepted(work: PartnersWork, partner: Partner, fresh: Sequence[Candidate]) -> Accepted:
    return Accepted(
        accepted_id=work.new_id(),
        keys=tuple(one.key for one in fresh),
        digests=tuple(one.digest for one in fresh),
        at=work.now,
        types=tuple(one.envelope["type"] for one in fresh),
        partners=(partner.partner_id,),
    )
