"""The programme's table as the outside reads it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from chassis.fields import Command, View, choice, many, part, region, table, text, whole, year

UNITS = ["fairs", "person_times", "cny", "persons", "trades", "stations", "teams"]


def figure(example: int) -> fields.Raw:
    """A whole number; of a target in yuan, text with two decimals."""
    return fields.Raw(
        required=True,
        metadata={"example": example, "description": "Whole number; in yuan, text such as 1.50"},
    )


def figures(**example: Any) -> fields.Dict:
    return table(figure(1), example=example)


class ProgrammeQuery(Command):
    year = year()
    region = region(required=False, description="Only this county, prefecture or province")


class TargetView(View):
    """A target over the period is held against the whole period that the year lies in."""

    id = text(60, example="fair_person_times")
    measure = whole(1, 10, example=4, description="Which of the ten measures")
    name = text(60, example="招聘会惠及职工")
    unit = choice(UNITS, example="person_times")
    per = choice(["year", "period"])
    target = figure(200000)
    actual = figure(8)
    by_region = figures(**{"530000": 8, "530100": 8, "530102": 5, "530103": 3})
    by_month = figures(**{"2025-03": 8})
    by_group = figures(migrant=3, laid_off=0, hard_up=1)


class ProgrammeView(View):
    year = year()
    region = region(allow_none=True)
    targets = many(part(TargetView))


class RebuildView(View):
    generation_id = text(10, example="0002")
    state = choice(["building", "live", "short", "retired"])
    finished = many(text(20, example="jobs"), description="Services whose events were all read")
    read = whole(example=12000, description="Events read so far")
    unreadable = whole(example=0)
    missing = table(
        whole(example=1),
        example={"yunling.jobs.fair.closed.v1": 2},
        description="Why a generation is short: events that the shown one knew and this does not",
    )
