"""The one question of the door: who asks?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chassis.actor import Actor
from chassis.errors import Unavailable
from gateway.accounts.issuing import LocalIssuer
from gateway.identity.api_keys import PREFIX, ApiKeys
from gateway.identity.caller import Caller, refused
from gateway.identity.issuer import ALGORITHMS, Issuer
from gateway.identity.keys import FileKeys
from gateway.identity.nonces import StoreNonces
from gateway.identity.remote_keys import RemoteKeys
from gateway.identity.signing import Signatures
from gateway.identity.tokens import Tokens, Trusted
from gateway.partners.keyring import Keyring
from gateway.problem import Problem
from gateway.request import Request
from gateway.settings import GatewaySettings

ACCOUNT_FOR_S = 10.0
"""For how long a token of our own is believed before its account is looked at again."""


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


def of(settings: GatewaySettings, store: Any, local: LocalIssuer | None) -> Callers:
    """Those of a deployment: the issuers and keys that its settings name, partners in its store,
    and its own accounts where it has some."""
    trusted = [Trusted(one, RemoteKeys(one)) for one in settings.issuers]
    if settings.token_keys:
        own = Issuer(settings.token_issuer, settings.token_audience)
        trusted.append(Trusted(own, FileKeys(Path(settings.token_keys), ALGORITHMS)))
    if local:
        trusted.append(Trusted(local.issuer, local, local.still, ACCOUNT_FOR_S))
    keyring = Keyring(store, settings.secret_key)
    return Callers(Tokens(trusted), ApiKeys(keyring), Signatures(StoreNonces(store.db)))
