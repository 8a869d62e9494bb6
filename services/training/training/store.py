"""What training keeps, and under which keys."""

from chassis.domain import Work, aggregates, records
from training.domain.activity import Activity, Participation
from training.domain.certificate import Certificate
from training.domain.contest import Contest, ContestTrade
from training.domain.course import Course
from training.domain.enrolment import Enrolment
from training.domain.learner import Diploma, Learner
from training.domain.person import KnownPerson
from training.domain.seats import Seats
from training.domain.session import Session
from training.domain.skill_class import SkillClass
from training.errors import (
    ActivityNotFound,
    CertificateNotFound,
    ClassNotFound,
    ContestNotFound,
    CourseNotFound,
    EnrolmentNotFound,
    PersonNotKnown,
)


class TrainingWork(Work):
    courses = aggregates(
        Course, "courses", key="course_id", missing=CourseNotFound, indexes=[("trade",)]
    )
    classes = aggregates(
        SkillClass,
        "classes",
        key="class_id",
        missing=ClassNotFound,
        indexes=[("course_id",), ("region", "state")],
        reach={"region": "region", "partner_id": "provider_id"},
    )
    seats = records(Seats, "seats", key="class_id", missing=ClassNotFound)
    sessions = records(Session, "sessions", key="session_id", indexes=[("class_id",)])
    enrolments = aggregates(
        Enrolment,
        "enrolments",
        key="enrolment_id",
        missing=EnrolmentNotFound,
        unique=[("class_id", "person_id")],
        indexes=[("class_id", "state", "position"), ("person_id",)],
        reach={"region": "region", "person_id": "person_id"},
    )
    certificates = aggregates(
        Certificate,
        "certificates",
        key="certificate_id",
        missing=CertificateNotFound,
        unique=[("serial",), ("enrolment_id",)],
        indexes=[("person_id",)],
    )
    # One document per person holds the years, so (person, year) is unique by its version.
    learners = aggregates(
        Learner, "learners", key="person_id", missing=PersonNotKnown, indexes=[("years",)]
    )
    diplomas = records(Diploma, "diplomas", key="diploma_id", indexes=[("person_id",)])
    contests = aggregates(
        Contest,
        "contests",
        key="contest_id",
        missing=ContestNotFound,
        unique=[("trade", "region", "held_on")],
    )
    contest_trades = records(ContestTrade, "contest_trades", key="trade_year", indexes=[("year",)])
    activities = aggregates(
        Activity,
        "activities",
        key="activity_id",
        missing=ActivityNotFound,
        reach={"region": "region", "partner_id": "partner_id"},
    )
    participations = records(
        Participation, "participations", key="participation_id", indexes=[("year",)]
    )
    people = records(
        KnownPerson, "people", key="person_id", missing=PersonNotKnown, reach={"region": "region"}
    )
