"""Recording who was in class on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from chassis.domain import Event, Page
from training.domain.enrolment import SEATED
from training.domain.session import Session, session_key
from training.errors import NotInClass, SessionAlreadyRecorded

if TYPE_CHECKING:
    from training.store import TrainingWork


def record_session(
    work: TrainingWork, *, class_id: str, held_on: date, hours: int, present: list[str]
) -> Session:
    """One session a day; the same report again changes nothing, another one is refused."""
    skill_class = work.classes.within_reach(class_id)
    session = Session.of(class_id=class_id, held_on=held_on, hours=hours, present=present)
    recorded = work.sessions.find(session_key(class_id, held_on))
    if recorded == session:
        return session
    if recorded is not None:
        raise SessionAlreadyRecorded(class_id=class_id, held_on=str(held_on))
    running, event = skill_class.hold(session)
    _must_be_seated(work, session)
    work.classes.save(running, event)
    return work.sessions.put(session)


def record_sessions(work: TrainingWork, reports: Sequence[Event]) -> None:
    """Sessions that partners report, in a batch."""
    class_ids = list({report.data["class_id"] for report in reports})
    work.classes.all({"class_id": {"$in": class_ids}}, limit=len(class_ids))
    for report in work.handling(reports):
        record_session(work, **report.data)


def _must_be_seated(work: TrainingWork, session: Session) -> None:
    present = list(session.present)
    found = work.enrolments.all({"enrolment_id": {"$in": present}}, limit=len(present))
    seated = {
        enrolment.enrolment_id
        for enrolment in found
        if enrolment.class_id == session.class_id and enrolment.state in SEATED
    }
    strangers = sorted(set(present) - seated)
    if strangers:
        raise NotInClass(class_id=session.class_id, enrolment_ids=strangers[:10])


def list_sessions(
    work: TrainingWork, *, class_id: str, cursor: str | None = None, limit: int = 50
) -> Page[Session]:
    work.classes.within_reach(class_id)
    return work.sessions.page({"class_id": class_id}, cursor, limit)


def sessions_of(work: TrainingWork, class_ids: list[str]) -> dict[str, list[Session]]:
    """The sessions of each class, by day."""
    found = work.sessions.all({"class_id": {"$in": class_ids}}, limit=len(class_ids) * 400)
    by_class: dict[str, list[Session]] = {class_id: [] for class_id in class_ids}
    for session in sorted(found, key=lambda session: session.held_on):
        by_class[session.class_id].append(session)
    return by_class
