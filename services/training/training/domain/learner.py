"""A learner: in which years a person counts as upgraded (30,000 persons a year, measure 3)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from training.domain.person import KnownPerson
from training.events import PersonUpgraded
from training.vocabulary import DiplomaLevel


class By(Enum):
    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"


@dataclass(frozen=True, kw_only=True)
class Learner:
    """One document per person: two upgrades of one person can never be decided side by side."""

    person_id: str
    years: tuple[int, ...] = ()
    version: int = 0

    def upgrade(
        self, person: KnownPerson, by: By, on: date
    ) -> tuple["Learner", PersonUpgraded] | None:
        """None when the person counts for that year already. The year is the business date's."""
        if on.year in self.years:
            return None
        return replace(self, years=(*self.years, on.year)), PersonUpgraded(
            person_id=self.person_id,
            year=on.year,
            by=by.value,
            on=on,
            region=person.region,
            key_groups=person.key_groups,
        )


@dataclass(frozen=True, kw_only=True)
class Diploma:
    """A reported diploma; one per (person, level). `evidence` is a file reference, not the file."""

    diploma_id: str
    person_id: str
    school: str
    level: DiplomaLevel
    on: date
    evidence: str


def diploma_key(person_id: str, level: DiplomaLevel) -> str:
    return f"{person_id}:{level.value}"
