"""Calls and handlers of training: calls from the gateway, events from people and partners."""

from collections.abc import Sequence

from chassis.consumer import on
from chassis.domain import Event
from chassis.fields import page_of
from chassis.rpc import command, query
from chassis.service import Service
from training import usecases
from training.retention import DATA_INVENTORY
from training.schemas import commands, events, views
from training.store import TrainingWork


class TrainingService(Service):
    name = "training"
    work = TrainingWork
    inventory = DATA_INVENTORY

    publish_course = command(usecases.publish_course, commands.PublishCourse, views.CourseView)
    get_course = query(usecases.get_course, commands.CourseId, views.CourseView)
    list_courses = query(usecases.list_courses, commands.ListCourses, page_of(views.CourseView))

    open_class = command(usecases.open_class, commands.OpenClass, views.ClassView)
    get_class = query(usecases.get_class, commands.ClassId, views.ClassView)
    list_classes = query(usecases.list_classes, commands.ListClasses, page_of(views.ClassView))
    close_class = command(usecases.close_class, commands.ClassId, views.ClassView)

    enrol = command(
        usecases.enrol,
        commands.Enrol,
        views.EnrolmentView,
        together="class_id",
        prepare=usecases.fetch_seats,
    )
    cancel_enrolment = command(usecases.cancel_enrolment, commands.EnrolmentId, views.EnrolmentView)
    get_enrolment = query(usecases.get_enrolment, commands.EnrolmentId, views.EnrolmentView)
    list_class_enrolments = query(
        usecases.list_class_enrolments, commands.ListClassEnrolments, page_of(views.EnrolmentView)
    )
    list_enrolments = query(
        usecases.list_enrolments, commands.ListEnrolments, page_of(views.EnrolmentView)
    )

    record_session = command(usecases.record_session, commands.RecordSession, views.SessionView)
    list_sessions = query(usecases.list_sessions, commands.ListSessions, page_of(views.SessionView))
    record_result = command(usecases.record_result, commands.RecordResult, views.EnrolmentView)
    get_certificate = query(
        usecases.get_certificate, commands.GetCertificate, views.CertificateView
    )
    record_diploma = command(usecases.record_diploma, commands.RecordDiploma, views.DiplomaView)

    hold_contest = command(usecases.hold_contest, commands.HoldContest, views.ContestView)
    list_contests = query(usecases.list_contests, commands.ListContests, page_of(views.ContestView))
    record_activity = command(usecases.record_activity, commands.RecordActivity, views.ActivityView)
    get_activity = query(usecases.get_activity, commands.GetActivity, views.ActivityView)
    count_programme = query(usecases.count_programme, commands.CountProgramme, views.ProgrammeCount)

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
