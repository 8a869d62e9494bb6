"""What the calls about accounts take and give."""

from __future__ import annotations

import re

from marshmallow import Schema, fields, validate

from chassis.actor import ROLES
from chassis.fields import REGION
from chassis.operating import REASON
from gateway.accounts.account import State

LOGIN_PATTERN = r"[a-z0-9][a-z0-9._@-]{2,63}"
LOGIN = validate.Regexp(re.compile(rf"^{LOGIN_PATTERN}\Z"), error="Not a login.")
ID = validate.Regexp(re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}\Z"), error="Not an id.")


class AccountId(Schema):
    account_id = fields.String(required=True, validate=ID)


class ReasonedAccount(AccountId):
    reason = fields.String(required=True, validate=REASON)


class AddAccount(Schema):
    login = fields.String(required=True, validate=LOGIN)
    role = fields.String(required=True, validate=validate.OneOf(sorted(ROLES)))
    region = fields.String(load_default=None, allow_none=True, validate=REGION)
    person_id = fields.String(load_default=None, allow_none=True, validate=ID)
    employer_id = fields.String(load_default=None, allow_none=True, validate=ID)
    partner_id = fields.String(load_default=None, allow_none=True, validate=ID)
    reason = fields.String(required=True, validate=REASON)


class LocalAccountView(AccountId):
    """Never the hash of the password."""

    login = fields.String()
    role = fields.String()
    region = fields.String(allow_none=True)
    person_id = fields.String(allow_none=True)
    employer_id = fields.String(allow_none=True)
    partner_id = fields.String(allow_none=True)
    state = fields.Enum(State, by_value=True)
    made_at = fields.AwareDateTime()
    changed_at = fields.AwareDateTime()


class NewPasswordView(LocalAccountView):
    """`password` is shown once; the answer to a repeated request has none."""

    password = fields.String(allow_none=True)
