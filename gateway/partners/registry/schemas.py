"""What the calls about partners take and give: who they are, what they may send, their keys."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from chassis.domain import PARTNER_ROLES
from chassis.fields import Command, View, choice, flag, many, moment, part, ref, region, text, whole
from partners.intake import contracts
from partners.registry.partner import DAYS_GOOD, EVENTS_PER_MINUTE, State

ROLES = tuple(sorted(PARTNER_ROLES))
TYPES = tuple(contracts.read())
NEEDS_REGION = "labour_bureau"
DAYS_MOST = 730
OVERLAP_HOURS_MOST = 24 * 14
RATE_MOST = 100_000_000
PARTNER_ID = validate.Regexp(re.compile(r"^[a-z0-9][a-z0-9-]{0,47}\Z"), error="Not a partner id.")
SCOPE = validate.Regexp(re.compile(r"^[a-z]{1,20}\.([a-z_]{1,40}|\*)\Z"), error="Not a scope.")
TYPE = validate.OneOf(TYPES, error="{input}: not a type that partners send.")
EXAMPLE, EXAMPLE_NAME = "bank-icbc-km", "中国工商银行昆明分行"
KEY = "ylk_live_1f0c9a3e_Jb0mZ1q8Q3m5n8vYyq2c7fXo4w6rT9uKpLsD1eHgAbC"
SIGNED_WITH = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="
AMQP_URI = "amqp://partner-bank-icbc-km:password@broker.example:5671/yunling"


def types(**options: Any) -> fields.List[Any]:
    one = fields.String(required=True, validate=TYPE, metadata={"example": TYPES[0]})
    return many(one, len(TYPES), **options)


def per_minute(**options: Any) -> fields.Integer:
    return whole(
        1, RATE_MOST, example=EVENTS_PER_MINUTE, description="Events that it may send.", **options
    )


def why() -> fields.String:
    return text(500, minimum=3, example="contract KM-2026-114")


class PartnerId(Command):
    partner_id = ref(example=EXAMPLE)


class Reason(PartnerId):
    """Which partner is changed, and why."""

    reason = why()


class About(Command):
    """What a partner is registered with."""

    partner_id = fields.String(
        required=True,
        validate=PARTNER_ID,
        metadata={"example": EXAMPLE, "description": "Never given to another one."},
    )
    name = text(200, example=EXAMPLE_NAME)
    role = choice(ROLES)
    types = types()
    region = region(required=False, allow_none=True, description="Needed by a labour bureau.")
    sandbox = flag(required=False, example=False, description="Its events go no further.")
    events_per_minute = per_minute(required=False)

    @post_load
    def _bureau_has_region(self, partner: dict[str, Any], **_: Any) -> dict[str, Any]:
        if partner["role"] == NEEDS_REGION and partner.get("region") is None:
            raise ValidationError({"region": ["Missing data for required field."]})
        return partner


class AddPartner(About):
    reason = why()


class Declared(About):
    """A partner that a deployment begins with; `has_account` when its broker knows it."""

    has_account = flag(required=False)


class ChangePartner(Reason):
    """What is left out stays."""

    name = text(200, example=EXAMPLE_NAME, required=False)
    types = types(required=False)
    region = region(required=False)
    events_per_minute = per_minute(required=False)


class AddKey(PartnerId):
    scopes = many(
        fields.String(validate=SCOPE, metadata={"example": "gateway.accept_events"}),
        50,
        required=False,
        description="Calls that it may make; all that the role may when empty.",
    )
    signed = flag(required=False, example=False, description="Each request has to be signed.")
    valid_days = whole(1, DAYS_MOST, example=DAYS_GOOD, required=False)
    overlap_hours = whole(
        0,
        OVERLAP_HOURS_MOST,
        example=24,
        allow_none=True,
        required=False,
        description="Replaces the others, which stay good so long.",
    )


class RevokeKey(Reason):
    prefix = ref(example="1f0c9a3e")


class KeyView(View):
    prefix = text(8, example="1f0c9a3e")
    scopes = many(text(64, example="gateway.accept_events"), 50)
    signed = flag(example=False)
    created_at = moment()
    expires_at = moment(example="2026-03-08T01:30:00Z")
    revoked_at = moment(allow_none=True, example="2025-04-01T02:00:00Z")


class NewKeyView(KeyView):
    """The key and its signing secret (base64) are shown once; null when the request is repeated."""

    partner_id = text(48, example=EXAMPLE)
    api_key = text(70, example=KEY, allow_none=True)
    signing_secret = text(44, example=SIGNED_WITH, allow_none=True)


class PartnerView(View):
    partner_id = text(48, example=EXAMPLE)
    name = text(200, example=EXAMPLE_NAME)
    role = choice(ROLES)
    types = types()
    region = region(allow_none=True)
    sandbox = flag(example=False)
    events_per_minute = per_minute()
    state = choice(State)
    has_account = flag(description="It may publish over AMQP.")
    broker_due = flag(example=False, description="The broker has not been told yet.")
    created_at = moment()
    changed_at = moment()


class PartnerDetailsView(PartnerView):
    keys = many(part(KeyView), 50)


class AccountView(View):
    """The address holds the password and is shown once."""

    partner_id = text(48, example=EXAMPLE)
    user = text(60, example="partner-bank-icbc-km")
    amqp_uri = text(500, example=AMQP_URI)
