"""The year ends exact only when every count agrees, all is handled and every message is final."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from programme.ledger import Flow, Ledger, routed
from programme.plan import Plan, plan_year
from programme.reconciliation import Reconciliation, reconcile
from programme.reference import targets
from programme.settle import NeverQuiet, settle
from programme.stage import Tally

HIRED = "yunling.jobs.registration.hired.v1"
DELIVERED = "yunling.notify.message.delivered.v1"


def a_flow(published: int = 3, handled: int = 3, **changes: object) -> Flow:
    flow = Flow.read(
        {
            "jobs": {
                "published": {HIRED: published},
                "unsent": 0,
                "handled": {},
                "bindings": {},
                "waiting": 0,
                "parked": 0,
            },
            "insight": {
                "published": {},
                "unsent": 0,
                "handled": {"insight.on_any": {HIRED: handled}},
                "bindings": {"insight.on_any": ["yunling.#"]},
                "waiting": 0,
                "parked": 0,
                "messages": {"delivered": 2},
            },
        }
    )
    return replace(flow, **changes)


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        (HIRED, True),
        ("yunling.#", True),
        ("#", True),
        ("yunling.*.registration.hired.v1", True),
        ("yunling.jobs.#.v1", True),
        ("yunling.*.hired.v1", False),
        ("yunling.jobs.registration", False),
        (DELIVERED, False),
    ],
)
def test_bindings_are_read_as_a_topic_exchange_reads_them(pattern: str, fits: bool):
    assert routed(HIRED, pattern) is fits


def test_a_flow_is_quiet_when_nothing_is_under_way():
    assert a_flow().quiet()
    assert not a_flow(handled=2).quiet()
    assert not a_flow(unsent=1).quiet()
    assert not a_flow(waiting=1).quiet()
    assert not a_flow(messages=Counter(queued=1)).quiet()
    assert not a_flow(silent=("loans",)).quiet()


def test_a_service_that_does_not_answer_is_silent_and_counts_nothing():
    assert Flow.read({"loans": None}).silent == ("loans",)


def test_a_type_is_handled_only_as_often_as_its_slowest_queue_handled_it():
    flow = a_flow()
    flow.bindings["people.on_hired"] = [HIRED]
    flow.handled["people.on_hired"] = Counter({HIRED: 1})
    assert flow.handled_by_type() == {HIRED: 1}
    assert flow.behind() == [f"people.on_hired handled 1 of 3 {HIRED}"]


def test_what_was_there_before_is_taken_off():
    grown = a_flow(published=5, handled=5).since(a_flow(parked=0))
    assert grown.published == Counter({HIRED: 2})
    assert grown.handled["insight.on_any"] == Counter({HIRED: 2})
    assert grown.messages == Counter()


def test_settling_reads_until_two_readings_are_quiet_and_the_same(monkeypatch):
    monkeypatch.setattr("programme.settle._PAUSE_S", 0)
    readings = [a_flow(handled=1), a_flow(published=2, handled=2), a_flow(), a_flow()]
    assert settle(lambda: readings.pop(0), patience_s=5) == a_flow()
    assert not readings


def test_settling_gives_up_without_progress_and_names_what_is_under_way(monkeypatch):
    monkeypatch.setattr("programme.settle._PAUSE_S", 0)
    with pytest.raises(NeverQuiet, match=r"insight\.on_any handled 1 of 3"):
        settle(lambda: a_flow(handled=1), patience_s=0.01)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_year(2025, Decimal("0.01"), seed=1)


def an_exact_year(plan: Plan, **grown: int) -> Reconciliation:
    """A year in which every count grew by the plan's figure, but for ``grown`` in insight."""
    tally = Tally()
    for target_id, figure in plan.figures.items():
        tally.count(target_id, figure)
    kept = [target.id for target in targets() if target.service != "partner"]
    before = Ledger(
        a_flow(), stores=dict.fromkeys(kept, 10), insight=dict.fromkeys(plan.figures, 7)
    )
    after = Ledger(
        a_flow(published=9, handled=9, messages=Counter(delivered=8)),
        stores={target_id: 10 + plan.figures.get(target_id, 0) for target_id in kept},
        insight={
            target_id: 7 + grown.get(target_id, figure)
            for target_id, figure in plan.figures.items()
        },
    )
    return reconcile(plan, tally, before, after, seconds=1.23, under_way="")


def test_a_year_on_top_of_another_is_exact_when_all_counts_grew_by_the_plan(plan: Plan):
    outcome = an_exact_year(plan)
    assert outcome.differences() == []
    written = outcome.as_json()
    assert written["exact"] is True
    assert written["events"] == {HIRED: {"published": 6, "handled": 6}}
    assert written["messages"] == {"delivered": 6}
    assert {"id", "unit", "target", "outside", "stores", "insight"} == set(written["rows"][0])
    partner_rows = [row for row in written["rows"] if row["stores"] is None]
    assert len(partner_rows) == 6


def test_one_person_time_too_few_in_insight_is_named(plan: Plan):
    outcome = an_exact_year(plan, fair_person_times=1999)
    assert outcome.differences() == [
        "fair_person_times: target 2000, outside 2000, stores 2000, insight 1999"
    ]
    assert outcome.as_json()["exact"] is False


def test_parked_events_and_unfinished_messages_make_a_year_inexact(plan: Plan):
    outcome = replace(an_exact_year(plan), parked=1, messages={"queued": 2}, under_way="3 unsent")
    assert outcome.differences() == [
        "1 events were parked",
        "2 messages ended as queued, which is no final state",
        "still under way: 3 unsent",
    ]


def test_targets_of_acts_that_were_left_out_are_not_compared(plan: Plan):
    fairs_only = replace(plan, figures={"fairs_held": plan.figures["fairs_held"]})
    outcome = an_exact_year(fairs_only)
    assert [row.id for row in outcome.rows] == ["fairs_held"]
    assert outcome.differences() == []
