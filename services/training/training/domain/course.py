"""A course: what is taught, to which level, in how many class hours, by whom."""

from dataclasses import dataclass

from training.events import CoursePublished
from training.vocabulary import Level


@dataclass(frozen=True, kw_only=True)
class Course:
    """`hours` are class hours of 45 minutes; `trade` is the name in the occupation catalogue."""

    course_id: str
    title: str
    trade: str
    level: Level
    hours: int
    provider_id: str
    version: int = 0

    def published(self) -> CoursePublished:
        return CoursePublished(
            course_id=self.course_id,
            title=self.title,
            trade=self.trade,
            level=self.level.value,
            hours=self.hours,
            provider_id=self.provider_id,
        )
