"""Which courses, enrolments and persons a caller may touch; the others do not exist for him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.domain.course import Course
from training.domain.enrolment import Enrolment
from training.domain.person import KnownPerson
from training.errors import CourseNotFound, PersonNotKnown

if TYPE_CHECKING:
    from training.store import TrainingWork


def own_course(work: TrainingWork, course_id: str) -> Course:
    """The course, for its provider. A course lies nowhere: an officer has the class's region
    checked."""
    course: Course = work.courses.get(course_id)
    if not provides(work, course.provider_id):
        raise CourseNotFound(course_id=course_id)
    return course


def own_enrolment(work: TrainingWork, enrolment_id: str) -> Enrolment:
    """The enrolment, for its person, the class's provider or an officer of its region."""
    skill_class = work.classes.get(work.enrolments.get(enrolment_id).class_id)
    return work.enrolments.within_reach(enrolment_id, partner_id=skill_class.provider_id)


def may_enrol(work: TrainingWork, person_id: str) -> KnownPerson:
    """The person, unless erased. Raises PersonNotKnown."""
    person: KnownPerson = work.people.get(person_id)
    if person.erased:
        raise PersonNotKnown(person_id=person_id)
    return person


def provides(work: TrainingWork, provider_id: str) -> bool:
    """Whether the caller may speak for a provider: itself, or anybody who is none."""
    actor = work.actor
    return actor is None or actor.partner_id is None or actor.partner_id == provider_id
