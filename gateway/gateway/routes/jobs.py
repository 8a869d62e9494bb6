"""Routes of the jobs service."""

from __future__ import annotations

from gateway.http.route import Route

FAIR = "/v1/fairs/{fair_id}"
REGISTRATION = "/v1/registrations/{registration_id}"

EMPLOYERS = [
    Route(
        "POST",
        "/v1/employers",
        rpc="jobs.register_employer",
        status=201,
        location="/v1/employers/{employer_id}",
        refuses=("employer_already_registered",),
        summary="Register an employer by its unified social credit code.",
    ),
    Route(
        "POST",
        "/v1/employers/{employer_id}/verification",
        rpc="jobs.verify_employer",
        refuses=("employer_not_found", "employer_already_decided"),
        summary="Verify or reject an employer after the check of its papers.",
    ),
    Route(
        "GET",
        "/v1/employers/{employer_id}",
        rpc="jobs.get_employer",
        refuses=("employer_not_found",),
        summary="Read an employer.",
    ),
    Route(
        "GET",
        "/v1/employers",
        rpc="jobs.list_employers",
        summary="List employers, newest first.",
    ),
]

FAIRS = [
    Route(
        "POST",
        "/v1/fairs",
        rpc="jobs.draft_fair",
        status=201,
        location=FAIR,
        summary="Draft a job fair.",
    ),
    Route(
        "GET",
        FAIR,
        rpc="jobs.get_fair",
        refuses=("fair_not_found",),
        summary="Read a job fair.",
    ),
    Route(
        "GET",
        "/v1/fairs",
        rpc="jobs.list_fairs",
        summary="List job fairs, newest first.",
    ),
    Route(
        "POST",
        FAIR + "/publication",
        rpc="jobs.publish_fair",
        refuses=("fair_not_found", "fair_in_wrong_state", "fair_papers_missing", "permit_missing"),
        summary="Publish a drafted fair; an on-site one needs its safety documents.",
    ),
    Route(
        "POST",
        FAIR + "/opening",
        rpc="jobs.open_fair",
        refuses=("fair_not_found", "fair_in_wrong_state", "fair_not_started"),
        summary="Open the doors of a published fair, on its first day or later.",
    ),
    Route(
        "POST",
        FAIR + "/closing",
        rpc="jobs.close_fair",
        refuses=("fair_not_found", "fair_in_wrong_state"),
        summary="Close an open fair; it counts as held from then on.",
    ),
    Route(
        "POST",
        FAIR + "/cancellation",
        rpc="jobs.cancel_fair",
        refuses=("fair_not_found", "fair_in_wrong_state"),
        summary="Cancel a fair that has not opened.",
    ),
    Route(
        "POST",
        FAIR + "/booths",
        rpc="jobs.assign_booth",
        refuses=(
            "fair_not_found",
            "employer_not_found",
            "employer_not_verified",
            "booth_taken",
            "booth_already_assigned",
            "booths_exhausted",
            "fair_in_wrong_state",
        ),
        summary="Assign a booth to a verified employer, one a legal entity.",
    ),
]

POSTS = [
    Route(
        "POST",
        "/v1/posts",
        rpc="jobs.publish_post",
        status=201,
        location="/v1/posts/{post_id}",
        refuses=(
            "employer_not_found",
            "employer_not_verified",
            "fair_not_found",
            "fair_in_wrong_state",
        ),
        summary="Publish a post of a verified employer.",
    ),
    Route(
        "DELETE",
        "/v1/posts/{post_id}",
        rpc="jobs.withdraw_post",
        refuses=("post_not_found", "post_withdrawn"),
        summary="Withdraw a post.",
    ),
    Route(
        "GET",
        "/v1/posts/{post_id}",
        rpc="jobs.get_post",
        refuses=("post_not_found",),
        summary="Read a post.",
    ),
    Route(
        "GET",
        "/v1/posts",
        rpc="jobs.list_posts",
        summary="List posts, newest first.",
    ),
]

REGISTRATIONS = [
    Route(
        "POST",
        FAIR + "/registrations",
        rpc="jobs.register_for_fair",
        status=201,
        location=REGISTRATION,
        refuses=("fair_not_found", "person_not_known", "already_registered", "fair_in_wrong_state"),
        summary="Register a worker for a fair: a seat, or a place in the waiting list.",
    ),
    Route(
        "GET",
        FAIR + "/registrations",
        rpc="jobs.list_registrations",
        refuses=("fair_not_found",),
        summary="List the registrations of a fair, newest first.",
    ),
    Route(
        "GET",
        REGISTRATION,
        rpc="jobs.get_registration",
        refuses=("registration_not_found",),
        summary="Read a registration.",
    ),
    Route(
        "DELETE",
        REGISTRATION,
        rpc="jobs.cancel_registration",
        refuses=(
            "registration_not_found",
            "registration_in_wrong_state",
            "fair_in_wrong_state",
        ),
        summary="Cancel a registration; the first of the waiting list gets the seat.",
    ),
    Route(
        "POST",
        FAIR + "/checkins",
        rpc="jobs.check_in",
        refuses=(
            "fair_not_found",
            "person_not_known",
            "fair_in_wrong_state",
            "check_in_outside_dates",
            "date_in_future",
            "venue_full",
        ),
        summary="Check a worker in at the door, registered or not.",
    ),
    Route(
        "POST",
        REGISTRATION + "/intention",
        rpc="jobs.reach_intention",
        refuses=(
            "registration_not_found",
            "post_not_found",
            "post_not_at_fair",
            "post_withdrawn",
            "registration_in_wrong_state",
            "intention_already_reached",
        ),
        summary="Record that a worker and an employer of the fair intend to sign.",
    ),
    Route(
        "POST",
        REGISTRATION + "/hire",
        rpc="jobs.record_hire",
        refuses=(
            "registration_not_found",
            "post_not_found",
            "registration_in_wrong_state",
            "intention_not_reached",
            "hired_before_fair",
            "date_in_future",
        ),
        summary="Record that a worker was hired on a post of the fair.",
    ),
]

ROUTES = [*EMPLOYERS, *FAIRS, *POSTS, *REGISTRATIONS]
