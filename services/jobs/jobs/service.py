"""Calls and handlers of jobs: calls from the gateway, events from people and from venues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.consumer import on
from chassis.domain import Event
from chassis.fields import page_of
from chassis.rpc import command, query
from chassis.service import Service
from jobs.retention import DATA_INVENTORY
from jobs.schemas import employer, fair, incoming, post, registration
from jobs.schemas.programme import CountProgramme, ProgrammeCount
from jobs.store import JobsWork
from jobs.usecases import (
    admissions,
    checkins,
    employers,
    fairs,
    outcomes,
    people,
    posts,
    programme,
    registrations,
)

# Everybody at one fair writes the same seats: decided together, not against each other.
OF_A_FAIR: dict[str, Any] = {"together": "fair_id", "prepare": admissions.prefetch}


class JobsService(Service):
    name = "jobs"
    work = JobsWork
    inventory = DATA_INVENTORY

    register_employer = command(
        employers.register_employer, employer.RegisterEmployer, employer.EmployerView
    )
    verify_employer = command(
        employers.verify_employer, employer.VerifyEmployer, employer.EmployerView
    )
    get_employer = query(employers.get_employer, employer.EmployerId, employer.EmployerView)
    list_employers = query(
        employers.list_employers, employer.ListEmployers, page_of(employer.EmployerView)
    )

    draft_fair = command(fairs.draft_fair, fair.DraftFair, fair.FairView)
    publish_fair = command(fairs.publish_fair, fair.PublishFair, fair.FairView)
    open_fair = command(fairs.open_fair, fair.FairId, fair.FairView)
    close_fair = command(fairs.close_fair, fair.FairId, fair.FairView)
    cancel_fair = command(fairs.cancel_fair, fair.CancelFair, fair.FairView)
    assign_booth = command(fairs.assign_booth, fair.AssignBooth, fair.FairView)
    get_fair = query(fairs.get_fair, fair.FairId, fair.FairView)
    list_fairs = query(fairs.list_fairs, fair.ListFairs, page_of(fair.FairRow))

    publish_post = command(posts.publish_post, post.PublishPost, post.PostView)
    withdraw_post = command(posts.withdraw_post, post.PostId, post.PostView)
    get_post = query(posts.get_post, post.PostId, post.PostView)
    list_posts = query(posts.list_posts, post.ListPosts, page_of(post.PostView))

    register_for_fair = command(
        admissions.register_for_fair,
        registration.RegisterForFair,
        registration.RegistrationView,
        **OF_A_FAIR,
    )
    check_in = command(
        admissions.check_in, registration.CheckIn, registration.RegistrationView, **OF_A_FAIR
    )
    cancel_registration = command(
        admissions.cancel_registration,
        registration.RegistrationId,
        registration.RegistrationView,
        together=admissions.fair_of_registration,
    )
    get_registration = query(
        registrations.get_registration, registration.RegistrationId, registration.RegistrationView
    )
    list_registrations = query(
        registrations.list_registrations,
        registration.ListRegistrations,
        page_of(registration.RegistrationView),
    )
    reach_intention = command(
        outcomes.reach_intention, registration.ReachIntention, registration.RegistrationView
    )
    record_hire = command(
        outcomes.record_hire, registration.RecordHire, registration.RegistrationView
    )
    count_programme = query(programme.count_programme, CountProgramme, ProgrammeCount)

    @on(
        {
            "yunling.people.person.registered.v1": incoming.PersonRegistered,
            "yunling.people.person.moved.v1": incoming.PersonMoved,
            "yunling.people.person.key_groups_changed.v1": incoming.PersonKeyGroupsChanged,
            people.PERSON_ERASED: incoming.PersonErased,
        },
        order="subject",
        partitions=4,
    )
    def on_person(self, work: JobsWork, events: Sequence[Event]) -> None:
        people.learn_people(work, events)

    # Venues do not number their reports and a fair's reports do not build on one another, so
    # one that must wait holds up no other.
    @on(
        {"yunling.partners.checkin.reported.v1": incoming.CheckinReported}, order=None, partitions=4
    )
    def on_checkin_reported(self, work: JobsWork, events: Sequence[Event]) -> None:
        checkins.record_checkins(work, events)
