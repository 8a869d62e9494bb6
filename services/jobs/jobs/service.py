"""The doors of the service: calls from the gateway, events from people and from venues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.commands import command
from chassis.consume import on
from chassis.event import Event
from chassis.rpc import rpc
from chassis.schema import page_of
from chassis.service import Service
from jobs.retention import HOLDINGS
from jobs.schemas import employer, fair, incoming, post, registration
from jobs.schemas.programme import CountProgramme, ProgrammeCount
from jobs.store import JobsWork
from jobs.usecases import (
    checkins,
    desk,
    employers,
    fairs,
    outcomes,
    people,
    posts,
    programme,
    registrations,
)

# Everybody at one fair writes the same seats: decided together, not against each other.
AT_A_DESK: dict[str, Any] = {"together": "fair_id", "prepare": desk.fetch_desk}


class JobsService(Service):
    name = "jobs"
    work = JobsWork
    holdings = HOLDINGS

    @rpc(employer.RegisterEmployer, employer.EmployerView)
    def register_employer(self, command: dict[str, Any]) -> Any:
        return self.store.commit(employers.register_employer, **command)

    @rpc(employer.VerifyEmployer, employer.EmployerView)
    def verify_employer(self, command: dict[str, Any]) -> Any:
        return self.store.commit(employers.verify_employer, **command)

    @rpc(employer.GetEmployer, employer.EmployerView)
    def get_employer(self, query: dict[str, Any]) -> Any:
        return self.store.read(employers.get_employer, **query)

    @rpc(employer.ListEmployers, page_of(employer.EmployerView))
    def list_employers(self, query: dict[str, Any]) -> Any:
        return self.store.read(employers.list_employers, **query)

    @rpc(fair.DraftFair, fair.FairView)
    def draft_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.draft_fair, **command)

    @rpc(fair.PublishFair, fair.FairView)
    def publish_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.publish_fair, **command)

    @rpc(fair.GetFair, fair.FairView)
    def open_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.open_fair, **command)

    @rpc(fair.GetFair, fair.FairView)
    def close_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.close_fair, **command)

    @rpc(fair.CancelFair, fair.FairView)
    def cancel_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.cancel_fair, **command)

    @rpc(fair.AssignBooth, fair.FairView)
    def assign_booth(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.assign_booth, **command)

    @rpc(fair.GetFair, fair.FairView)
    def get_fair(self, query: dict[str, Any]) -> Any:
        return self.store.read(fairs.get_fair, **query)

    @rpc(fair.ListFairs, page_of(fair.FairRow))
    def list_fairs(self, query: dict[str, Any]) -> Any:
        return self.store.read(fairs.list_fairs, **query)

    @rpc(post.PublishPost, post.PostView)
    def publish_post(self, command: dict[str, Any]) -> Any:
        return self.store.commit(posts.publish_post, **command)

    @rpc(post.GetPost, post.PostView)
    def withdraw_post(self, command: dict[str, Any]) -> Any:
        return self.store.commit(posts.withdraw_post, **command)

    @rpc(post.GetPost, post.PostView)
    def get_post(self, query: dict[str, Any]) -> Any:
        return self.store.read(posts.get_post, **query)

    @rpc(post.ListPosts, page_of(post.PostView))
    def list_posts(self, query: dict[str, Any]) -> Any:
        return self.store.read(posts.list_posts, **query)

    register_for_fair = command(
        desk.register_for_fair,
        registration.RegisterForFair,
        registration.RegistrationView,
        **AT_A_DESK,
    )
    cancel_registration = command(
        desk.cancel_registration,
        registration.GetRegistration,
        registration.RegistrationView,
        together=desk.fair_of_registration,
    )

    @rpc(registration.GetRegistration, registration.RegistrationView)
    def get_registration(self, query: dict[str, Any]) -> Any:
        return self.store.read(registrations.get_registration, **query)

    @rpc(registration.ListRegistrations, page_of(registration.RegistrationView))
    def list_registrations(self, query: dict[str, Any]) -> Any:
        return self.store.read(registrations.list_registrations, **query)

    check_in = command(
        desk.check_in, registration.CheckIn, registration.RegistrationView, **AT_A_DESK
    )

    @rpc(registration.ReachIntention, registration.RegistrationView)
    def reach_intention(self, command: dict[str, Any]) -> Any:
        return self.store.commit(outcomes.reach_intention, **command)

    @rpc(registration.RecordHire, registration.RegistrationView)
    def record_hire(self, command: dict[str, Any]) -> Any:
        return self.store.commit(outcomes.record_hire, **command)

    @rpc(CountProgramme, ProgrammeCount)
    def count_programme(self, query: dict[str, Any]) -> Any:
        return self.store.read(programme.count_programme, **query)

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
