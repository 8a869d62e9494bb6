"""The parts of authentication that the settings select."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.accounts.issuing import LocalIssuer
from gateway.identity.api_keys import ApiKeys
from gateway.identity.callers import Callers
from gateway.identity.issuer import ALGORITHMS, Issuer
from gateway.identity.keys import FileKeys
from gateway.identity.nonces import StoreNonces
from gateway.identity.remote_keys import RemoteKeys
from gateway.identity.request_signatures import Signatures
from gateway.identity.tokens import Tokens, Trusted
from gateway.settings import GatewaySettings
from partners.registry.keyring import Keyring

ACCOUNT_FOR_S = 10.0
"""For how long a token of our own is believed before its account is looked at again."""


def callers(settings: GatewaySettings, store: Any, local: LocalIssuer | None) -> Callers:
    """Callers known by the issuers and keys of the settings, the partners in the store, and the
    gateway's own accounts where there are some."""
    trusted = [Trusted(one, RemoteKeys(one)) for one in settings.issuers]
    if settings.token_keys:
        own = Issuer(settings.token_issuer, settings.token_audience)
        trusted.append(Trusted(own, FileKeys(Path(settings.token_keys), ALGORITHMS)))
    if local:
        trusted.append(Trusted(local.issuer, local, local.still, ACCOUNT_FOR_S))
    keyring = Keyring(store, settings.secret_key)
    return Callers(Tokens(trusted), ApiKeys(keyring), Signatures(StoreNonces(store.db)))
