"""What can be asked of training; each function reads like the sentence it implements."""

from training.usecases.activities import get_activity, record_activities, record_activity
from training.usecases.classes import (
    close_class,
    get_class,
    get_course,
    list_classes,
    list_courses,
    open_class,
    publish_course,
)
from training.usecases.contests import hold_contest, list_contests
from training.usecases.enrolments import (
    cancel_enrolment,
    enrol,
    fetch_seats,
    get_enrolment,
    list_class_enrolments,
    list_enrolments,
)
from training.usecases.people import learn_people
from training.usecases.programme import count_programme
from training.usecases.results import get_certificate, record_result, record_results
from training.usecases.sessions import list_sessions, record_session, record_sessions
from training.usecases.upgrades import record_diploma

__all__ = [
    "cancel_enrolment",
    "close_class",
    "count_programme",
    "enrol",
    "fetch_seats",
    "get_activity",
    "get_certificate",
    "get_class",
    "get_course",
    "get_enrolment",
    "hold_contest",
    "learn_people",
    "list_class_enrolments",
    "list_classes",
    "list_contests",
    "list_courses",
    "list_enrolments",
    "list_sessions",
    "open_class",
    "publish_course",
    "record_activities",
    "record_activity",
    "record_diploma",
    "record_result",
    "record_results",
    "record_session",
    "record_sessions",
]
