"""Fairs from the draft to the closing: officers run them, employers offer posts, workers come."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from programme.actors.events import Event, batches, event
from programme.actors.partners import VENUES
from programme.plan.fairs import FairPlan
from programme.plan.training import TRADES
from programme.reference import counties
from programme.stage import Stage

# Of every fifty events of a venue, one is sent a second time as a new event: the door system
# lost the answer.
REPEATED_EVERY = 50


def open_fairs(stage: Stage) -> None:
    """Draft, publish, give booths, publish posts, open; ids go to ``stage.fairs`` and ``posts``."""
    stage.fairs.extend([""] * len(stage.plan.fairs))
    stage.posts.extend([()] * len(stage.plan.fairs))

    def open_fair(fair: FairPlan) -> None:
        fair_id = stage.door.post("/v1/fairs", stage.officer(), _draft(fair))["fair_id"]
        stage.fairs[fair.number] = fair_id
        stage.door.post(f"/v1/fairs/{fair_id}/publication", stage.officer())
        stage.posts[fair.number] = tuple(
            _take_part(stage, fair, fair_id, booth) for booth in range(len(fair.employers))
        )
        stage.door.post(f"/v1/fairs/{fair_id}/opening", stage.officer())

    stage.all("Officers open fairs", stage.plan.fairs, open_fair)


def receive_registered(stage: Stage) -> None:
    """Workers register by themselves; door staff let them in; some agree, some are hired."""
    registrations: dict[tuple[int, int], str] = {}
    visits = [(fair, person) for fair in stage.plan.fairs for person in fair.registered]

    def register(visit: tuple[FairPlan, int]) -> None:
        fair, person = visit
        person_id = stage.people[person]
        answer = stage.door.post(
            f"/v1/fairs/{stage.fairs[fair.number]}/registrations",
            stage.tokens.worker(person_id),
            {"person_id": person_id},
        )
        registrations[fair.number, person] = answer["registration_id"]

    def check_in(visit: tuple[FairPlan, int]) -> None:
        fair, person = visit
        answer = stage.door.post(
            f"/v1/fairs/{stage.fairs[fair.number]}/checkins",
            stage.officer(),
            {"person_id": stage.people[person], "on": fair.starts_on.isoformat()},
        )
        if answer["registration_id"] == registrations[fair.number, person]:
            stage.tally.count("fair_person_times")

    def conclude(outcome: tuple[FairPlan, int, bool]) -> None:
        fair, place, hired = outcome
        booth = place % len(fair.employers)
        employer = stage.tokens.employer(stage.employers[fair.employers[booth]])
        registration = f"/v1/registrations/{registrations[fair.number, fair.registered[place]]}"
        post = {"post_id": stage.posts[fair.number][booth]}
        stage.door.post(f"{registration}/intention", employer, post)
        if hired:
            hired_on = (fair.ends_on + timedelta(days=14)).isoformat()
            stage.door.post(f"{registration}/hire", employer, post | {"hired_on": hired_on})

    stage.all("Workers register for fairs", visits, register)
    stage.all("Door staff check them in", visits, check_in)
    stage.all(
        "Employers agree and hire",
        [(fair, i, i < fair.hired) for fair in stage.plan.fairs for i in range(fair.intentions)],
        conclude,
    )


def report_walk_ins(stage: Stage) -> None:
    """The venues' door systems report everybody else in batches, some of them twice."""
    with stage.act(
        "Venues report walk-ins", sum(len(f.walk_ins) for f in stage.plan.fairs)
    ) as done:
        for fair in stage.plan.fairs:
            seen = [_seen(stage, fair, person) for person in fair.walk_ins]
            intake = (stage.partners.amqp if fair.number % 2 else stage.partners.http)(VENUES)
            for batch in batches(seen):
                intake.publish([*batch, *_repeated(batch)])
                stage.tally.count("fair_person_times", len(batch))
                done(len(batch))


def close_fairs(stage: Stage) -> None:
    """Officers close every fair: only a closed fair was held."""

    def close(fair: FairPlan) -> None:
        path = f"/v1/fairs/{stage.fairs[fair.number]}/closing"
        if stage.door.post(path, stage.officer())["state"] == "closed":
            stage.tally.count("fairs_held")

    stage.all("Officers close fairs", stage.plan.fairs, close)


def _draft(fair: FairPlan) -> dict[str, Any]:
    county = next(county for county in counties() if county.code == fair.region)
    body: dict[str, Any] = {
        "title": f"{county.name}工会帮就业招聘会第{fair.number + 1}场",
        "mode": fair.mode,
        "region": fair.region,
        "starts_on": fair.starts_on.isoformat(),
        "ends_on": fair.ends_on.isoformat(),
        # The approved capacity must not be reached: whoever is turned away is no person-time.
        "capacity": fair.person_times,
        "booths": len(fair.employers),
    }
    if fair.mode == "on_site":
        reference = f"{fair.region}-{fair.starts_on:%Y%m%d}-{fair.number + 1}"
        body |= {
            "venue": f"{county.name}工人文化宫",
            "plan_reference": f"P-{reference}",
            "emergency_plan_reference": f"E-{reference}",
            "security_plan_reference": f"S-{reference}",
        }
        if fair.person_times >= 1000:
            body["permit_reference"] = f"G-{reference}"
    return body


def _take_part(stage: Stage, fair: FairPlan, fair_id: str, booth: int) -> str:
    """Give one employer a booth and publish its post; the post's id."""
    employer_id = stage.employers[fair.employers[booth]]
    given = {"employer_id": employer_id, "booth": f"A{booth + 1:02d}"}
    stage.door.post(f"/v1/fairs/{fair_id}/booths", stage.officer(), given)
    rng = Random(f"{stage.plan.seed}:{fair.number}:{booth}")
    wage = 100 * rng.randint(30, 80)
    trade = rng.choice(TRADES)
    post = {
        "fair_id": fair_id,
        "employer_id": employer_id,
        "title": f"招聘{trade}",
        "trade": trade,
        "headcount": rng.randint(2, 60),
        "region": fair.region,
        "wage_min": f"{wage}.00",
        "wage_max": f"{wage + 100 * rng.randint(5, 30)}.00",
        "requirements": "身体健康，能吃苦耐劳，有相关经验者优先",
        "duties": f"从事{trade}相关工作，按规程操作",
        "workplace": next(c.name for c in counties() if c.code == fair.region),
    }
    published = stage.door.post("/v1/posts", stage.tokens.employer(employer_id), post)
    return str(published["post_id"])


def _seen(stage: Stage, fair: FairPlan, person: int) -> Event:
    fair_id = stage.fairs[fair.number]
    days = (fair.ends_on - fair.starts_on).days
    on = fair.starts_on + timedelta(days=person % (days + 1))
    data = {"fair_id": fair_id, "person_id": stage.people[person], "on": on.isoformat()}
    return event(VENUES, "checkin.reported", fair_id, data)


def _repeated(batch: Sequence[Event]) -> list[Event]:
    return [
        event(VENUES, "checkin.reported", one["subject"], one["data"])
        for one in batch[::REPEATED_EVERY]
    ]
