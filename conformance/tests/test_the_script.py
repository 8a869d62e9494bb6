"""The script against the simulators: green when they do it right, red for the step they fail."""

from __future__ import annotations

import json

import pytest
from stage import Stage

from conformance.bodies.table import BODIES
from conformance.play import Pace
from conformance.run import run
from conformance.sandbox import Unusable
from conformance.step import Outcome
from simulators.faults import Fault

QUICK = Pace(within_s=0.4, grace_s=0, look_s=0.01, away_s=1)
WRONG = {
    Fault.TRUST_ANYBODY: {"bad_signature"},
    Fault.ACT_AGAIN: {"duplicate"},
    Fault.IGNORE_ORDER: {"out_of_order"},
    Fault.IGNORE_OLD: {"late"},
    Fault.REFUSE_UNKNOWN: {"newer_version"},
    Fault.BELIEVE_ANYTHING: {"unreadable"},
    Fault.CHOKE: {"bad_signature"},  # nothing is answered after it: the rest is left out
    Fault.NEVER_ACKNOWLEDGE: {"emptied"},
    Fault.GIVE_UP: {"outage"},
    Fault.HAMMER: {"outage"},
}


def played(stage: Stage, body: str):
    return run(stage, BODIES[body], QUICK, lambda finding: None)


def failed(report) -> set[str]:
    return {one.id for one in report.findings if one.outcome is Outcome.FAILED}


@pytest.mark.parametrize("body", BODIES)
def test_a_simulator_without_a_fault_is_ready(body, tmp_path):
    report = played(Stage(body, tmp_path), body)
    assert report.why_not == []
    assert report.ready
    steps = {finding.id for finding in report.findings}
    assert ("wrong_amount" in steps) is (body == "bank")


@pytest.mark.parametrize("body", ["bank", "training-provider"])
@pytest.mark.parametrize("fault", WRONG, ids=str)
def test_each_fault_is_named_by_its_step_and_no_other(body, fault, tmp_path):
    report = played(Stage(body, tmp_path, fault), body)
    assert not report.ready
    expected = WRONG[fault]
    if fault is Fault.BELIEVE_ANYTHING and body == "bank":
        expected = expected | {"wrong_amount"}
    assert failed(report) == expected


@pytest.mark.parametrize(
    ("body", "fault", "steps"),
    [
        ("bank", Fault.PAY_ANY_AMOUNT, {"wrong_amount"}),
        ("bank", Fault.NEVER_FOLLOW_UP, {"good"}),
        ("training-provider", Fault.NEVER_FOLLOW_UP, {"good"}),
    ],
)
def test_faults_of_one_body_are_named(body, fault, steps, tmp_path):
    assert failed(played(Stage(body, tmp_path, fault), body)) == steps


@pytest.mark.parametrize("body", ["bank", "training-provider"])
def test_a_wrong_figure_fails_every_step_that_is_answered(body, tmp_path):
    report = played(Stage(body, tmp_path, Fault.WRONG_FIGURE), body)
    assert {"good", "many", "late", "outage"} <= failed(report)
    assert "bad_signature" not in failed(report)


def test_a_system_that_answers_nothing_ends_the_run_at_once(tmp_path):
    stage = Stage("bank", tmp_path)
    stage.is_stuck = True
    report = played(stage, "bank")
    outcomes = [finding.outcome for finding in report.findings]
    assert outcomes[0] is Outcome.FAILED
    assert set(outcomes[1:]) == {Outcome.NOT_PLAYED}


def test_an_event_that_the_intake_refused_is_a_reason(tmp_path):
    stage = Stage("guarantor", tmp_path)
    before = {"rejected_id": "r-1", "times": 1, "type": "t", "event_id": "e-1", "code": "invalid"}
    stage.refused_at_once = [before]
    assert played(stage, "guarantor").ready

    class Refusing(Stage):
        def rejected(self):
            first, self.refused_at_once = self.refused_at_once, [before | {"times": 2}]
            return first

    report = played(Refusing("guarantor", tmp_path / "other"), "guarantor")
    assert report.why_not == ["Its own events: t e-1: invalid"]


def test_single_steps_show_no_readiness(tmp_path):
    stage = Stage("bank", tmp_path)
    report = run(stage, BODIES["bank"], QUICK, lambda finding: None, only=["late"])
    assert [one.id for one in report.findings if one.outcome is Outcome.PASSED] == ["late"]
    assert not report.ready


def test_a_key_of_another_body_is_refused_before_anything_is_sent(tmp_path):
    with pytest.raises(Unusable, match="of a bank, not of a guarantor"):
        played(Stage("bank", tmp_path), "guarantor")


def test_a_run_without_a_reader_says_what_to_do(tmp_path):
    stage = Stage("bank", tmp_path)
    stage.state = type(stage.state)(**{**vars(stage.state), "consumers": 0})
    with pytest.raises(Unusable, match="start your system"):
        played(stage, "bank")


def test_a_report_says_the_same_as_json_and_as_a_page(tmp_path):
    report = played(Stage("bank", tmp_path, Fault.PAY_ANY_AMOUNT), "bank")
    told = json.loads(report.as_json())
    assert told["ready"] is False
    assert told["why_not"] == report.why_not
    assert told["answers"]["count"] >= 20
    page = report.as_html()
    assert "Ready for production: no" in page
    assert "An amount that was not agreed" in page


def test_what_a_partner_says_cannot_become_markup(tmp_path):
    report = played(Stage("bank", tmp_path, Fault.WRONG_FIGURE), "bank")
    evil = type(report)(**{**vars(report), "partner_id": "<script>alert(1)</script>"})
    assert "<script>" not in evil.as_html()
