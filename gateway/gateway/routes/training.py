"""Routes of the training service."""

from __future__ import annotations

from chassis.fields import Paging
from gateway.route import Route
from gateway.schemas import training as schemas

COURSE = "/v1/courses/{course_id}"
CLASS = "/v1/classes/{class_id}"
ENROLMENT = "/v1/enrolments/{enrolment_id}"

COURSES = [
    Route(
        "POST",
        "/v1/courses",
        rpc="training.publish_course",
        request=schemas.PublishCourse,
        view=schemas.CourseView,
        status=201,
        location=COURSE,
        refuses=("provider_not_own",),
        summary="Publish a course.",
    ),
    Route(
        "GET",
        COURSE,
        rpc="training.get_course",
        view=schemas.CourseView,
        refuses=("course_not_found",),
        summary="Read a course.",
    ),
    Route(
        "GET",
        "/v1/courses",
        rpc="training.list_courses",
        filters=schemas.CoursesQuery,
        view=schemas.CourseView,
        paged=True,
        summary="List courses, newest first.",
    ),
]

CLASSES = [
    Route(
        "POST",
        "/v1/classes",
        rpc="training.open_class",
        request=schemas.OpenClass,
        view=schemas.ClassView,
        status=201,
        location=CLASS,
        refuses=("course_not_found", "class_ends_before_start"),
        summary="Open a class of a course for enrolment.",
    ),
    Route(
        "GET",
        CLASS,
        rpc="training.get_class",
        view=schemas.ClassView,
        refuses=("class_not_found",),
        summary="Read a class.",
    ),
    Route(
        "GET",
        "/v1/classes",
        rpc="training.list_classes",
        filters=schemas.ClassesQuery,
        view=schemas.ClassView,
        paged=True,
        summary="List classes, newest first.",
    ),
    Route(
        "POST",
        f"{CLASS}/closing",
        rpc="training.close_class",
        view=schemas.ClassView,
        refuses=("class_not_found", "class_not_running", "class_closed"),
        summary="Close a class that has run; who still waits for a seat is released.",
    ),
    Route(
        "POST",
        f"{CLASS}/sessions",
        rpc="training.record_session",
        request=schemas.RecordSession,
        view=schemas.SessionView,
        refuses=(
            "class_not_found",
            "class_closed",
            "session_outside_class",
            "session_already_recorded",
            "not_in_class",
        ),
        summary="Record a day of a class: the hours held and who was present.",
    ),
    Route(
        "GET",
        f"{CLASS}/sessions",
        rpc="training.list_sessions",
        filters=Paging,
        view=schemas.SessionView,
        paged=True,
        refuses=("class_not_found",),
        summary="List the days of a class, newest first.",
    ),
]

ENROLMENTS = [
    Route(
        "POST",
        f"{CLASS}/enrolments",
        rpc="training.enrol",
        request=schemas.Enrol,
        view=schemas.EnrolmentView,
        status=201,
        location=ENROLMENT,
        refuses=("class_not_found", "class_closed", "person_not_known", "already_enrolled"),
        summary="Enrol a worker in a class, or put him on its waiting list.",
    ),
    Route(
        "GET",
        f"{CLASS}/enrolments",
        rpc="training.list_class_enrolments",
        filters=Paging,
        view=schemas.EnrolmentView,
        paged=True,
        refuses=("class_not_found",),
        summary="List the enrolments of a class, newest first.",
    ),
    Route(
        "GET",
        "/v1/enrolments",
        rpc="training.list_enrolments",
        filters=schemas.EnrolmentsQuery,
        view=schemas.EnrolmentView,
        paged=True,
        summary="List enrolments, newest first.",
    ),
    Route(
        "GET",
        ENROLMENT,
        rpc="training.get_enrolment",
        view=schemas.EnrolmentView,
        refuses=("enrolment_not_found",),
        summary="Read an enrolment.",
    ),
    Route(
        "DELETE",
        ENROLMENT,
        rpc="training.cancel_enrolment",
        view=schemas.EnrolmentView,
        refuses=("enrolment_not_found", "enrolment_not_active"),
        summary="Cancel an enrolment; the first who waits gets the seat.",
    ),
    Route(
        "POST",
        f"{ENROLMENT}/result",
        rpc="training.record_result",
        request=schemas.RecordResult,
        view=schemas.EnrolmentView,
        refuses=(
            "enrolment_not_found",
            "enrolment_not_active",
            "class_not_running",
            "class_closed",
            "attendance_pending",
            "attendance_too_low",
            "result_already_recorded",
        ),
        summary="Record the result; a pass issues a certificate.",
    ),
]

UPGRADES = [
    Route(
        "GET",
        "/v1/certificates/{serial}",
        rpc="training.get_certificate",
        view=schemas.CertificateView,
        refuses=("certificate_not_found",),
        summary="Verify a certificate by its serial.",
    ),
    Route(
        "POST",
        "/v1/diplomas",
        rpc="training.record_diploma",
        request=schemas.RecordDiploma,
        view=schemas.DiplomaView,
        refuses=("person_not_known", "diploma_already_recorded"),
        summary="Record a diploma that a worker earned beside the job.",
    ),
    Route(
        "POST",
        "/v1/contests",
        rpc="training.hold_contest",
        request=schemas.HoldContest,
        view=schemas.ContestView,
        refuses=("contest_already_recorded",),
        summary="Record a skill contest.",
    ),
    Route(
        "GET",
        "/v1/contests",
        rpc="training.list_contests",
        filters=schemas.ContestsQuery,
        view=schemas.ContestView,
        paged=True,
        summary="List skill contests, newest first.",
    ),
    Route(
        "POST",
        "/v1/activities",
        rpc="training.record_activity",
        request=schemas.RecordActivity,
        view=schemas.ActivityView,
        refuses=("activity_not_found", "activity_differs"),
        summary="Record a skill or innovation activity, or further participants of one.",
    ),
    Route(
        "GET",
        "/v1/activities/{activity_id}",
        rpc="training.get_activity",
        view=schemas.ActivityView,
        refuses=("activity_not_found",),
        summary="Read an activity.",
    ),
]

ROUTES = COURSES + CLASSES + ENROLMENTS + UPGRADES
