"""Which courses, classes and enrolments a caller may touch; the others do not exist for him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.domain.activity import Activity
from training.domain.course import Course
from training.domain.enrolment import Enrolment
from training.domain.person import KnownPerson
from training.domain.skill_class import SkillClass
from training.errors import (
    ActivityNotFound,
    ClassNotFound,
    CourseNotFound,
    EnrolmentNotFound,
    PersonNotKnown,
)

if TYPE_CHECKING:
    from training.store import TrainingWork


def own_course(work: TrainingWork, course_id: str) -> Course:
    """The course, for its provider. A course lies nowhere: an officer has the class's region
    checked."""
    course: Course = work.courses.get(course_id)
    if not provides(work, course.provider_id):
        raise CourseNotFound(course_id=course_id)
    return course


def own_class(work: TrainingWork, class_id: str) -> SkillClass:
    """The class, for its provider or an officer of its region."""
    skill_class: SkillClass = work.classes.get(class_id)
    if not work.reach.holds(region=skill_class.region, partner_id=skill_class.provider_id):
        raise ClassNotFound(class_id=class_id)
    return skill_class


def seat_within_reach(work: TrainingWork, skill_class: SkillClass, person_id: str) -> None:
    """A worker asks for himself, a provider for its class, an officer in his region."""
    if not work.reach.holds(
        region=skill_class.region, partner_id=skill_class.provider_id, person_id=person_id
    ):
        raise ClassNotFound(class_id=skill_class.class_id)


def own_enrolment(work: TrainingWork, enrolment_id: str) -> Enrolment:
    """The enrolment, for its person, the class's provider or an officer of its region."""
    enrolment: Enrolment = work.enrolments.get(enrolment_id)
    if not work.reach.holds(
        region=enrolment.region,
        person_id=enrolment.person_id,
        partner_id=work.classes.get(enrolment.class_id).provider_id,
    ):
        raise EnrolmentNotFound(enrolment_id=enrolment_id)
    return enrolment


def own_activity(work: TrainingWork, activity_id: str) -> Activity:
    """The activity, for the partner who reported it or an officer of its region."""
    activity: Activity = work.activities.get(activity_id)
    if not work.reach.holds(region=activity.region, partner_id=activity.partner_id):
        raise ActivityNotFound(activity_id=activity_id)
    return activity


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
