"""What the calls about accounts take and give, logging in included."""

from __future__ import annotations

import re

from marshmallow import fields, validate

from chassis.domain import ROLES
from chassis.fields import Command, View, choice, moment, ref, region, text, whole
from gateway.accounts.account import State
from gateway.accounts.issuing import GOOD_FOR_S
from gateway.accounts.password import LONGEST, SHORTEST

LOGIN = validate.Regexp(re.compile(r"^[a-z0-9][a-z0-9._@-]{2,63}\Z"), error="Not a login.")
EXAMPLE_LOGIN = "li.ming@wuhua"
EXAMPLE_PASSWORD = "four-words-of-your-own"  # noqa: S105 - an example


def login() -> fields.String:
    return fields.String(required=True, validate=LOGIN, metadata={"example": EXAMPLE_LOGIN})


def why() -> fields.String:
    return text(500, minimum=3, example="left the county desk")


class LogIn(Command):
    login = login()
    password = text(LONGEST, example=EXAMPLE_PASSWORD)


class ChangePassword(LogIn):
    new_password = text(LONGEST, minimum=SHORTEST, example="other-words-of-your-own")


class TokenView(View):
    access_token = text(4096, example="eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl")
    token_type = choice(["Bearer"])
    expires_in = whole(1, example=GOOD_FOR_S, description="Seconds.")


class AddAccount(Command):
    reason = why()
    login = login()
    role = choice(sorted(ROLES), example="officer")
    region = region(required=False, allow_none=True)
    person_id = ref(required=False, allow_none=True)
    employer_id = ref(required=False, allow_none=True)
    partner_id = ref(required=False, allow_none=True)


class Reason(Command):
    """Which account is changed, and why."""

    account_id = ref()
    reason = why()


class AccountView(View):
    """Never the hash of the password."""

    account_id = ref()
    login = login()
    role = choice(sorted(ROLES), example="officer")
    region = region(allow_none=True)
    person_id = ref(allow_none=True)
    employer_id = ref(allow_none=True)
    partner_id = ref(allow_none=True)
    state = choice(State)
    made_at = moment()
    changed_at = moment()


class NewPasswordView(AccountView):
    # An account's own `password` is a hash, which the stored answer is to be without: what is shown
    # is put beside it.
    password = text(
        LONGEST,
        attribute="shown",
        example="Zk3vT9qWx1LrB7nYd0Ps",
        allow_none=True,
        description="Shown once: null in the answer to a repeated request.",
    )
