"""Fairs and booths on the wire."""

from __future__ import annotations

from chassis.fields import Command, Paging, View, choice, day, many, part, ref, region, text, whole
from jobs.domain.fair import FairState
from jobs.vocabulary import Mode

PEOPLE_MOST = 1_000_000
BOOTHS_MOST = 2_000
MODES = [mode.value for mode in Mode]


class FairId(Command):
    fair_id = ref()


class Papers(Command):
    """The papers of an on-site fair."""

    plan_reference = text(
        100, example="方案〔2025〕8号", required=False, description="Plan of organisation"
    )
    emergency_plan_reference = text(
        100, example="应急〔2025〕8号", required=False, description="Emergency plan"
    )
    security_plan_reference = text(
        100, example="安保〔2025〕8号", required=False, description="Security plan"
    )
    permit_reference = text(
        100,
        example="五公治许〔2025〕3号",
        required=False,
        description="Police permit, needed from 1,000 people on",
    )


class DraftFair(Papers):
    title = text(200, example="昆明市春风行动招聘会")
    mode = choice(MODES, example="on_site")
    region = region()
    starts_on = day()
    ends_on = day(example="2025-03-09")
    capacity = whole(1, PEOPLE_MOST, example=300, description="Most people who may attend")
    expected = whole(
        1,
        PEOPLE_MOST,
        example=280,
        required=False,
        description="How many are expected; as many as the capacity when left out",
    )
    booths = whole(0, BOOTHS_MOST, example=40)
    venue = text(200, example="昆明市工人文化宫", required=False)


class PublishFair(FairId, Papers):
    """Publication may still bring the papers of an on-site fair."""


class CancelFair(FairId):
    reason = text(500, example="暴雨红色预警")


class AssignBooth(FairId):
    employer_id = ref()
    booth = text(20, example="A01")


class ListFairs(Paging):
    region = region(required=False)
    state = choice([state.value for state in FairState], required=False)
    mode = choice(MODES, required=False, example="on_site")


class BoothView(View):
    booth = text(20, example="A01")
    employer_id = ref()


class FairRow(View):
    fair_id = ref()
    title = text(200, example="昆明市春风行动招聘会")
    mode = choice(Mode, example="on_site")
    region = region()
    starts_on = day()
    ends_on = day(example="2025-03-09")
    capacity = whole(example=300)
    expected = whole(example=280)
    booths = whole(example=40)
    venue = text(200, example="昆明市工人文化宫", allow_none=True)
    state = choice(FairState)
    reason = text(500, example="暴雨红色预警", allow_none=True)
    version = whole(example=1)


class FairView(FairRow):
    plan_reference = text(
        100, example="方案〔2025〕8号", allow_none=True, attribute="papers.plan_reference"
    )
    emergency_plan_reference = text(
        100, example="应急〔2025〕8号", allow_none=True, attribute="papers.emergency_plan_reference"
    )
    security_plan_reference = text(
        100, example="安保〔2025〕8号", allow_none=True, attribute="papers.security_plan_reference"
    )
    permit_reference = text(
        100, example="五公治许〔2025〕3号", allow_none=True, attribute="papers.permit_reference"
    )
    assigned = many(part(BoothView), BOOTHS_MOST, description="Booths and who has them")
