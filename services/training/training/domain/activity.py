"""A skill or innovation activity and those who took part (300,000 workers a year, measure 3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from training.errors import ActivityDiffers
from training.events import ActivityRecorded, Participant


@dataclass(frozen=True, kw_only=True)
class Participation:
    """A ref in a year: counted once, however many activities there were."""

    participation_id: str
    year: int
    ref: str


@dataclass(frozen=True, kw_only=True)
class Activity:
    """May be reported in parts, each with further participants; `reported` counts them all.
    `partner_id` is who reports it, None for the union's own."""

    activity_id: str
    kind: str
    region: str
    held_on: date
    reported: int = 0
    partner_id: str | None = None
    version: int = 0

    def must_be(self, *, kind: str, region: str, held_on: date) -> None:
        if (self.kind, self.region, self.held_on) != (kind, region, held_on):
            raise ActivityDiffers(activity_id=self.activity_id)

    def report(self, participants: Iterable[Participant]) -> tuple["Activity", ActivityRecorded]:
        distinct = {participant.ref: participant for participant in participants}
        reported = replace(self, reported=self.reported + len(distinct))
        return reported, ActivityRecorded(
            activity_id=self.activity_id,
            kind=self.kind,
            region=self.region,
            held_on=self.held_on,
            year=self.held_on.year,
            participants=tuple(distinct.values()),
        )

    def participations(self, participants: Iterable[Participant]) -> list[Participation]:
        year = self.held_on.year
        refs = {participant.ref for participant in participants}
        return [
            Participation(participation_id=f"{year}:{ref}", year=year, ref=ref)
            for ref in sorted(refs)
        ]
