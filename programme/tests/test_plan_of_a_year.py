"""The plan adds up to the targets at every scale, and the same seed gives the same plan."""

from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from programme.plan import Plan, plan_year
from programme.plan.apportion import apportion, scattered
from programme.plan.loans import LARGEST, SMALLEST, plan_amounts
from programme.reference import counties, targets

SCALES = ["0.001", "0.0037", "0.01", "0.1", "0.333", "1"]


@pytest.fixture(scope="module", params=SCALES)
def plan(request: pytest.FixtureRequest) -> Plan:
    return plan_year(2025, Decimal(request.param), seed=7)


def test_every_figure_is_the_target_times_the_scale_and_at_least_one(plan: Plan):
    for target in targets():
        exact = target.figure * plan.scale
        assert plan.figures[target.id] == max(1, int(exact + Decimal("0.5")))


def test_fairs_and_their_person_times_are_exact_and_nobody_comes_twice_to_one(plan: Plan):
    assert len(plan.fairs) == plan.figures["fairs_held"]
    assert sum(fair.person_times for fair in plan.fairs) == plan.figures["fair_person_times"]
    for fair in plan.fairs:
        visitors = set(fair.registered) | set(fair.walk_ins)
        assert len(visitors) == fair.person_times
        assert max(visitors) < plan.people
        assert len(set(fair.employers)) == len(fair.employers)


def test_loans_paid_out_add_up_to_the_yuan_and_nobody_borrows_twice(plan: Plan):
    paid_out = [loan for loan in plan.loans if loan.paid_out]
    assert sum(loan.amount for loan in paid_out) == plan.figures["loans_disbursed"]
    assert all(SMALLEST <= loan.amount <= LARGEST for loan in plan.loans)
    assert len({loan.person for loan in plan.loans}) == len(plan.loans)
    assert len(plan.loans) > len(paid_out)


def test_twelve_hundred_loans_are_paid_out_at_full_scale():
    plan = plan_year(2025, Decimal(1), seed=1)
    assert sum(loan.paid_out for loan in plan.loans) == 1200


def test_exactly_the_target_of_distinct_persons_is_upgraded(plan: Plan):
    passes = [seat.person for one in plan.classes for seat in one.trainees if seat.passes]
    assert len(set(passes)) == plan.figures["persons_upgraded"]
    for one in plan.classes:
        assert len({seat.person for seat in one.trainees}) == len(one.trainees) <= 50


def test_at_full_scale_some_pass_twice_and_some_fail():
    plan = plan_year(2025, Decimal(1), seed=1)
    seats = [seat for one in plan.classes for seat in one.trainees]
    passes = Counter(seat.person for seat in seats if seat.passes)
    assert sum(count == 2 for count in passes.values()) == 900
    assert sum(not seat.passes for seat in seats) == 1200
    assert all(30 <= len(one.trainees) <= 50 for one in plan.classes)


def test_rosters_name_exactly_the_target_of_distinct_workers(plan: Plan):
    workers = [worker for activity in plan.activities for worker in activity.participants]
    assert len(set(workers)) == plan.figures["skill_participants"]
    for activity in plan.activities:
        assert len(set(activity.participants)) == len(activity.participants) <= 500


def test_contests_are_held_in_the_target_of_distinct_trades(plan: Plan):
    assert len({contest.trade for contest in plan.contests}) == plan.figures["contest_trades"]


def test_each_partner_measure_adds_up_and_reports_a_county_and_month_once(plan: Plan):
    for target in (target for target in targets() if target.service == "partner"):
        reports = [report for report in plan.measures if report.target_id == target.id]
        assert sum(report.quantity for report in reports) == plan.figures[target.id]
        assert len({(report.region, report.month) for report in reports}) == len(reports)
        assert all(sum(report.key_groups.values()) <= report.quantity for report in reports)


def test_everything_happens_in_the_year_and_in_a_county_of_yunnan(plan: Plan):
    known = {county.code for county in counties()}
    days = [day for fair in plan.fairs for day in (fair.starts_on, fair.ends_on)]
    days += [day for one in plan.classes for day in one.days]
    days += [day for loan in plan.loans for day in (loan.signed_on, loan.disbursed_on)]
    days += [one.held_on for one in (*plan.contests, *plan.activities)]
    assert {day.year for day in days} == {2025}
    places = (*plan.fairs, *plan.classes, *plan.contests, *plan.activities, *plan.measures)
    assert {place.region for place in places} <= known


def test_every_county_holds_a_fair_at_full_scale():
    plan = plan_year(2025, Decimal(1), seed=1)
    assert len({fair.region for fair in plan.fairs}) == 129


def test_the_same_seed_gives_the_same_plan_and_another_seed_another():
    first, second, other = (plan_year(2025, Decimal("0.01"), seed=seed) for seed in (3, 3, 4))
    assert first == second
    assert first.fairs != other.fairs


def test_a_second_edition_holds_contests_in_other_trades():
    first, second = (
        plan_year(2025, Decimal("0.1"), seed=3, edition=edition) for edition in ("", "02")
    )
    held = {contest.trade for contest in first.contests}
    assert held.isdisjoint(contest.trade for contest in second.contests)


@pytest.mark.parametrize("total", [0, 1, 7, 1000])
def test_shares_add_up_to_the_total(total: int):
    assert sum(apportion(total, [0.1, 0.2, 3, 1e-9])) == total


def test_less_than_one_for_each_is_refused():
    with pytest.raises(ValueError, match="3 cannot be shared among 4"):
        scattered(Random(1), 3, 4)


@pytest.mark.parametrize(("loans", "total"), [(1, 49_999), (2, 600_001)])
def test_a_total_outside_the_limits_of_so_many_loans_is_refused(loans: int, total: int):
    with pytest.raises(ValueError, match="do not fit"):
        plan_amounts(Random(1), loans, total)


@pytest.mark.parametrize(("loans", "total"), [(1, 50_000), (2, 600_000), (3, 612_345)])
def test_a_total_at_the_limits_is_met(loans: int, total: int):
    assert sum(plan_amounts(Random(1), loans, total)) == total
