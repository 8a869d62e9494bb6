"""Fairs: draft -> published -> open -> closed, or cancelled before they open.

A fair counts as held once it is closed: it was published with its papers and opened its doors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from chassis.domain import Invalid
from jobs.domain import region as regions
from jobs.errors import (
    BoothAlreadyAssigned,
    BoothsExhausted,
    BoothTaken,
    CheckInOutsideDates,
    DateInFuture,
    FairInWrongState,
    FairNotStarted,
    FairPapersMissing,
    PermitMissing,
)
from jobs.events import (
    FairBoothAssigned,
    FairCancelled,
    FairClosed,
    FairDrafted,
    FairOpened,
    FairPublished,
)
from jobs.vocabulary import Mode

# Regulations on the Safety of Large-scale Mass Activities (Order 505) Art. 2: a talent fair
# expected to draw 1,000 people is a large activity and needs a permit (Art. 11 to 14).
PERMIT_FROM = 1000


class FairState(Enum):
    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Papers:
    """References of the documents of an on-site fair (Order 700 Art. 28: the plan of
    organisation, of emergencies, of security) and of the permit of Order 505."""

    plan_reference: str | None = None
    emergency_plan_reference: str | None = None
    security_plan_reference: str | None = None
    permit_reference: str | None = None

    def with_those(self, given: Mapping[str, str | None]) -> Papers:
        return replace(self, **{name: value for name, value in given.items() if value})

    def missing_of_art_28(self) -> list[str]:
        needed = [field.name for field in fields(self) if field.name != "permit_reference"]
        return [name for name in needed if not getattr(self, name)]


@dataclass(frozen=True)
class Booth:
    booth: str
    employer_id: str


@dataclass(frozen=True)
class Fair:
    """`capacity` is how many people may attend, `expected` how many are expected, `booths` how
    many booths there are. The seats are counted apart (see domain.seats), so that a run on the
    registrations leaves this document alone."""

    fair_id: str
    title: str
    mode: Mode
    region: str
    starts_on: date
    ends_on: date
    capacity: int
    expected: int
    booths: int
    venue: str | None
    papers: Papers
    drafted_at: datetime
    state: FairState = FairState.DRAFT
    assigned: tuple[Booth, ...] = ()
    reason: str | None = None
    version: int = 0

    @classmethod
    def draft(cls, *, papers: Mapping[str, str | None], **said: Any) -> tuple[Fair, FairDrafted]:
        """A new fair from its fields and its papers so far. Raises Invalid."""
        fair = cls(papers=Papers().with_those(papers), **said)
        wrong = {"region": regions.faults(fair.region)}
        if fair.ends_on < fair.starts_on:
            wrong["ends_on"] = ["Must not be before starts_on."]
        if any(wrong.values()):
            raise Invalid({field: reasons for field, reasons in wrong.items() if reasons})
        return fair, FairDrafted(**fair.facts())

    def publish(self, papers: Mapping[str, str | None]) -> tuple[Fair, FairPublished]:
        """Announce the fair; `papers` completes what the draft left out."""
        self.must_be(FairState.DRAFT)
        complete = self.papers.with_those(papers)
        if self.mode is Mode.ON_SITE:
            self._may_be_held_on_site(complete)
        published = replace(self, state=FairState.PUBLISHED, papers=complete)
        return published, FairPublished(**self.facts())

    def open(self, today: date) -> tuple[Fair, FairOpened]:
        self.must_be(FairState.PUBLISHED)
        if today < self.starts_on:
            raise FairNotStarted(fair_id=self.fair_id, starts_on=self.starts_on.isoformat())
        return replace(self, state=FairState.OPEN), FairOpened(**self.facts())

    def close(self) -> tuple[Fair, FairClosed]:
        self.must_be(FairState.OPEN)
        return replace(self, state=FairState.CLOSED), FairClosed(**self.facts())

    def cancel(self, reason: str) -> tuple[Fair, FairCancelled]:
        """A fair that has opened is closed, not cancelled: its person-times stand."""
        self.must_be(FairState.DRAFT, FairState.PUBLISHED)
        cancelled = replace(self, state=FairState.CANCELLED, reason=reason)
        return cancelled, FairCancelled(**self.facts(), reason=reason)

    def assign_booth(self, employer_id: str, booth: str) -> tuple[Fair, FairBoothAssigned]:
        """One booth a legal entity, one legal entity a booth."""
        self.must_be(FairState.DRAFT, FairState.PUBLISHED, FairState.OPEN)
        for one in self.assigned:
            if one.employer_id == employer_id:
                raise BoothAlreadyAssigned(
                    fair_id=self.fair_id, employer_id=employer_id, booth=one.booth
                )
            if one.booth == booth:
                raise BoothTaken(fair_id=self.fair_id, booth=booth)
        if len(self.assigned) >= self.booths:
            raise BoothsExhausted(fair_id=self.fair_id, booths=self.booths)
        grown = replace(self, assigned=(*self.assigned, Booth(booth, employer_id)))
        return grown, FairBoothAssigned(fair_id=self.fair_id, employer_id=employer_id, booth=booth)

    def must_be(self, *needed: FairState) -> None:
        if self.state not in needed:
            raise FairInWrongState(
                fair_id=self.fair_id,
                state=self.state.value,
                needed=[state.value for state in needed],
            )

    def must_have_admitted(self, on: date, today: date) -> None:
        """Whether somebody can have entered on that day. A closed fair counts too: doors that
        were offline upload late."""
        self.must_be(FairState.OPEN, FairState.CLOSED)
        if not self.starts_on <= on <= self.ends_on:
            raise CheckInOutsideDates(fair_id=self.fair_id, on=on.isoformat())
        if on > today:
            raise DateInFuture(field="on", on=on.isoformat())

    def facts(self) -> dict[str, Any]:
        """What every event of the fair's life says."""
        return {
            "fair_id": self.fair_id,
            "title": self.title,
            "mode": self.mode.value,
            "region": self.region,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "capacity": self.capacity,
        }

    def _may_be_held_on_site(self, papers: Papers) -> None:
        missing = papers.missing_of_art_28()
        if missing:
            raise FairPapersMissing(fair_id=self.fair_id, missing=missing)
        people = max(self.capacity, self.expected)
        if people >= PERMIT_FROM and not papers.permit_reference:
            raise PermitMissing(fair_id=self.fair_id, people=people, permit_from=PERMIT_FROM)
