"""Partners on the public interface: who they are, what they may send, their keys."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chassis.fields import Command, View, choice, flag, many, moment, part, region, text, whole
from gateway.intake import contracts
from gateway.partners.partner import EVENTS_PER_MINUTE, State
from gateway.partners.schemas import (
    DAYS,
    DAYS_MOST,
    OVERLAP_HOURS_MOST,
    PARTNER_ID,
    RATE_MOST,
    ROLES,
    SCOPE,
)

TYPES = tuple(contracts.read())
KEY = "ylk_live_1f0c9a3e_Jb0mZ1q8Q3m5n8vYyq2c7fXo4w6rT9uKpLsD1eHgAbC"
SIGNED_WITH = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="
AMQP_URI = "amqp://partner-bank-icbc-km:password@broker.example:5671/yunling"
WHY = "contract KM-2026-114"


def types(**options: Any) -> fields.List[Any]:
    return many(choice(TYPES), len(TYPES), **options)


def per_minute(**options: Any) -> fields.Integer:
    return whole(
        1, RATE_MOST, example=EVENTS_PER_MINUTE, description="Events that it may send.", **options
    )


class Reason(Command):
    reason = text(500, minimum=3, example=WHY)


class AddPartner(Reason):
    partner_id = fields.String(
        required=True,
        validate=PARTNER_ID,
        metadata={"example": "bank-icbc-km", "description": "Never given to another one."},
    )
    name = text(200, example="中国工商银行昆明分行")
    role = choice(ROLES)
    types = types()
    region = region(required=False, allow_none=True, description="Needed by a labour bureau.")
    sandbox = flag(required=False, example=False, description="Its events go no further.")
    events_per_minute = per_minute(required=False)


class ChangePartner(Reason):
    name = text(200, example="中国工商银行昆明分行", required=False)
    types = types(required=False)
    region = region(required=False)
    events_per_minute = per_minute(required=False)


class AddKey(Command):
    scopes = many(
        fields.String(validate=SCOPE, metadata={"example": "gateway.accept_events"}),
        50,
        required=False,
        description="Calls that it may make; all that the role may when empty.",
    )
    signed = flag(required=False, example=False, description="Each request has to be signed.")
    valid_days = whole(1, DAYS_MOST, example=DAYS, required=False)
    overlap_hours = fields.Integer(
        strict=True,
        allow_none=True,
        required=False,
        validate=validate.Range(0, OVERLAP_HOURS_MOST),
        metadata={"example": 24, "description": "Replaces the others, which stay good so long."},
    )


class KeyView(View):
    prefix = text(8, example="1f0c9a3e")
    scopes = many(text(64, example="gateway.accept_events"), 50)
    signed = flag(example=False)
    created_at = moment()
    expires_at = moment(example="2026-03-08T01:30:00Z")
    revoked_at = moment(allow_none=True, example="2025-04-01T02:00:00Z")


class NewKeyView(KeyView):
    """The key and its signing secret are shown once; null when the request is repeated."""

    partner_id = text(48, example="bank-icbc-km")
    api_key = text(70, example=KEY, allow_none=True)
    signing_secret = text(44, example=SIGNED_WITH, allow_none=True)


class PartnerView(View):
    partner_id = text(48, example="bank-icbc-km")
    name = text(200, example="中国工商银行昆明分行")
    role = choice(ROLES)
    types = types()
    region = region(allow_none=True)
    sandbox = flag(example=False)
    events_per_minute = per_minute()
    state = choice([state.value for state in State])
    has_account = flag(description="It may publish over AMQP.")
    broker_due = flag(example=False, description="The broker has not been told yet.")
    created_at = moment()
    changed_at = moment()


class PartnerDetailsView(PartnerView):
    keys = many(part(KeyView), 50)


class AccountView(View):
    """The address holds the password and is shown once."""

    partner_id = text(48, example="bank-icbc-km")
    user = text(60, example="partner-bank-icbc-km")
    amqp_uri = text(500, example=AMQP_URI)
