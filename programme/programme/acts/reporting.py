"""Contests by officers, activities from rosters, and the measures that other bodies report."""

from random import Random
from typing import Any

from programme.actors.events import Event, batches, event
from programme.actors.partners import BODIES
from programme.plan.activities import KEY_GROUP_SHARE, ActivityPlan, ContestPlan, MeasurePlan
from programme.stage import Stage

# Of every twenty activities, an officer types one in; a body's system reports the others.
TYPED_EVERY = 20
# A roster has up to 500 names, so a batch of events holds few of them.
ROSTERS_A_BATCH = 10


def hold_contests(stage: Stage) -> None:
    """Each contest is in a trade of its own, so each acknowledged one is a trade."""

    def hold(contest: ContestPlan) -> None:
        body = {
            "trade": contest.trade,
            "held_on": contest.held_on.isoformat(),
            "region": contest.region,
        }
        stage.door.post("/v1/contests", stage.officer(), body)
        stage.tally.count("contest_trades")

    stage.all("Officers hold contests", stage.plan.contests, hold)


def report_activities(stage: Stage) -> None:
    """Rosters of activities; counts the workers whom no roster named before."""
    known: set[int] = set()

    def count(activity: ActivityPlan) -> None:
        stage.tally.count("skill_participants", len(set(activity.participants) - known))
        known.update(activity.participants)

    typed = [one for one in stage.plan.activities if one.number % TYPED_EVERY == 0]
    reported = [one for one in stage.plan.activities if one.number % TYPED_EVERY]
    with stage.act("Officers and bodies report activities", len(stage.plan.activities)) as done:
        for activity in typed:
            stage.door.post("/v1/activities", stage.officer(), _roster(stage, activity))
            count(activity)
            done(1)
        for batch in batches(reported, ROSTERS_A_BATCH):
            stage.partners.http(BODIES).publish([_reported(stage, one) for one in batch])
            for activity in batch:
                count(activity)
            done(len(batch))


def report_measures(stage: Stage) -> None:
    """The measures of other bodies, a report for a county and a month."""
    with stage.act("Bodies report their measures", len(stage.plan.measures)) as done:
        for batch in batches(stage.plan.measures):
            stage.partners.amqp(BODIES).publish([_measure(one) for one in batch])
            for one in batch:
                stage.tally.count(one.target_id, one.quantity)
            done(len(batch))


def _roster(stage: Stage, activity: ActivityPlan) -> dict[str, Any]:
    return {
        "kind": activity.kind,
        "region": activity.region,
        "held_on": activity.held_on.isoformat(),
        "participants": [_participant(stage, worker) for worker in activity.participants],
    }


def _participant(stage: Stage, worker: int) -> dict[str, Any]:
    # Where this year's people begin tells its pseudonyms from those of a year played before.
    rng = Random(worker)
    groups = [group for group, share in KEY_GROUP_SHARE.items() if rng.random() < share]
    return {"ref": f"w{stage.plan.first_person}-{worker}", "key_groups": groups}


def _reported(stage: Stage, activity: ActivityPlan) -> Event:
    activity_id = f"A{stage.plan.first_person}-{activity.number}"
    data = {"activity_id": activity_id, **_roster(stage, activity)}
    return event(BODIES, "activity.reported", activity_id, data)


def _measure(one: MeasurePlan) -> Event:
    data = {
        "target_id": one.target_id,
        "region": one.region,
        "month": one.month,
        "quantity": one.quantity,
        "key_groups": one.key_groups,
    }
    return event(BODIES, "measure.reported", one.target_id, data)
