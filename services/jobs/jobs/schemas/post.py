"""Posts on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from chassis.schema import Paging
from jobs.domain.post import PostState
from jobs.schemas.field import division, one_of, ref, text, wage, whole


class PublishPost(Schema):
    fair_id = ref(required=False, allow_none=True)
    employer_id = ref()
    title = text(100)
    trade = text(50)
    headcount = whole(1, 100_000)
    region = division()
    wage_min = wage()
    wage_max = wage()
    requirements = text(2000)
    duties = text(2000)
    workplace = text(200)


class GetPost(Schema):
    post_id = ref()


class ListPosts(Paging):
    fair_id = ref(required=False)
    employer_id = ref(required=False)
    region = division(required=False)
    trade = text(50, required=False)
    state = one_of(PostState)


class PostView(Schema):
    post_id = fields.String()
    fair_id = fields.String(allow_none=True)
    employer_id = fields.String()
    title = fields.String()
    trade = fields.String()
    headcount = fields.Integer()
    region = fields.String()
    wage_min = fields.Decimal(places=2, as_string=True)
    wage_max = fields.Decimal(places=2, as_string=True)
    requirements = fields.String()
    duties = fields.String()
    workplace = fields.String()
    state = fields.Enum(PostState, by_value=True)
    version = fields.Integer()
