"""Skill and innovation activities; a participant counts once a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from chassis.domain import Event
from training.domain.activity import Activity, Participation
from training.events import Participant

if TYPE_CHECKING:
    from training.store import TrainingWork


def record_activity(
    work: TrainingWork,
    *,
    kind: str,
    region: str,
    held_on: date,
    participants: Sequence[dict[str, Any]],
    activity_id: str | None = None,
) -> Activity:
    """Record an activity, or with `activity_id` further participants of a recorded one."""
    work.reach.must_lie(region)
    if activity_id is None:
        activity = Activity(
            activity_id=work.new_id(),
            kind=kind,
            region=region,
            held_on=held_on,
            partner_id=work.actor.partner_id if work.actor else None,
        )
    else:
        activity = work.activities.within_reach(activity_id)
    return _report(
        work, activity, kind, region, held_on, [Participant(**one) for one in participants]
    )


def record_activities(work: TrainingWork, reports: Sequence[Event]) -> None:
    """Reports of partners. Each numbers its activities as it likes, in a space of its own."""
    keys = [_own_key(report) for report in reports]
    work.activities.all({"activity_id": {"$in": keys}}, limit=len(keys))
    for report in work.handling(reports):
        facts = {name: report.data[name] for name in ("kind", "region", "held_on")}
        key = _own_key(report)
        activity = work.activities.find(key) or Activity(
            activity_id=key, **facts, partner_id=_partner_of(report)
        )
        participants = [Participant(**one) for one in report.data["participants"]]
        _report(work, activity, **facts, participants=participants)


def _own_key(report: Event) -> str:
    return f"{_partner_of(report)}.{report.data['activity_id']}"


def _partner_of(report: Event) -> str:
    return report.source.rpartition("/")[2]


def _report(
    work: TrainingWork,
    activity: Activity,
    kind: str,
    region: str,
    held_on: date,
    participants: Sequence[Participant],
) -> Activity:
    activity.must_be(kind=kind, region=region, held_on=held_on)
    reported, recorded = activity.report(participants)
    _count(work, activity.participations(participants))
    store = work.activities.save if activity.version else work.activities.add
    return store(reported, recorded)


def _count(work: TrainingWork, participations: list[Participation]) -> None:
    # Only the new ones are written: most of an activity's participants are in another one too.
    keys = [participation.participation_id for participation in participations]
    known = work.participations.all({"participation_id": {"$in": keys}}, limit=len(keys))
    counted = {participation.participation_id for participation in known}
    for participation in participations:
        if participation.participation_id not in counted:
            work.participations.put(participation)


def get_activity(work: TrainingWork, *, activity_id: str) -> Activity:
    """One activity, for who reported it or an officer of its region."""
    return work.activities.within_reach(activity_id)
