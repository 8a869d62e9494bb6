"""Commands and views of what is sent to partners."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range

from chassis.schema import Paging
from gateway.outward import visibility
from gateway.outward.records import ReplayState

NUMBER = Range(1, 999_999_999_999)


class OfPartner(Schema):
    partner_id = fields.String(required=True)


class OfPartnerPage(Paging, OfPartner):
    """A page of something of one partner."""


class CreateSubscription(OfPartner):
    types = fields.List(
        fields.String(validate=OneOf(sorted(visibility.read()))),
        required=True,
        validate=Length(1, 100),
    )
    region = fields.String(load_default=None)


class OneSubscription(OfPartner):
    subscription_id = fields.String(required=True)


class SubscriptionView(Schema):
    subscription_id = fields.String()
    partner_id = fields.String()
    types = fields.List(fields.String())
    region = fields.String()
    made_by = fields.String()
    made_at = fields.AwareDateTime()


class MailboxView(Schema):
    partner_id = fields.String()
    queue = fields.String()
    last = fields.Integer()
    done = fields.Integer()
    waiting = fields.Integer()
    waiting_since = fields.AwareDateTime(allow_none=True)


class StartReplay(OfPartner):
    first = fields.Integer(load_default=None, validate=NUMBER)
    last = fields.Integer(load_default=None, validate=NUMBER)
    since = fields.AwareDateTime(load_default=None)
    until = fields.AwareDateTime(load_default=None)
    types = fields.List(fields.String(), load_default=())

    @validates_schema
    def _bounded(self, data: dict[str, object], **_: object) -> None:
        if data["first"] is None and data["since"] is None:
            raise ValidationError("Missing data for required field.", "first")


class OneReplay(OfPartner):
    replay_id = fields.String(required=True)


class ReplayView(Schema):
    replay_id = fields.String()
    partner_id = fields.String()
    first = fields.Integer()
    last = fields.Integer()
    types = fields.List(fields.String())
    done = fields.Integer()
    sent = fields.Integer()
    withheld = fields.Integer()
    state = fields.Enum(ReplayState, by_value=True)
    asked_by = fields.String()
    asked_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)


class OneStatement(OfPartner):
    day = fields.Date(required=True, metadata={"example": "2025-03-08"})


class StatementRow(Schema):
    statement_id = fields.String()
    partner_id = fields.String()
    day = fields.Date()
    made_at = fields.AwareDateTime()


class StatementView(Schema):
    statement = fields.Dict()
    jws = fields.String()


class SigningKeyView(Schema):
    kty = fields.String()
    crv = fields.String()
    x = fields.String()
    kid = fields.String()
    use = fields.String()
    alg = fields.String()


class SigningKeysView(Schema):
    keys = fields.List(fields.Nested(SigningKeyView))
