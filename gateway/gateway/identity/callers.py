"""Finds the actor behind a request's credential."""

from __future__ import annotations

from chassis.domain import Actor, Unavailable
from gateway.http.problem import Problem
from gateway.http.request import Request
from gateway.identity.api_keys import PREFIX, ApiKeys
from gateway.identity.caller import Caller, refused
from gateway.identity.request_signatures import Signatures
from gateway.identity.tokens import Tokens


class Callers:
    """Tokens, keys, and the signatures of requests."""

    def __init__(self, tokens: Tokens, keys: ApiKeys, signatures: Signatures) -> None:
        self._tokens = tokens
        self._keys = keys
        self._signatures = signatures

    def authenticate(self, request: Request) -> Actor:
        """The caller behind the Authorization header; marks a request of the sandbox.

        Raises Problem 401, and unavailable while that cannot be found out.
        """
        scheme, _, credential = (request.header("Authorization") or "").partition(" ")
        credential = credential.strip()
        if scheme.lower() != "bearer" or not credential:
            raise refused("token_missing")
        try:
            caller = self._caller(credential)
            if caller.signing_secret is not None:
                self._signatures.check(request, caller.key_prefix, caller.signing_secret)
        except Unavailable as away:
            raise Problem("unavailable", {"service": away.service}) from away
        request.sandbox = caller.sandbox
        return caller.actor

    def _caller(self, credential: str) -> Caller:
        if credential.startswith(PREFIX):
            return self._keys.caller(credential)
        return self._tokens.caller(credential)
