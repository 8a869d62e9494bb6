"""Employers, fairs, posts and registrations as the outside writes and reads them."""

from __future__ import annotations

from chassis.fields import (
    Command,
    Paging,
    View,
    choice,
    day,
    flag,
    many,
    money,
    part,
    ref,
    region,
    text,
    whole,
)

EMPLOYER_STATES = ["registered", "verified", "rejected"]
FAIR_STATES = ["draft", "published", "open", "closed", "cancelled"]
POST_STATES = ["published", "withdrawn"]
REGISTRATION_STATES = [
    "confirmed",
    "waiting",
    "cancelled",
    "attended",
    "intention_reached",
    "hired",
]
MODES = ["on_site", "online"]


class RegisterEmployer(Command):
    name = text(100, example="昆明滇池机电有限公司")
    credit_code = text(
        40,
        example="91530102MA6NTE5T1D",
        description="Unified social credit code (GB 32100-2015)",
    )
    region = region()
    contact = text(100, example="0871-63162888", description="How the office is reached")


class VerifyEmployer(Command):
    verdict = choice(["verified", "rejected"])
    reason = text(
        500,
        example="营业执照、经办人授权均已核验",
        required=False,
        description="Required when rejected",
    )


class EmployerView(View):
    employer_id = ref()
    name = text(100, example="昆明滇池机电有限公司")
    credit_code = text(18, example="91530102MA6NTE5T1D")
    kind = text(40, example="enterprise", description="By the prefix of the credit code")
    region = region()
    contact = text(100, example="0871-63162888")
    state = choice(EMPLOYER_STATES)
    reason = text(500, example="营业执照已注销", allow_none=True)
    version = whole(example=1)


class EmployersQuery(Paging):
    region = region(required=False)
    state = choice(EMPLOYER_STATES, required=False)


class PublishFair(Command):
    """The papers of an on-site fair that the draft left out."""

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


class DraftFair(PublishFair):
    title = text(200, example="昆明市春风行动招聘会")
    mode = choice(MODES)
    region = region()
    starts_on = day()
    ends_on = day(example="2025-03-09")
    capacity = whole(1, 1_000_000, example=300, description="Most people who may attend")
    expected = whole(
        1,
        1_000_000,
        example=280,
        required=False,
        description="How many are expected; as many as the capacity when left out",
    )
    booths = whole(0, 2_000, example=40)
    venue = text(200, example="昆明市工人文化宫", required=False)


class CancelFair(Command):
    reason = text(500, example="暴雨红色预警")


class AssignBooth(Command):
    employer_id = ref()
    booth = text(20, example="A01")


class BoothView(View):
    booth = text(20, example="A01")
    employer_id = ref()


class FairRow(View):
    fair_id = ref()
    title = text(200, example="昆明市春风行动招聘会")
    mode = choice(MODES)
    region = region()
    starts_on = day()
    ends_on = day(example="2025-03-09")
    capacity = whole(example=300)
    expected = whole(example=280)
    booths = whole(example=40)
    venue = text(200, example="昆明市工人文化宫", allow_none=True)
    state = choice(FAIR_STATES)
    reason = text(500, example="暴雨红色预警", allow_none=True)
    version = whole(example=1)


class FairView(FairRow):
    plan_reference = text(100, example="方案〔2025〕8号", allow_none=True)
    emergency_plan_reference = text(100, example="应急〔2025〕8号", allow_none=True)
    security_plan_reference = text(100, example="安保〔2025〕8号", allow_none=True)
    permit_reference = text(100, example="五公治许〔2025〕3号", allow_none=True)
    assigned = many(part(BoothView), 2_000, description="Booths and who has them")


class FairsQuery(Paging):
    region = region(required=False)
    state = choice(FAIR_STATES, required=False)
    mode = choice(MODES, required=False)


class PublishPost(Command):
    fair_id = ref(required=False, description="Left out for a post offered the year round")
    employer_id = ref()
    title = text(100, example="低压电工")
    trade = text(50, example="电工")
    headcount = whole(1, 100_000, example=12)
    region = region()
    wage_min = money(7, example="4500.00", description="CNY a month")
    wage_max = money(7, example="6500.00", description="CNY a month")
    requirements = text(2000, example="持低压电工证，两年以上工作经验")
    duties = text(2000, example="厂区配电设备的运行与维护")
    workplace = text(200, example="昆明市五华区科普路 1 号")


class PostView(View):
    post_id = ref()
    fair_id = ref(allow_none=True)
    employer_id = ref()
    title = text(100, example="低压电工")
    trade = text(50, example="电工")
    headcount = whole(example=12)
    region = region()
    wage_min = money(example="4500.00")
    wage_max = money(example="6500.00")
    requirements = text(2000, example="持低压电工证，两年以上工作经验")
    duties = text(2000, example="厂区配电设备的运行与维护")
    workplace = text(200, example="昆明市五华区科普路 1 号")
    state = choice(POST_STATES)
    version = whole(example=1)


class PostsQuery(Paging):
    fair_id = ref(required=False)
    employer_id = ref(required=False)
    region = region(required=False)
    trade = text(50, example="电工", required=False)
    state = choice(POST_STATES, required=False)


class RegisterForFair(Command):
    person_id = ref()


class CheckIn(Command):
    person_id = ref()
    on = day(description="Day of the visit, Asia/Shanghai")


class ReachIntention(Command):
    post_id = ref()


class RecordHire(Command):
    post_id = ref()
    hired_on = day(example="2025-03-20")


class HireView(View):
    post_id = ref()
    employer_id = ref()
    hired_on = day(example="2025-03-20")


class RegistrationView(View):
    registration_id = ref()
    fair_id = ref()
    person_id = ref()
    region = region(description="The fair's region")
    state = choice(REGISTRATION_STATES)
    position = whole(
        1,
        example=7,
        allow_none=True,
        description="Number drawn in the waiting list; lower is served first",
    )
    walk_in = flag(example=False)
    checked_in_on = day(allow_none=True)
    intentions = many(ref(), description="Posts on which an intention was reached")
    hire = part(HireView, allow_none=True)
    version = whole(example=1)


class RegistrationsQuery(Paging):
    state = choice(REGISTRATION_STATES, required=False)
