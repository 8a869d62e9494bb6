"""Posts on the wire."""

from __future__ import annotations

from chassis.fields import Command, Paging, View, choice, money, ref, region, text, whole
from jobs.domain.post import PostState


class PostId(Command):
    post_id = ref()


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


class ListPosts(Paging):
    fair_id = ref(required=False)
    employer_id = ref(required=False)
    region = region(required=False)
    trade = text(50, example="电工", required=False)
    state = choice([state.value for state in PostState], required=False)


class PostView(View):
    post_id = ref()
    fair_id = ref(allow_none=True)
    employer_id = ref()
    title = text(100, example="低压电工")
    trade = text(50, example="电工")
    headcount = whole(example=12)
    region = region()
    wage_min = money(example="4500.00", places=2)
    wage_max = money(example="6500.00", places=2)
    requirements = text(2000, example="持低压电工证，两年以上工作经验")
    duties = text(2000, example="厂区配电设备的运行与维护")
    workplace = text(200, example="昆明市五华区科普路 1 号")
    state = choice(PostState)
    version = whole(example=1)
