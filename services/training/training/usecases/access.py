"""A provider touches its own classes only; for it, those of others do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.domain.course import Course
from training.domain.skill_class import SkillClass
from training.errors import ClassNotFound, CourseNotFound

if TYPE_CHECKING:
    from training.store import TrainingWork

PROVIDER = "training_provider"


def own_class(work: TrainingWork, class_id: str) -> SkillClass:
    """The class, for its provider, an officer, or a partner's event (no actor)."""
    skill_class: SkillClass = work.classes.get(class_id)
    if not owns(work, skill_class.provider_id):
        raise ClassNotFound(class_id=class_id)
    return skill_class


def own_course(work: TrainingWork, course_id: str) -> Course:
    course: Course = work.courses.get(course_id)
    if not owns(work, course.provider_id):
        raise CourseNotFound(course_id=course_id)
    return course


def owns(work: TrainingWork, provider_id: str) -> bool:
    actor = work.actor
    return actor is None or actor.role != PROVIDER or actor.partner_id == provider_id
