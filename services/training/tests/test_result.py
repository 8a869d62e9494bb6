"""Attendance, results, certificates and the persons upgraded in a year."""

from datetime import UTC, date, datetime

import pytest

from chassis.domain import Early, Event
from training import errors, events, usecases
from training.domain.certificate import ALPHABET, serial_of
from training.domain.enrolment import EnrolmentState
from training.vocabulary import DiplomaLevel


def a_result(enrolment, event_id="e-1", on=date(2025, 4, 2), passed=True):
    data = {"enrolment_id": enrolment.enrolment_id, "passed": passed, "score": 86, "on": on}
    return Event(
        id=event_id,
        type="yunling.partners.result.reported.v1",
        source="/partners/provider-1",
        subject=enrolment.enrolment_id,
        time=datetime(2025, 4, 3, tzinfo=UTC),
        data=data,
    )


def test_a_pass_with_enough_attendance_is_certified_and_counts_the_person_once(training):
    training.know("p1")
    skill_class = training.a_class(hours=40)
    enrolment = training.enrol(skill_class, "p1")
    for day in range(3, 7):
        training.hold(skill_class, day, 8, enrolment)
    assert training.decide(enrolment).state is EnrolmentState.PASSED
    [issued] = training.published(events.CertificateIssued)
    [upgraded] = training.published(events.PersonUpgraded)
    assert (issued.region, issued.trade, issued.issued_on) == ("530103", "电工", date(2025, 4, 2))
    assert (upgraded.region, upgraded.year, upgraded.by) == ("530102", 2025, "certificate")
    assert upgraded.key_groups == ("migrant",)


def test_attendance_that_can_still_be_reached_is_pending(training):
    training.know("p1")
    skill_class = training.a_class(hours=40)
    enrolment = training.enrol(skill_class, "p1")
    training.hold(skill_class, 3, 8, enrolment)
    with pytest.raises(errors.AttendancePending) as pending:
        training.decide(enrolment)
    assert pending.value.facts["hours_attended"] == 8
    assert pending.value.facts["hours_to_come"] == 32


def test_attendance_that_can_no_longer_be_reached_is_refused(training):
    training.know("p1", "p2")
    skill_class = training.a_class(hours=40)
    absent, present = training.enrol(skill_class, "p1"), training.enrol(skill_class, "p2")
    for day in range(3, 5):
        training.hold(skill_class, day, 8, present)
    with pytest.raises(errors.AttendanceTooLow):
        training.decide(absent)
    assert training.decide(absent, passed=False).state is EnrolmentState.FAILED


def test_exactly_the_threshold_is_enough(training):
    training.know("p1")
    skill_class = training.a_class(hours=10)
    enrolment = training.enrol(skill_class, "p1")
    training.hold(skill_class, 3, 8, enrolment)
    training.hold(skill_class, 4, 2)
    assert training.decide(enrolment).state is EnrolmentState.PASSED


def test_a_result_before_the_first_session_is_refused_at_the_desk(training):
    training.know("p1")
    enrolment = training.enrol(training.a_class(), "p1")
    with pytest.raises(errors.ClassNotRunning):
        training.decide(enrolment)


def test_a_reported_result_before_its_sessions_waits(training):
    training.know("p1")
    skill_class = training.a_class(hours=8)
    enrolment = training.enrol(skill_class, "p1")
    with pytest.raises(Early):
        training.store.deliver(usecases.record_results, a_result(enrolment))
    training.hold(skill_class, 3, 8, enrolment)
    training.store.deliver(usecases.record_results, a_result(enrolment))
    assert len(training.published(events.PersonUpgraded)) == 1


def test_a_repeated_result_changes_nothing(training):
    training.know("p1")
    skill_class = training.a_class(hours=8)
    enrolment = training.enrol(skill_class, "p1")
    training.hold(skill_class, 3, 8, enrolment)
    training.store.deliver(
        usecases.record_results, a_result(enrolment, "e-1"), a_result(enrolment, "e-2")
    )
    assert len(training.published(events.CertificateIssued)) == 1
    assert training.decide(enrolment).version == 2


