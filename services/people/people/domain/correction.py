"""Correcting what was registered wrongly (PIPL 46), on the evidence of a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from chassis.domain import Invalid


class CorrectedField(Enum):
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"


class ProofKind(Enum):
    """A person's own word is enough for a phone number and for nothing else."""

    ID_CARD = "id_card"
    HOUSEHOLD_REGISTER = "household_register"
    POLICE_CERTIFICATE = "police_certificate"
    OWN_STATEMENT = "own_statement"


BY_WORD: Final = frozenset({CorrectedField.PHONE})


@dataclass(frozen=True, kw_only=True)
class Correction:
    """Which fields were corrected, when, by whom and on which paper; `reference` is sealed.
    What stood there before is not kept: it was wrong."""

    correction_id: str
    person_id: str
    fields: tuple[CorrectedField, ...]
    proof: ProofKind
    reference: str | None
    corrected_at: datetime
    by: str
    role: str


def check_proof(fields: frozenset[CorrectedField], proof: ProofKind, reference: str | None) -> None:
    """Raises Invalid for a paper that does not prove the change, or has no number."""
    if proof is ProofKind.OWN_STATEMENT and not fields <= BY_WORD:
        raise Invalid({"proof": ["A name or an ID number is corrected on a paper only."]})
    if proof is not ProofKind.OWN_STATEMENT and not reference:
        raise Invalid({"reference": ["Missing data for required field."]})
