"""The doors of the service: calls from the gateway, events from people and from venues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.consume import on
from chassis.event import Event
from chassis.rpc import rpc
from chassis.schema import page_of
from chassis.service import Service
from jobs import schemas
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


class JobsService(Service):
    name = "jobs"
    work = JobsWork

    @rpc(schemas.RegisterEmployer, schemas.EmployerView)
    def register_employer(self, command: dict[str, Any]) -> Any:
        return self.store.commit(employers.register_employer, **command)

    @rpc(schemas.VerifyEmployer, schemas.EmployerView)
    def verify_employer(self, command: dict[str, Any]) -> Any:
        return self.store.commit(employers.verify_employer, **command)

    @rpc(schemas.GetEmployer, schemas.EmployerView)
    def get_employer(self, query: dict[str, Any]) -> Any:
        return self.store.read(employers.get_employer, **query)

    @rpc(schemas.ListEmployers, page_of(schemas.EmployerView))
    def list_employers(self, query: dict[str, Any]) -> Any:
        return self.store.read(employers.list_employers, **query)

    @rpc(schemas.DraftFair, schemas.FairView)
    def draft_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.draft_fair, **command)

    @rpc(schemas.PublishFair, schemas.FairView)
    def publish_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.publish_fair, **command)

    @rpc(schemas.GetFair, schemas.FairView)
    def open_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.open_fair, **command)

    @rpc(schemas.GetFair, schemas.FairView)
    def close_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.close_fair, **command)

    @rpc(schemas.CancelFair, schemas.FairView)
    def cancel_fair(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.cancel_fair, **command)

    @rpc(schemas.AssignBooth, schemas.FairView)
    def assign_booth(self, command: dict[str, Any]) -> Any:
        return self.store.commit(fairs.assign_booth, **command)

    @rpc(schemas.GetFair, schemas.FairView)
    def get_fair(self, query: dict[str, Any]) -> Any:
        return self.store.read(fairs.get_fair, **query)

    @rpc(schemas.ListFairs, page_of(schemas.FairRow))
    def list_fairs(self, query: dict[str, Any]) -> Any:
        return self.store.read(fairs.list_fairs, **query)

    @rpc(schemas.PublishPost, schemas.PostView)
    def publish_post(self, command: dict[str, Any]) -> Any:
        return self.store.commit(posts.publish_post, **command)

    @rpc(schemas.GetPost, schemas.PostView)
    def withdraw_post(self, command: dict[str, Any]) -> Any:
        return self.store.commit(posts.withdraw_post, **command)

    @rpc(schemas.GetPost, schemas.PostView)
    def get_post(self, query: dict[str, Any]) -> Any:
        return self.store.read(posts.get_post, **query)

    @rpc(schemas.ListPosts, page_of(schemas.PostView))
    def list_posts(self, query: dict[str, Any]) -> Any:
        return self.store.read(posts.list_posts, **query)

    @rpc(schemas.RegisterForFair, schemas.RegistrationView)
    def register_for_fair(self, command: dict[str, Any]) -> Any:
        return self._at_the_desk("register", command)

    @rpc(schemas.GetRegistration, schemas.RegistrationView)
    def cancel_registration(self, command: dict[str, Any]) -> Any:
        # The desk decides for many at once and knows no caller: whose it is is asked before.
        registration = self.store.read(registrations.get_registration, **command)
        return self._at_the_desk("cancel", {**command, "fair_id": registration.fair_id})

    @rpc(schemas.GetRegistration, schemas.RegistrationView)
    def get_registration(self, query: dict[str, Any]) -> Any:
        return self.store.read(registrations.get_registration, **query)

    @rpc(schemas.ListRegistrations, page_of(schemas.RegistrationView))
    def list_registrations(self, query: dict[str, Any]) -> Any:
        return self.store.read(registrations.list_registrations, **query)

    @rpc(schemas.CheckIn, schemas.RegistrationView)
    def check_in(self, command: dict[str, Any]) -> Any:
        return self._at_the_desk("check_in", command)

    @rpc(schemas.ReachIntention, schemas.RegistrationView)
    def reach_intention(self, command: dict[str, Any]) -> Any:
        return self.store.commit(outcomes.reach_intention, **command)

    @rpc(schemas.RecordHire, schemas.RegistrationView)
    def record_hire(self, command: dict[str, Any]) -> Any:
        return self.store.commit(outcomes.record_hire, **command)

    @rpc(schemas.CountProgramme, schemas.ProgrammeCount)
    def count_programme(self, query: dict[str, Any]) -> Any:
        return self.store.read(programme.count_programme, **query)

    @on(
        {
            "yunling.people.person.registered.v1": schemas.PersonRegistered,
            "yunling.people.person.moved.v1": schemas.PersonMoved,
            "yunling.people.person.key_groups_changed.v1": schemas.PersonKeyGroupsChanged,
        },
        order="subject",
    )
    def on_person(self, work: JobsWork, events: Sequence[Event]) -> None:
        people.learn_people(work, events)

    # Venues do not number their reports and a fair's reports do not build on one another, so
    # one that must wait holds up no other.
    @on({"yunling.partners.checkin.reported.v1": schemas.CheckinReported}, order=None)
    def on_checkin_reported(self, work: JobsWork, events: Sequence[Event]) -> None:
        checkins.record_checkins(work, events)

    def _at_the_desk(self, step: str, command: dict[str, Any]) -> Any:
        # Everybody at one fair writes the same seats: decided together, not against each other.
        command = {"step": step, **command}
        return self.store.commit_group(command["fair_id"], desk.decide_all, command)
