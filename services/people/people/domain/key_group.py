"""The key groups of the programme and the papers that prove them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.domain import Invalid
from people.vocabulary import KeyGroup

# A union's own certificate serves for each group; the rest are the papers that counties ask for.
EVIDENCE_KINDS: Final = {
    KeyGroup.MIGRANT: frozenset(
        {"union_certificate", "village_certificate", "labour_contract", "residence_permit"}
    ),
    KeyGroup.LAID_OFF: frozenset(
        {"union_certificate", "unemployment_certificate", "termination_certificate"}
        | {"transfer_notice"}
    ),
    KeyGroup.HARD_UP: frozenset(
        {"union_certificate", "hardship_file", "subsistence_allowance", "medical_expenses"}
    ),
}


@dataclass(frozen=True)
class Evidence:
    """A paper and its number. The number may identify a person and is kept sealed."""

    kind: str
    reference: str


@dataclass(frozen=True)
class KeyGroupFlag:
    """A key group of a person, with the paper that proves it; `reference` is sealed."""

    group: KeyGroup
    evidence_kind: str
    reference: str
    since: date


def check_evidence(group: KeyGroup, evidence: Evidence) -> None:
    """Raises Invalid for a kind of paper that does not prove this group."""
    if evidence.kind not in EVIDENCE_KINDS[group]:
        raise Invalid({"evidence": {"kind": ["Not a proof of this key group."]}})
