"""Officers run the classes of their region; a worker's seat is his own; a partner reports on what
is its own."""

from datetime import UTC, date, datetime

import pytest

from chassis.domain import Actor, Event, RegionNotYours
from training import errors, usecases
from training.vocabulary import DiplomaLevel

HERE = "530103"
MARCH_8 = date(2025, 3, 8)
PARTICIPANTS = [{"ref": "w1", "key_groups": []}]
ACTIVITY = {"kind": "innovation", "region": HERE, "held_on": MARCH_8, "participants": PARTICIPANTS}
DIPLOMA = {
    "school": "云南开放大学",
    "level": DiplomaLevel.BACHELOR,
    "on": MARCH_8,
    "evidence": "D-1",
}


def an_officer(region: str) -> Actor:
    return Actor("officer-1", "officer", region=region)


def a_provider(partner_id: str) -> Actor:
    return Actor("provider", "training_provider", partner_id=partner_id)


@pytest.fixture
def seated(training):
    training.know("p1")
    skill_class = training.a_class()
    return skill_class, training.enrol(skill_class, "p1")


@pytest.mark.parametrize("region", ["530102", "532901"])
def test_a_class_of_another_region_does_not_exist_for_an_officer(training, seated, region):
    skill_class, enrolment = seated
    training.know("p2")
    training.store.actor = an_officer(region)
    with pytest.raises(errors.ClassNotFound):
        training.hold(skill_class, 3, 8, enrolment)
    with pytest.raises(errors.ClassNotFound):
        training.enrol(skill_class, "p2")
    for reading in ("list_sessions", "list_class_enrolments"):
        with pytest.raises(errors.ClassNotFound):
            training.store.read(getattr(usecases, reading), class_id=skill_class.class_id)
    with pytest.raises(errors.ClassNotFound):
        training.store.commit(usecases.close_class, class_id=skill_class.class_id)
    with pytest.raises(errors.EnrolmentNotFound):
        training.store.read(usecases.get_enrolment, enrolment_id=enrolment.enrolment_id)
    with pytest.raises(errors.EnrolmentNotFound):
        training.store.commit(usecases.cancel_enrolment, enrolment_id=enrolment.enrolment_id)
    with pytest.raises(errors.EnrolmentNotFound):
        training.decide(enrolment)
    assert training.store.read(usecases.list_enrolments).rows == []


@pytest.mark.parametrize("region", [HERE, "530100", "530000"])
def test_an_officer_of_the_region_runs_the_class(training, seated, region):
    skill_class, enrolment = seated
    training.store.actor = an_officer(region)
    training.hold(skill_class, 3, 8, enrolment)
    assert len(training.store.read(usecases.list_enrolments).rows) == 1


def test_a_worker_enrols_and_cancels_for_himself_only(training, seated):
    skill_class, enrolment = seated
    training.know("p2")
    training.store.actor = Actor("w", "worker", person_id="p2")
    with pytest.raises(errors.ClassNotFound):
        training.enrol(skill_class, "p1")
    with pytest.raises(errors.EnrolmentNotFound):
        training.store.commit(usecases.cancel_enrolment, enrolment_id=enrolment.enrolment_id)
    assert training.enrol(skill_class, "p2").person_id == "p2"
    own = training.store.read(usecases.list_enrolments)
    assert [one.person_id for one in own.rows] == ["p2"]
    assert training.store.read(usecases.list_enrolments, person_id="p1").rows == []


def test_a_provider_enrols_in_its_own_classes_only(training, seated):
    skill_class, _ = seated
    training.know("p2")
    training.store.actor = a_provider("provider-2")
    with pytest.raises(errors.ClassNotFound):
        training.enrol(skill_class, "p2")
    training.store.actor = a_provider("provider-1")
    assert training.enrol(skill_class, "p2").person_id == "p2"


def test_nothing_is_made_in_another_region(training):
    training.know("p1")
    training.store.actor = an_officer("532900")
    contest = {"trade": "电工", "held_on": MARCH_8, "region": HERE}
    with pytest.raises(RegionNotYours):
        training.a_class()
    with pytest.raises(RegionNotYours):
        training.store.commit(usecases.hold_contest, **contest)
    with pytest.raises(RegionNotYours):
        training.store.commit(usecases.record_activity, **ACTIVITY)
    with pytest.raises(errors.PersonNotKnown):
        training.store.commit(usecases.record_diploma, person_id="p1", **DIPLOMA)


def test_an_activity_is_its_reporters_and_its_regions(training):
    training.store.actor = a_provider("provider-1")
    own = training.store.commit(usecases.record_activity, **ACTIVITY).activity_id
    for other in (a_provider("provider-2"), an_officer("532901")):
        training.store.actor = other
        with pytest.raises(errors.ActivityNotFound):
            training.store.read(usecases.get_activity, activity_id=own)
    training.store.actor = a_provider("provider-2")
    with pytest.raises(errors.ActivityNotFound):
        training.store.commit(usecases.record_activity, activity_id=own, **ACTIVITY)
    training.store.actor = an_officer("530100")
    assert training.store.read(usecases.get_activity, activity_id=own).partner_id == "provider-1"


@pytest.mark.parametrize("source", ["/partners/provider-2", "/partners/provider-1/", "/partners/"])
def test_a_report_about_the_class_of_another_provider_is_refused(training, seated, source):
    skill_class, enrolment = seated
    with pytest.raises(errors.ClassNotFound):
        training.store.deliver(usecases.record_sessions, a_session(skill_class, source))
    training.store.deliver(usecases.record_sessions, a_session(skill_class, "/partners/provider-1"))
    result = {"enrolment_id": enrolment.enrolment_id, "passed": False, "score": 40, "on": MARCH_8}
    with pytest.raises(errors.EnrolmentNotFound):
        training.store.deliver(usecases.record_results, an_event("result", source, result))
    training.store.deliver(
        usecases.record_results, an_event("result", "/partners/provider-1", result)
    )
    assert training.store.actor is None


def a_session(skill_class, source):
    facts = {"held_on": MARCH_8, "hours": 8, "present": []}
    return an_event("attendance", source, {"class_id": skill_class.class_id, **facts})


def an_event(noun, source, data):
    return Event(
        id=f"{noun} {source}",
        type=f"yunling.partners.{noun}.reported.v1",
        source=source,
        subject="any",
        time=datetime(2025, 4, 3, tzinfo=UTC),
        data=data,
    )