def test_another_result_for_a_decided_enrolment_is_refused(training):
    training.know("p1")
    skill_class = training.a_class(hours=8)
    enrolment = training.enrol(skill_class, "p1")
    training.hold(skill_class, 3, 8, enrolment)
    training.decide(enrolment)
    with pytest.raises(errors.ResultAlreadyRecorded):
        training.decide(enrolment, passed=False)


def test_two_passes_of_a_person_in_one_batch_upgrade_once_a_year(training):
    training.know("p1")
    enrolments = []
    for _ in range(3):
        skill_class = training.a_class(hours=8)
        enrolments.append(training.enrol(skill_class, "p1"))
        training.hold(skill_class, 3, 8, enrolments[-1])
    first, second, next_year = enrolments
    training.store.deliver(
        usecases.record_results,
        a_result(first, "e-1"),
        a_result(second, "e-2"),
        a_result(next_year, "e-3", on=date(2026, 1, 5)),
    )
    assert len(training.published(events.CertificateIssued)) == 3
    assert [event.year for event in training.published(events.PersonUpgraded)] == [2025, 2026]
    counted = training.store.read(usecases.count_programme, year=2025)
    assert counted["persons_upgraded"] == 1


def test_a_diploma_upgrades_who_has_no_certificate_that_year(training):
    training.know("p1")
    diploma = {
        "person_id": "p1",
        "school": "云南开放大学",
        "level": DiplomaLevel.JUNIOR_COLLEGE,
        "on": date(2025, 6, 30),
        "evidence": "file-1",
    }
    training.store.commit(usecases.record_diploma, **diploma)
    [upgraded] = training.published(events.PersonUpgraded)
    assert (upgraded.by, upgraded.year) == ("diploma", 2025)
    with pytest.raises(errors.DiplomaAlreadyRecorded):
        training.store.commit(usecases.record_diploma, **diploma)


def test_a_session_reported_again_changes_nothing_and_another_content_is_refused(training):
    training.know("p1")
    skill_class = training.a_class(hours=8)
    enrolment = training.enrol(skill_class, "p1")
    training.hold(skill_class, 3, 8, enrolment)
    training.hold(skill_class, 3, 8, enrolment)
    assert len(training.published(events.ClassSessionRecorded)) == 1
    with pytest.raises(errors.SessionAlreadyRecorded):
        training.hold(skill_class, 3, 6, enrolment)


def test_only_those_who_have_a_seat_can_be_present(training):
    training.know("p1", "p2")
    skill_class = training.a_class(quota=1)
    training.enrol(skill_class, "p1")
    waiting = training.enrol(skill_class, "p2")
    with pytest.raises(errors.NotInClass) as refused:
        training.hold(skill_class, 3, 8, waiting)
    assert refused.value.facts["enrolment_ids"] == [waiting.enrolment_id]


def test_a_session_outside_the_dates_of_the_class_is_refused(training):
    with pytest.raises(errors.SessionOutsideClass):
        training.hold(training.a_class(), 1, 8)


def test_anybody_with_the_serial_can_verify_a_certificate(training):
    training.know("p1")
    skill_class = training.a_class(hours=8)
    enrolment = training.enrol(skill_class, "p1")
    training.hold(skill_class, 3, 8, enrolment)
    training.decide(enrolment)
    [issued] = training.published(events.CertificateIssued)
    found = training.store.read(usecases.get_certificate, serial=issued.serial.lower())
    assert found.certificate_id == issued.certificate_id
    with pytest.raises(errors.CertificateNotFound):
        training.store.read(usecases.get_certificate, serial="YL2025-0000-0000-00000")


def test_serials_have_no_letters_to_misread_and_do_not_repeat():
    serials = {serial_of(f"id-{n}", date(2025, 4, 2)) for n in range(1000)}
    assert len(serials) == 1000
    assert all(set(s[7:].replace("-", "")) <= set(ALPHABET) for s in serials)
