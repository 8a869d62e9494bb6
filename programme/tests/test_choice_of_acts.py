"""Any part of the year can be played alone, and is measured and compared alone."""

from collections import Counter
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from programme.acts.table import ACTS, NAMES, Act, UnknownAct, chosen, figures
from programme.plan import plan_year
from programme.playing import Playing, Record
from programme.stage import Tally


def names(*asked: str) -> list[str]:
    return [act.name for act in chosen(asked)]


def test_what_an_act_builds_on_is_played_before_it():
    assert names("loans") == ["people", "loans"]
    assert names("walk-ins") == ["people", "employers", "fairs", "walk-ins"]
    assert names("measures", "contests") == ["contests", "measures"]


@pytest.mark.parametrize("name", NAMES)
def test_every_act_comes_after_those_that_it_builds_on(name: str):
    order = names(name)
    for act in chosen([name]):
        assert all(order.index(need) < order.index(act.name) for need in act.needs)


@pytest.mark.parametrize("name", ["", "weddings", "Fairs"])
def test_a_name_that_no_act_has_is_refused_with_those_that_there_are(name: str):
    with pytest.raises(UnknownAct, match="choose among people, employers, fairs"):
        chosen(["loans", name])


@pytest.mark.parametrize("scale", ["0.001", "0.01", "1"])
def test_all_acts_together_add_up_to_the_targets(scale: str):
    plan = plan_year(2025, Decimal(scale), seed=1)
    assert figures(ACTS, plan) == plan.figures


def test_walk_ins_alone_owe_their_own_person_times_only():
    plan = plan_year(2025, Decimal("0.01"), seed=1)
    owed = figures(chosen(["walk-ins"]), plan)
    assert owed == {
        "fairs_held": len(plan.fairs),
        "fair_person_times": sum(len(fair.walk_ins) for fair in plan.fairs),
    }


def played(*acts: str, apart: bool) -> tuple[list[str], tuple[Record, ...]]:
    """What happened in its order, and the records; every reading of the meter is one more."""
    said: list[str] = []
    stage: Any = SimpleNamespace(tally=Tally())

    def part(name: str) -> Any:
        def play(stage: Any) -> None:
            said.append(name)
            stage.tally.count(name)

        return play

    cast = [
        Act(name, part(name), finish=part("closing") if name == "fairs" else None) for name in acts
    ]
    meter = count()
    return said, Playing(stage, said.append, lambda: next(meter), apart).play(cast)


def test_fairs_end_when_all_else_is_over_and_both_parts_are_one_act():
    said, records = played("fairs", "measures", apart=False)
    assert said == ["fairs", "measures", "closing"]
    fairs, measures = records
    assert (fairs.cpu_s, measures.cpu_s) == (2, 1)
    assert fairs.acknowledged == Counter(fairs=1, closing=1)


def test_acts_that_are_played_apart_settle_each():
    said, _ = played("contests", "measures", apart=True)
    assert said == [
        "contests",
        "The platform settles after contests",
        "measures",
        "The platform settles after measures",
    ]
