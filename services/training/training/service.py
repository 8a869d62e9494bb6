"""The doors of training: calls from the gateway, events from people and partners."""

from collections.abc import Sequence
from typing import Any

from chassis.commands import command
from chassis.consume import on
from chassis.event import Event
from chassis.rpc import rpc
from chassis.schema import page_of
from chassis.service import Service
from training import usecases
from training.retention import HOLDINGS
from training.schemas import commands, events, views
from training.store import TrainingWork


class TrainingService(Service):
    name = "training"
    work = TrainingWork
    holdings = HOLDINGS

    @rpc(commands.PublishCourse, views.CourseView)
    def publish_course(self, command: dict[str, Any]) -> Any:
        """Publish a course; a provider for itself only."""
        return self.store.commit(usecases.publish_course, **command)

    @rpc(commands.GetCourse, views.CourseView)
    def get_course(self, query: dict[str, Any]) -> Any:
        """One course."""
        return self.store.read(usecases.get_course, **query)

    @rpc(commands.ListCourses, page_of(views.CourseView))
    def list_courses(self, query: dict[str, Any]) -> Any:
        """Courses, newest first."""
        return self.store.read(usecases.list_courses, **query)

    @rpc(commands.OpenClass, views.ClassView)
    def open_class(self, command: dict[str, Any]) -> Any:
        """Open a class of a course for enrolment, with a quota and an attendance threshold."""
        return self.store.commit(usecases.open_class, **command)

    @rpc(commands.GetClass, views.ClassView)
    def get_class(self, query: dict[str, Any]) -> Any:
        """One class, with the class hours held so far."""
        return self.store.read(usecases.get_class, **query)

    @rpc(commands.ListClasses, page_of(views.ClassView))
    def list_classes(self, query: dict[str, Any]) -> Any:
        """Classes, newest first."""
        return self.store.read(usecases.list_classes, **query)

    @rpc(commands.CloseClass, views.ClassView)
    def close_class(self, command: dict[str, Any]) -> Any:
        """Close a class that has run; whoever waits for a seat is released."""
        return self.store.commit(usecases.close_class, **command)

    enrol = command(
        usecases.enrol,
        commands.Enrol,
        views.EnrolmentView,
        together="class_id",
        prepare=usecases.fetch_seats,
    )

    @rpc(commands.CancelEnrolment, views.EnrolmentView)
    def cancel_enrolment(self, command: dict[str, Any]) -> Any:
        """Give up a seat or a place; the first who waits gets the seat."""
        return self.store.commit(usecases.cancel_enrolment, **command)

    @rpc(commands.GetEnrolment, views.EnrolmentView)
    def get_enrolment(self, query: dict[str, Any]) -> Any:
        """One enrolment."""
        return self.store.read(usecases.get_enrolment, **query)

    @rpc(commands.ListClassEnrolments, page_of(views.EnrolmentView))
    def list_class_enrolments(self, query: dict[str, Any]) -> Any:
        """Enrolments of a class, newest first."""
        return self.store.read(usecases.list_class_enrolments, **query)

    @rpc(commands.ListEnrolments, page_of(views.EnrolmentView))
    def list_enrolments(self, query: dict[str, Any]) -> Any:
        """Enrolments of a person, of a class or of all, newest first."""
        return self.store.read(usecases.list_enrolments, **query)

    @rpc(commands.RecordSession, views.SessionView)
    def record_session(self, command: dict[str, Any]) -> Any:
        """Record a day of a class: class hours, and the enrolments that were present."""
        return self.store.commit(usecases.record_session, **command)

    @rpc(commands.ListSessions, page_of(views.SessionView))
    def list_sessions(self, query: dict[str, Any]) -> Any:
        """The days of a class, newest first."""
        return self.store.read(usecases.list_sessions, **query)

    @rpc(commands.RecordResult, views.EnrolmentView)
    def record_result(self, command: dict[str, Any]) -> Any:
        """Record a result; a pass issues a certificate and may upgrade the person."""
        return self.store.commit(usecases.record_result, **command)

    @rpc(commands.GetCertificate, views.CertificateView)
    def get_certificate(self, query: dict[str, Any]) -> Any:
        """What a serial certifies, for anybody; never for whom."""
        return self.store.read(usecases.get_certificate, **query)

    @rpc(commands.RecordDiploma, views.DiplomaView)
    def record_diploma(self, command: dict[str, Any]) -> Any:
        """Record a diploma, one per person and level; it may upgrade the person."""
        return self.store.commit(usecases.record_diploma, **command)

    @rpc(commands.HoldContest, views.ContestView)
    def hold_contest(self, command: dict[str, Any]) -> Any:
        """Record a contest; its trade counts once a year."""
        return self.store.commit(usecases.hold_contest, **command)

    @rpc(commands.ListContests, page_of(views.ContestView))
    def list_contests(self, query: dict[str, Any]) -> Any:
        """Contests, newest first."""
        return self.store.read(usecases.list_contests, **query)

    @rpc(commands.RecordActivity, views.ActivityView)
    def record_activity(self, command: dict[str, Any]) -> Any:
        """Record up to 500 participants of an activity; each counts once a year."""
        return self.store.commit(usecases.record_activity, **command)

    @rpc(commands.GetActivity, views.ActivityView)
    def get_activity(self, query: dict[str, Any]) -> Any:
        """One activity."""
        return self.store.read(usecases.get_activity, **query)

    @rpc(commands.CountProgramme, views.ProgrammeCount)
    def count_programme(self, query: dict[str, Any]) -> Any:
        """A year's figures by target id, from training's own store."""
        return self.store.read(usecases.count_programme, **query)

    @on(
        {
            "yunling.people.person.registered.v1": events.PersonRegistered,
            "yunling.people.person.moved.v1": events.PersonMoved,
            "yunling.people.person.key_groups_changed.v1": events.KeyGroupsChanged,
            "yunling.people.person.erased.v1": events.PersonErased,
        },
        order="subject",
        partitions=4,
    )
    def on_person(self, work: TrainingWork, reported: Sequence[Event]) -> None:
        usecases.learn_people(work, reported)

    @on(
        {"yunling.partners.attendance.reported.v1": events.AttendanceReported},
        order=None,
        partitions=4,
    )
    def on_attendance(self, work: TrainingWork, reported: Sequence[Event]) -> None:
        usecases.record_sessions(work, reported)

    @on({"yunling.partners.result.reported.v1": events.ResultReported}, order=None, partitions=4)
    def on_result(self, work: TrainingWork, reported: Sequence[Event]) -> None:
        usecases.record_results(work, reported)

    # One report has up to 500 participants: ten are a transaction of 5,000 rows.
    @on({"yunling.partners.activity.reported.v1": events.ActivityReported}, order=None, batch=10)
    def on_activity(self, work: TrainingWork, reported: Sequence[Event]) -> None:
        usecases.record_activities(work, reported)
