"""Training: providers publish courses and run classes, workers enrol, provider systems report."""

from programme.actors.events import Event, batches, event
from programme.actors.partners import PROVIDER
from programme.plan.training import CLASS_DAYS, HOURS_A_DAY, TRADES, ClassPlan, Trainee
from programme.stage import Stage

LEVELS = ("junior", "intermediate", "senior")


def train(stage: Stage) -> None:
    """Every class of the plan, from course to results; counts the distinct persons who passed."""
    courses = _publish_courses(stage)
    classes = _open_classes(stage, courses)
    enrolments = _enrol(stage, classes)
    _report(stage, classes, enrolments)


def _publish_courses(stage: Stage) -> dict[int, str]:
    courses: dict[int, str] = {}

    def publish(course: int) -> None:
        trade, level = TRADES[course], LEVELS[course % len(LEVELS)]
        body = {
            "title": f"{trade}培训",
            "trade": trade,
            "level": level,
            "hours": CLASS_DAYS * HOURS_A_DAY,
            "provider_id": PROVIDER,
        }
        courses[course] = stage.door.post("/v1/courses", _provider(stage), body)["course_id"]

    wanted = sorted({one.course for one in stage.plan.classes})
    stage.all("Providers publish courses", wanted, publish)
    return courses


def _open_classes(stage: Stage, courses: dict[int, str]) -> dict[int, str]:
    classes: dict[int, str] = {}

    def open_class(one: ClassPlan) -> None:
        body = {
            "course_id": courses[one.course],
            "region": one.region,
            "quota": len(one.trainees),
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat(),
            "attendance_threshold": "0.80",
        }
        classes[one.number] = stage.door.post("/v1/classes", _provider(stage), body)["class_id"]

    stage.all("Providers open classes", stage.plan.classes, open_class)
    return classes


def _enrol(stage: Stage, classes: dict[int, str]) -> dict[tuple[int, int], str]:
    enrolments: dict[tuple[int, int], str] = {}

    def enrol(seat: tuple[ClassPlan, Trainee]) -> None:
        one, trainee = seat
        person_id = stage.people[trainee.person]
        answer = stage.door.post(
            f"/v1/classes/{classes[one.number]}/enrolments",
            stage.tokens.worker(person_id),
            {"person_id": person_id},
        )
        enrolments[one.number, trainee.person] = answer["enrolment_id"]

    seats = [(one, trainee) for one in stage.plan.classes for trainee in one.trainees]
    stage.all("Workers enrol in classes", seats, enrol)
    return enrolments


def _report(stage: Stage, classes: dict[int, str], enrolments: dict[tuple[int, int], str]) -> None:
    intake = stage.partners.http(PROVIDER)
    upgraded: set[int] = set()
    with stage.act("Providers report attendance and results", len(enrolments)) as done:
        for one in stage.plan.classes:
            ids = [enrolments[one.number, trainee.person] for trainee in one.trainees]
            reports = _sessions(one, classes[one.number], ids) + _results(one, ids)
            for batch in batches(reports):
                intake.publish(batch)
            passed = {trainee.person for trainee in one.trainees if trainee.passes} - upgraded
            stage.tally.count("persons_upgraded", len(passed))
            upgraded |= passed
            done(len(ids))


def _sessions(one: ClassPlan, class_id: str, ids: list[str]) -> list[Event]:
    """A report a day; whoever fails has stayed away on the last one."""
    staying = [enrolment for enrolment, seat in zip(ids, one.trainees, strict=True) if seat.passes]
    return [
        event(
            PROVIDER,
            "attendance.reported",
            class_id,
            {
                "class_id": class_id,
                "held_on": day.isoformat(),
                "hours": HOURS_A_DAY,
                "present": staying if day == one.ends_on else ids,
            },
        )
        for day in one.days
    ]


def _results(one: ClassPlan, ids: list[str]) -> list[Event]:
    return [
        event(
            PROVIDER,
            "result.reported",
            enrolment_id,
            {
                "enrolment_id": enrolment_id,
                "passed": seat.passes,
                "score": seat.score,
                "on": one.ends_on.isoformat(),
            },
        )
        for enrolment_id, seat in zip(ids, one.trainees, strict=True)
    ]


def _provider(stage: Stage) -> str:
    return stage.tokens.body("training_provider", PROVIDER)
