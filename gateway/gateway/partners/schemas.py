"""What the calls about partners take and give."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.actor import PARTNER_ROLES
from chassis.fields import REGION
from chassis.operating import REASON
from chassis.schema import Paging
from gateway.intake import contracts
from gateway.partners.partner import EVENTS_PER_MINUTE, State

ROLES = tuple(sorted(PARTNER_ROLES))
PARTNER_ID_PATTERN = r"[a-z0-9][a-z0-9-]{0,47}"
SCOPE_PATTERN = r"[a-z]{1,20}\.([a-z_]{1,40}|\*)"
DAYS_MOST, DAYS = 730, 365
OVERLAP_HOURS_MOST = 24 * 14
RATE_MOST = 100_000_000
PARTNER_ID = validate.Regexp(re.compile(rf"^{PARTNER_ID_PATTERN}\Z"), error="Not a partner id.")
SCOPE = validate.Regexp(re.compile(rf"^{SCOPE_PATTERN}\Z"), error="Not a scope.")
PREFIX = validate.Regexp(re.compile(r"^[0-9a-f]{8}\Z"), error="Not the prefix of a key.")
NEEDS_REGION = "labour_bureau"


def are_types(types: list[str]) -> None:
    """Raises ValidationError naming the types that partners do not send."""
    if unknown := sorted(set(types) - contracts.read().keys()):
        raise ValidationError([f"{type[:100]}: not a type that partners send." for type in unknown])


class PartnerId(Schema):
    """Whom a call is about. What can be no id is nobody's, so it is not found like any other."""

    partner_id = fields.String(required=True)


class Reasoned(PartnerId):
    reason = fields.String(required=True, validate=REASON)


class About(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 200))
    types = fields.List(fields.String(), required=True, validate=are_types)
    region = fields.String(load_default=None, allow_none=True, validate=REGION)
    events_per_minute = fields.Integer(
        load_default=EVENTS_PER_MINUTE, strict=True, validate=validate.Range(1, RATE_MOST)
    )


class Declared(About):
    """A partner that a deployment begins with; `has_account` when its broker knows it."""

    partner_id = fields.String(required=True, validate=PARTNER_ID)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    sandbox = fields.Boolean(load_default=False)
    has_account = fields.Boolean(load_default=False)

    @post_load
    def _bureau_has_region(self, partner: dict[str, Any], **_: Any) -> dict[str, Any]:
        if partner["role"] == NEEDS_REGION and partner["region"] is None:
            raise ValidationError({"region": ["Missing data for required field."]})
        return partner


class AddPartner(Declared):
    reason = fields.String(required=True, validate=REASON)

    class Meta:
        exclude = ("has_account",)


class ChangePartner(Reasoned):
    """What is left out stays."""

    name = fields.String(validate=validate.Length(1, 200))
    types = fields.List(fields.String(), validate=are_types)
    region = fields.String(validate=REGION)
    events_per_minute = fields.Integer(strict=True, validate=validate.Range(1, RATE_MOST))


class ListPartners(Paging):
    pass


class AddKey(PartnerId):
    scopes = fields.List(
        fields.String(validate=SCOPE), load_default=list, validate=validate.Length(0, 50)
    )
    signed = fields.Boolean(load_default=False)
    valid_days = fields.Integer(
        load_default=DAYS, strict=True, validate=validate.Range(1, DAYS_MOST)
    )
    overlap_hours = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(0, OVERLAP_HOURS_MOST),
    )


class RevokeKey(Reasoned):
    prefix = fields.String(required=True, validate=PREFIX, metadata={"example": "1f0c9a3e"})


class KeyView(Schema):
    prefix = fields.String()
    scopes = fields.List(fields.String())
    signed = fields.Boolean()
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    revoked_at = fields.AwareDateTime(allow_none=True)


class NewKeyView(KeyView):
    """`api_key` and `signing_secret` (base64) are shown this once; null when asked again."""

    partner_id = fields.String()
    api_key = fields.String(allow_none=True)
    signing_secret = fields.String(allow_none=True)


class PartnerView(Schema):
    partner_id = fields.String()
    name = fields.String()
    role = fields.String()
    types = fields.List(fields.String())
    region = fields.String(allow_none=True)
    sandbox = fields.Boolean()
    events_per_minute = fields.Integer()
    state = fields.Enum(State, by_value=True)
    has_account = fields.Boolean()
    broker_due = fields.Boolean()
    created_at = fields.AwareDateTime()
    changed_at = fields.AwareDateTime()


class PartnerDetailsView(PartnerView):
    keys = fields.List(fields.Nested(KeyView))


class AccountView(Schema):
    """`amqp_uri` holds the password, which is shown this once."""

    partner_id = fields.String()
    user = fields.String()
    amqp_uri = fields.String()
