"""What this service keeps."""

from __future__ import annotations

from chassis.domain import Aggregates, Records, Work, aggregates, records
from jobs.domain.employer import Employer
from jobs.domain.fair import Fair
from jobs.domain.person import KnownPerson
from jobs.domain.post import Post
from jobs.domain.registration import Registration
from jobs.domain.seats import Seats
from jobs.errors import EmployerNotFound, FairNotFound, PostNotFound, RegistrationNotFound


class JobsWork(Work):
    employers: Aggregates[Employer] = aggregates(
        Employer,
        "employers",
        key="employer_id",
        missing=EmployerNotFound,
        unique=[("credit_code",)],
        indexes=[("region", "_id"), ("state", "_id")],
        reach={"region": "region", "employer_id": "employer_id"},
    )
    fairs: Aggregates[Fair] = aggregates(
        Fair,
        "fairs",
        key="fair_id",
        missing=FairNotFound,
        indexes=[("region", "_id"), ("state", "starts_on")],
        reach={"region": "region"},
    )
    posts: Aggregates[Post] = aggregates(
        Post,
        "posts",
        key="post_id",
        missing=PostNotFound,
        indexes=[("fair_id", "_id"), ("employer_id", "_id"), ("region", "_id")],
        reach={"region": "region", "employer_id": "employer_id"},
    )
    registrations: Aggregates[Registration] = aggregates(
        Registration,
        "registrations",
        key="registration_id",
        missing=RegistrationNotFound,
        unique=[("fair_id", "person_id")],
        # person_id first: the door asks for some people at some fairs.
        indexes=[
            ("person_id", "fair_id"),
            ("fair_id", "state", "position"),
            ("fair_id", "_id"),
            ("checked_in_on",),
        ],
        reach={"region": "region", "person_id": "person_id"},
    )
    seats: Records[Seats] = records(Seats, "seats", key="fair_id", missing=FairNotFound)
    people: Records[KnownPerson] = records(KnownPerson, "people", key="person_id")
