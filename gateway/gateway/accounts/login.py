"""`POST /v1/login` and `POST /v1/password`: the two routes that take a password."""

from __future__ import annotations

from typing import Any

from chassis.domain import Unavailable
from chassis.rate_limits.quota import LOGIN, LOGINS
from chassis.telemetry import log
from gateway.accounts import password, usecases
from gateway.accounts.account import Account
from gateway.accounts.issuing import GOOD_FOR_S, LocalIssuer
from gateway.http import request_parsing
from gateway.http.problem import Problem
from gateway.http.rate_limits import RateLimits
from gateway.http.request import Request
from gateway.http.response import Response
from gateway.identity.caller import refused
from gateway.routes.accounts import CHANGE_PASSWORD, LOG_IN

BODY_MOST = 4096
_log = log.get(__name__)


class Login:
    """Answers an unknown login, a wrong password and a suspended account in the same way and
    equally slowly."""

    def __init__(self, store: Any, issuer: LocalIssuer | None, rate_limits: RateLimits) -> None:
        self._store = store
        self._issuer = issuer
        self._gate = rate_limits

    def log_in(self, request: Request) -> Response:
        """An access token. Raises Problem login_failed, too_many_requests, unavailable, and
        not_found where there are no accounts."""
        issuer = self._issuer
        if issuer is None:
            raise Problem("not_found")
        account = self._proved(request, request_parsing.payload(LOG_IN, request, BODY_MOST))
        token = {"access_token": issuer.token(account), "token_type": "Bearer"}
        return Response.json(200, {**token, "expires_in": GOOD_FOR_S})

    def change_password(self, request: Request) -> Response:
        """Set another password after checking the present one. Earlier tokens become invalid."""
        if self._issuer is None:
            raise Problem("not_found")
        given = request_parsing.payload(CHANGE_PASSWORD, request, BODY_MOST)
        account = self._proved(request, given)
        if given["new_password"] == given["password"] or given["login"] in given["new_password"]:
            raise Problem("password_too_plain")
        kept = password.hashed(given["new_password"])
        try:
            self._store.commit(
                usecases.set_password,
                account_id=account.account_id,
                password=kept,
                reason="changed by its owner",
            )
        except Unavailable as away:
            raise Problem("unavailable", {"service": away.service}) from away
        return Response(204)

    def _proved(self, request: Request, given: dict[str, Any]) -> Account:
        login = given["login"]
        self._gate.take(LOGIN, f"{login} {request.address}", request)
        self._gate.take(LOGINS, login, request)
        try:
            account: Account | None = self._store.read(usecases.of_login, login=login)
        except Unavailable as away:
            raise Problem("unavailable", {"service": away.service}) from away
        good = password.fits(account.password if account else None, given["password"])
        if account is None or not good or not account.is_active:
            _log.warning("login.failed", request_id=request.id)
            raise refused("login_failed")
        return account
