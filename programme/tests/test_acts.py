"""The acts do what the plan says, as whom it says, and count only what was acknowledged."""

from collections import Counter
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from rich.progress import Progress

from programme.actors.door import Refused
from programme.actors.tokens import Tokens
from programme.acts import fairs, lending, registering, reporting, training
from programme.plan import plan_year
from programme.reference import targets
from programme.stage import Stage


class FakeDoor:
    """Answers every POST with fresh ids; ``known`` are ID numbers registered before."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, dict[str, Any]]] = []
        self.known: set[str] = set()
        self._ids = count(1)
        self._registrations: dict[tuple[str, str], str] = {}

    def post(self, path: str, token: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        self.said.append((path, token, body or {}))
        if path == "/v1/people/batches":
            return {"rows": [self._person(person) for person in (body or {})["people"]]}
        if path.endswith(("/registrations", "/checkins")):
            visit = (path.split("/")[3], (body or {})["person_id"])
            known = self._registrations.setdefault(visit, f"r{next(self._ids)}")
            return {"registration_id": known}
        if path.endswith("/closing"):
            return {"state": "closed"}
        kinds = ("employer", "fair", "post", "loan", "course", "class", "enrolment")
        return {f"{kind}_id": f"{kind}-{next(self._ids)}" for kind in kinds}

    def _person(self, person: dict[str, Any]) -> dict[str, Any]:
        if person["id_number"] in self.known:
            return {"code": "person_already_registered", "person_id": "somebody"}
        self.known.add(person["id_number"])
        return {"person_id": f"p{next(self._ids)}"}


class FakeIntake:
    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def publish(self, events: list[dict[str, Any]]) -> None:
        self.events.extend(events)


class FakePartners:
    """One intake for every partner and way."""

    def __init__(self) -> None:
        self.intake = FakeIntake()

    def http(self, partner: str) -> FakeIntake:
        return self.intake

    amqp = http


@pytest.fixture
def stage() -> Stage:
    return Stage(
        plan=plan_year(2025, Decimal("0.01"), seed=3),
        door=FakeDoor(),
        tokens=Tokens(lambda role, **claims: ":".join([role, *claims.values()])),
        partners=FakePartners(),
        progress=Progress(disable=True),
        hands=4,
    )


@pytest.fixture
def crowded(stage: Stage) -> Stage:
    registering.register_people(stage)
    registering.register_employers(stage)
    return stage


def test_people_known_from_before_are_replaced_by_the_next_in_the_order(stage: Stage):
    other = Stage(stage.plan, stage.door, stage.tokens, stage.partners, stage.progress, 1)
    registering.register_people(other)
    known = len(stage.door.known)
    registering.register_people(stage)
    assert "somebody" not in stage.people
    assert len(set(stage.people)) == stage.plan.people
    assert len(stage.door.known) == known + stage.plan.people


def test_a_row_that_is_refused_for_another_reason_breaks_the_year_off(stage: Stage, monkeypatch):
    monkeypatch.setattr(FakeDoor, "_person", lambda *_: {"code": "invalid", "errors": {}})
    with pytest.raises(Refused, match="invalid"):
        registering.register_people(stage)


def test_every_target_is_acknowledged_to_the_last_one(crowded: Stage):
    fairs.open_fairs(crowded)
    fairs.report_walk_ins(crowded)
    fairs.receive_registered(crowded)
    lending.lend(crowded)
    training.train(crowded)
    reporting.hold_contests(crowded)
    reporting.report_activities(crowded)
    reporting.report_measures(crowded)
    fairs.close_fairs(crowded)
    counted = {target.id: crowded.tally[target.id] for target in targets()}
    assert counted == crowded.plan.figures


def test_each_step_of_a_loan_is_taken_by_the_body_whose_step_it_is(crowded: Stage):
    lending.lend(crowded)
    roles = {}
    for path, token, _ in crowded.door.said:
        if path.startswith("/v1/loans/"):
            roles.setdefault(path.split("/")[4], set()).add(token.split(":")[0])
    assert roles == {
        "union-review": {"officer"},
        "eligibility": {"labour_bureau"},
        "guarantee": {"guarantor"},
        "credit": {"bank"},
        "contract": {"bank"},
        "resubmission": {"worker"},
    }


def test_the_bank_reports_some_repayments_too_early_and_some_payments_twice(crowded: Stage):
    lending.lend(crowded)
    events = crowded.partners.intake.events
    reported = [(one["subject"], one["type"].split(".")[2]) for one in events]
    first = {}
    for loan_id, kind in reported:
        first.setdefault(loan_id, kind)
    assert "repayment" in first.values()
    assert max(Counter(reported).values()) == 2
    assert len({one["id"] for one in events}) == len(events)


def test_workers_act_for_themselves_and_employers_for_their_own_posts(crowded: Stage):
    fairs.open_fairs(crowded)
    fairs.receive_registered(crowded)
    for path, token, body in crowded.door.said:
        if path.endswith("/registrations"):
            assert token == f"worker:{body['person_id']}"
        if path == "/v1/posts":
            assert token == f"employer:{body['employer_id']}"


def test_reports_carry_no_name_and_no_number_of_the_state(crowded: Stage):
    fairs.open_fairs(crowded)
    fairs.report_walk_ins(crowded)
    numbers = crowded.door.known
    for one in crowded.partners.intake.events:
        assert set(one["data"]) == {"fair_id", "person_id", "on"}
        assert not numbers & set(one["data"].values())


def test_who_fails_stays_away_on_the_last_day(crowded: Stage):
    training.train(crowded)
    events = crowded.partners.intake.events
    results = [one["data"] for one in events if "result" in one["type"]]
    failed = {result["enrolment_id"] for result in results if not result["passed"]}
    last = [one["data"] for one in events if "attendance" in one["type"]][4::5]
    assert failed
    assert not failed & {enrolment for session in last for enrolment in session["present"]}
