"""Refusals: why a change of an account is refused."""

from chassis.domain import Refusal


class AccountNotFound(Refusal):
    """No account has this id."""

    code = "account_not_found"


class LoginTaken(Refusal):
    """Another account has this login."""

    code = "login_taken"
