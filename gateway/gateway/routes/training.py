"""Routes of the training service."""

from __future__ import annotations

from gateway.http.route import Route

COURSE = "/v1/courses/{course_id}"
CLASS = "/v1/classes/{class_id}"
ENROLMENT = "/v1/enrolments/{enrolment_id}"

COURSES = [
    Route(
        "POST",
        "/v1/courses",
        rpc="training.publish_course",
        status=201,
        location=COURSE,
        refuses=("provider_not_own",),
        summary="Publish a course.",
    ),
    Route(
        "GET",
        COURSE,
        rpc="training.get_course",
        refuses=("course_not_found",),
        summary="Read a course.",
    ),
    Route(
        "GET",
        "/v1/courses",
        rpc="training.list_courses",
        summary="List courses, newest first.",
    ),
]

CLASSES = [
    Route(
        "POST",
        "/v1/classes",
        rpc="training.open_class",
        status=201,
        location=CLASS,
        refuses=("course_not_found", "class_ends_before_start"),
        summary="Open a class of a course for enrolment.",
    ),
    Route(
        "GET",
        CLASS,
        rpc="training.get_class",
        refuses=("class_not_found",),
        summary="Read a class.",
    ),
    Route(
        "GET",
        "/v1/classes",
        rpc="training.list_classes",
        summary="List classes, newest first.",
    ),
    Route(
        "POST",
        f"{CLASS}/closing",
        rpc="training.close_class",
        refuses=("class_not_found", "class_not_running", "class_closed"),
        summary="Close a class that has run; who still waits for a seat is released.",
    ),
    Route(
        "POST",
        f"{CLASS}/sessions",
        rpc="training.record_session",
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
        refuses=("class_not_found",),
        summary="List the days of a class, newest first.",
    ),
]

ENROLMENTS = [
    Route(
        "POST",
        f"{CLASS}/enrolments",
        rpc="training.enrol",
        status=201,
        location=ENROLMENT,
        refuses=("class_not_found", "class_closed", "person_not_known", "already_enrolled"),
        summary="Enrol a worker in a class, or put him on its waiting list.",
    ),
    Route(
        "GET",
        f"{CLASS}/enrolments",
        rpc="training.list_class_enrolments",
        refuses=("class_not_found",),
        summary="List the enrolments of a class, newest first.",
    ),
    Route(
        "GET",
        "/v1/enrolments",
        rpc="training.list_enrolments",
        summary="List enrolments, newest first.",
    ),
    Route(
        "GET",
        ENROLMENT,
        rpc="training.get_enrolment",
        refuses=("enrolment_not_found",),
        summary="Read an enrolment.",
    ),
    Route(
        "DELETE",
        ENROLMENT,
        rpc="training.cancel_enrolment",
        refuses=("enrolment_not_found", "enrolment_not_active"),
        summary="Cancel an enrolment; the first who waits gets the seat.",
    ),
    Route(
        "POST",
        f"{ENROLMENT}/result",
        rpc="training.record_result",
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
        refuses=("certificate_not_found",),
        summary="Verify a certificate by its serial.",
    ),
    Route(
        "POST",
        "/v1/diplomas",
        rpc="training.record_diploma",
        refuses=("person_not_known", "diploma_already_recorded"),
        summary="Record a diploma that a worker earned beside the job.",
    ),
    Route(
        "POST",
        "/v1/contests",
        rpc="training.hold_contest",
        refuses=("contest_already_recorded",),
        summary="Record a skill contest.",
    ),
    Route(
        "GET",
        "/v1/contests",
        rpc="training.list_contests",
        summary="List skill contests, newest first.",
    ),
    Route(
        "POST",
        "/v1/activities",
        rpc="training.record_activity",
        refuses=("activity_not_found", "activity_differs"),
        summary="Record a skill or innovation activity, or further participants of one.",
    ),
    Route(
        "GET",
        "/v1/activities/{activity_id}",
        rpc="training.get_activity",
        refuses=("activity_not_found",),
        summary="Read an activity.",
    ),
]

ROUTES = COURSES + CLASSES + ENROLMENTS + UPGRADES
