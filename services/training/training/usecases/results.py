"""Results: a pass issues a certificate and, once a year, counts the person as upgraded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from chassis.domain import Early, Event
from training.domain.certificate import Certificate
from training.domain.enrolment import Enrolment
from training.domain.learner import By
from training.domain.session import Session
from training.domain.skill_class import SkillClass
from training.errors import (
    AttendancePending,
    CertificateNotFound,
    ClassNotRunning,
)
from training.usecases.access import own_enrolment
from training.usecases.sessions import sessions_of
from training.usecases.upgrades import Learners, learners_of, upgrade

if TYPE_CHECKING:
    from training.store import TrainingWork


@dataclass(frozen=True)
class Roll:
    """What deciding results needs, loaded once for a batch."""

    sessions: dict[str, list[Session]]
    learners: Learners


def record_result(
    work: TrainingWork,
    *,
    enrolment_id: str,
    passed: bool,
    score: int,
    on: date,
) -> Enrolment:
    """Record one result; the same result again changes nothing."""
    roll = _roll(work, [work.enrolments.get(enrolment_id)])
    return _record(work, roll, enrolment_id=enrolment_id, passed=passed, score=score, on=on)


def record_results(work: TrainingWork, reports: Sequence[Event]) -> None:
    """Record what partners report, in a batch. Before its sessions, a result is Early."""
    enrolment_ids = [report.data["enrolment_id"] for report in reports]
    enrolments = work.enrolments.all(
        {"enrolment_id": {"$in": enrolment_ids}}, limit=len(enrolment_ids)
    )
    roll = _roll(work, enrolments)
    for report in work.handling(reports):
        try:
            _record(work, roll, **report.data)
        except (ClassNotRunning, AttendancePending) as pending:
            raise Early("attendance") from pending


def _roll(work: TrainingWork, enrolments: Sequence[Enrolment]) -> Roll:
    class_ids = list({enrolment.class_id for enrolment in enrolments})
    work.classes.all({"class_id": {"$in": class_ids}}, limit=len(class_ids))
    return Roll(
        sessions=sessions_of(work, class_ids),
        learners=learners_of(work, [enrolment.person_id for enrolment in enrolments]),
    )


def _record(
    work: TrainingWork,
    roll: Roll,
    *,
    enrolment_id: str,
    passed: bool,
    score: int,
    on: date,
) -> Enrolment:
    enrolment = own_enrolment(work, enrolment_id)
    skill_class = work.classes.get(enrolment.class_id)
    if enrolment.has_result(passed, score, on):
        return enrolment
    skill_class.must_run()
    decided, event = enrolment.decide(passed, score, on)
    if passed:
        skill_class.must_have_attended(enrolment_id, roll.sessions[skill_class.class_id])
        _certify(work, roll, decided, skill_class, on)
    return work.enrolments.save(decided, event)


def _certify(
    work: TrainingWork, roll: Roll, enrolment: Enrolment, skill_class: SkillClass, on: date
) -> None:
    certificate, issued = Certificate.issue(
        enrolment, skill_class, certificate_id=work.new_id(), on=on
    )
    work.certificates.add(certificate, issued)
    upgrade(work, roll.learners, enrolment.person_id, By.CERTIFICATE, on)


def get_certificate(work: TrainingWork, *, serial: str) -> Certificate:
    """Public verification: whoever holds the serial may see what it certifies, not for whom."""
    certificate = work.certificates.first({"serial": serial.strip().upper()})
    if certificate is None:
        raise CertificateNotFound(serial=serial)
    return certificate
