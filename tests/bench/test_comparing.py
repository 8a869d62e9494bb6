"""The judgement on two revisions: ratios round by round, beside what rounds differ anyway."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from tests.bench.verdict import Comparison, Verdict


def compared(ours: list[float], against: list[float], bar: float = 1) -> Comparison:
    return Comparison("b1.cpu_ms_per_event", bar, ours, against)


def test_rounds_are_compared_in_pairs_so_that_a_slow_minute_falls_on_both():
    assert compared([1, 2, 4], [2, 4, 8]).ratio == 0.5


def test_a_revision_against_itself_is_each_round_by_the_one_before_both_ways():
    same = compared([4, 5], [10, 10]).same
    assert same == pytest.approx([0.8, 1, 1, 1.25])
    assert compared([4, 5], [10, 10]).half_spread == pytest.approx(0.225)


def test_rounds_that_are_all_alike_have_no_spread():
    assert compared([3, 3, 3], [2, 2, 2]).half_spread == 0


@pytest.mark.parametrize(
    ("ours", "bar", "verdict"),
    [
        ([8, 8], 0.8, "yes"),
        ([9, 9], 0.8, "no"),
        ([10.5, 9.9], 1, "unclear"),
        ([12, 12], 1, "no"),
    ],
)
def test_a_ratio_above_the_bar_by_less_than_the_spread_is_unclear(ours, bar, verdict):
    assert compared(ours, [10, 10], bar).verdict == verdict


@pytest.fixture
def verdict() -> Verdict:
    return Verdict(Console(quiet=True), {"ours": "aaa", "against": "bbb"}, {"b2": 0.9})


def a_round(verdict: Verdict, scenario: str, ours: float, against: float) -> None:
    verdict.note(scenario, "ours", {"cpu_ms": ours})
    verdict.note(scenario, "against", {"cpu_ms": against})


def test_each_scenario_has_the_bar_that_was_said_or_its_own(verdict: Verdict):
    for scenario in ("b1", "b2", "b6g"):
        a_round(verdict, scenario, 1, 2)
        a_round(verdict, scenario, 1, 2)
    assert [one.bar for one in verdict.comparisons()] == [1, 0.9, 0.8]


def test_a_round_that_was_broken_off_and_a_figure_of_one_side_are_left_out(verdict: Verdict):
    a_round(verdict, "b1", 1, 2)
    a_round(verdict, "b1", 3, 4)
    verdict.note("b1", "ours", {"cpu_ms": 9})
    verdict.note("b1", "ours", {"of_one_side": 9})
    [one] = verdict.comparisons()
    assert (one.ours, one.against) == ([1, 3], [2, 4])


def test_what_is_written_names_both_revisions_and_holds_every_round(verdict: Verdict, tmp_path):
    a_round(verdict, "b1", 1, 2)
    a_round(verdict, "b1", 1, 2)
    verdict.write(tmp_path / "made" / "bench.json")
    [told] = json.loads((tmp_path / "made" / "bench.json").read_text())
    assert told["revisions"] == {"ours": "aaa", "against": "bbb"}
    assert (told["ours"], told["against"], told["ratio"]) == ([1, 1], [2, 2], 0.5)
    assert told["within_bar"] == "yes"
