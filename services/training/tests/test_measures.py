"""Contests and activities: what counts once a year."""

from datetime import UTC, date, datetime

import pytest

from chassis.domain import Event
from training import errors, events, usecases


def an_activity(*refs, event_id="e-1", activity_id="A1", partner="bodies", day=4):
    return Event(
        id=event_id,
        type="yunling.partners.activity.reported.v1",
        source=f"/partners/{partner}",
        subject=activity_id,
        time=datetime(2025, 5, 5, tzinfo=UTC),
        data={
            "activity_id": activity_id,
            "kind": "innovation",
            "region": "530102",
            "held_on": date(2025, 5, day),
            "participants": [{"ref": ref, "key_groups": ["migrant"]} for ref in refs],
        },
    )


def counted(training, year=2025):
    return training.store.read(usecases.count_programme, year=year)


def test_a_trade_contested_in_two_counties_counts_once_a_year(training):
    for region, year in (("530102", 2025), ("530103", 2025), ("530102", 2024)):
        training.store.commit(
            usecases.hold_contest, trade="焊工", held_on=date(year, 8, 1), region=region
        )
    assert counted(training)["contest_trades"] == 1
    assert len(training.published(events.ContestHeld)) == 3


def test_the_same_contest_is_recorded_once(training):
    contest = {"trade": "焊工", "held_on": date(2025, 8, 1), "region": "530102"}
    training.store.commit(usecases.hold_contest, **contest)
    with pytest.raises(errors.ContestAlreadyRecorded):
        training.store.commit(usecases.hold_contest, **contest)


def test_a_participant_of_many_activities_counts_once_a_year(training):
    training.store.deliver(
        usecases.record_activities,
        an_activity("w1", "w2", "w2"),
        an_activity("w2", "w3", event_id="e-2", activity_id="A2"),
    )
    assert counted(training)["skill_participants"] == 3
    first, second = training.published(events.ActivityRecorded)
    assert [p.ref for p in first.participants] == ["w1", "w2"]
    assert [p.ref for p in second.participants] == ["w2", "w3"]


def test_an_activity_may_go_on_over_several_reports(training):
    training.store.deliver(
        usecases.record_activities, an_activity("w1"), an_activity("w2", event_id="e-2")
    )
    activity = training.store.read(usecases.get_activity, activity_id="bodies.A1")
    assert (activity.reported, activity.version) == (2, 2)


def test_two_partners_may_use_the_same_activity_number(training):
    training.store.deliver(
        usecases.record_activities,
        an_activity("w1"),
        an_activity("w1", event_id="e-2", partner="venues", day=9),
    )
    assert len(training.published(events.ActivityRecorded)) == 2
    assert counted(training)["skill_participants"] == 1


def test_a_report_that_contradicts_the_recorded_activity_is_refused(training):
    training.store.deliver(usecases.record_activities, an_activity("w1"))
    with pytest.raises(errors.ActivityDiffers):
        training.store.deliver(usecases.record_activities, an_activity("w2", event_id="e-2", day=9))
    assert counted(training)["skill_participants"] == 1


def test_an_activity_recorded_at_the_desk_takes_further_participants_by_its_id(training):
    facts = {"kind": "training_day", "region": "530102", "held_on": date(2025, 5, 4)}
    first = training.store.commit(
        usecases.record_activity, participants=[{"ref": "w1", "key_groups": []}], **facts
    )
    more = training.store.commit(
        usecases.record_activity,
        participants=[{"ref": "w2", "key_groups": ["hard_up"]}],
        activity_id=first.activity_id,
        **facts,
    )
    assert more.reported == 2
    with pytest.raises(errors.ActivityNotFound):
        training.store.commit(
            usecases.record_activity, participants=[{"ref": "w3"}], activity_id="none", **facts
        )
