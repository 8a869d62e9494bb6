"""Employers and the check of their papers.

Regulations on the Human Resources Market (Order 700) Art. 26: the licence is collected and
checked before anybody recruits at a fair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from chassis.domain import Invalid
from jobs.domain import credit_code, region
from jobs.errors import EmployerAlreadyDecided, EmployerNotVerified
from jobs.events import EmployerRegistered, EmployerRejected, EmployerVerified


class EmployerState(Enum):
    REGISTERED = "registered"
    VERIFIED = "verified"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Employer:
    """A legal entity that recruits. `kind` follows from the credit code; `contact` is how its
    office is reached and leaves this service in no event."""

    employer_id: str
    name: str
    credit_code: str
    kind: str
    region: str
    contact: str
    registered_at: datetime
    state: EmployerState = EmployerState.REGISTERED
    reason: str | None = None
    decided_at: datetime | None = None
    version: int = 0

    @classmethod
    def register(
        cls, *, employer_id: str, name: str, code: str, region_code: str, contact: str, at: datetime
    ) -> tuple[Employer, EmployerRegistered]:
        """Raises Invalid naming `credit_code` and `region` when they are wrong."""
        wrong = {"credit_code": credit_code.faults(code), "region": region.faults(region_code)}
        if any(wrong.values()):
            raise Invalid({field: reasons for field, reasons in wrong.items() if reasons})
        employer = cls(
            employer_id=employer_id,
            name=name,
            credit_code=code,
            kind=credit_code.kind_of(code),
            region=region_code,
            contact=contact,
            registered_at=at,
        )
        return employer, EmployerRegistered(
            employer_id=employer_id, region=region_code, kind=employer.kind
        )

    def verify(self, at: datetime) -> tuple[Employer, EmployerVerified]:
        self._undecided()
        verified = replace(self, state=EmployerState.VERIFIED, decided_at=at)
        return verified, EmployerVerified(
            employer_id=self.employer_id, region=self.region, kind=self.kind
        )

    def reject(self, reason: str, at: datetime) -> tuple[Employer, EmployerRejected]:
        self._undecided()
        rejected = replace(self, state=EmployerState.REJECTED, reason=reason, decided_at=at)
        return rejected, EmployerRejected(
            employer_id=self.employer_id, region=self.region, kind=self.kind, reason=reason
        )

    def must_be_verified(self) -> None:
        if self.state is not EmployerState.VERIFIED:
            raise EmployerNotVerified(employer_id=self.employer_id, state=self.state.value)

    def _undecided(self) -> None:
        if self.state is not EmployerState.REGISTERED:
            raise EmployerAlreadyDecided(employer_id=self.employer_id, state=self.state.value)
