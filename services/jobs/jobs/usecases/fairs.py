"""Fairs and their booths."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from chassis.domain import Page
from jobs.domain.fair import Fair
from jobs.domain.seats import Seats
from jobs.usecases.listing import wanted
from jobs.vocabulary import Mode

if TYPE_CHECKING:
    from jobs.store import JobsWork


def draft_fair(
    work: JobsWork,
    *,
    title: str,
    mode: str,
    region: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
    booths: int,
    expected: int | None = None,
    venue: str | None = None,
    **papers: str | None,
) -> Fair:
    """Raises Invalid, RegionNotYours. Without `expected`, as many as there is room for are
    expected."""
    work.reach.must_lie(region)
    fair, drafted = Fair.draft(
        fair_id=work.new_id(),
        title=title,
        mode=Mode(mode),
        region=region,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
        expected=capacity if expected is None else expected,
        booths=booths,
        venue=venue,
        papers=papers,
        drafted_at=work.now,
    )
    work.seats.put(Seats(fair.fair_id, capacity))
    return work.fairs.add(fair, drafted)


def publish_fair(work: JobsWork, *, fair_id: str, **papers: str | None) -> Fair:
    """Raises FairPapersMissing and PermitMissing for a fair on site."""
    published = work.fairs.within_reach(fair_id).publish(papers)
    _accept(work, fair_id, True)
    return work.fairs.save(*published)


def open_fair(work: JobsWork, *, fair_id: str) -> Fair:
    return work.fairs.save(*work.fairs.within_reach(fair_id).open(work.today))


def close_fair(work: JobsWork, *, fair_id: str) -> Fair:
    closed = work.fairs.within_reach(fair_id).close()
    _accept(work, fair_id, False)
    return work.fairs.save(*closed)


def cancel_fair(work: JobsWork, *, fair_id: str, reason: str) -> Fair:
    """The registrations stay as they are, for the record; nobody can be checked in on them."""
    cancelled = work.fairs.within_reach(fair_id).cancel(reason)
    _accept(work, fair_id, False)
    return work.fairs.save(*cancelled)


def assign_booth(work: JobsWork, *, fair_id: str, employer_id: str, booth: str) -> Fair:
    fair = work.fairs.within_reach(fair_id)
    work.employers.get(employer_id).must_be_verified()
    return work.fairs.save(*fair.assign_booth(employer_id, booth))


def get_fair(work: JobsWork, *, fair_id: str) -> Fair:
    return work.fairs.get(fair_id)


def list_fairs(
    work: JobsWork,
    *,
    region: str | None = None,
    state: str | None = None,
    mode: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Fair]:
    return work.fairs.page(wanted(work, region=region, state=state, mode=mode), cursor, limit)


def _accept(work: JobsWork, fair_id: str, accepting: bool) -> None:
    work.seats.put(replace(work.seats.get(fair_id), accepting=accepting))
