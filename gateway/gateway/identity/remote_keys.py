"""Keys of an identity provider over HTTPS: discovered, cached, renewed, and kept during its
outages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import eventlet
import orjson
import requests
from eventlet.semaphore import Semaphore

from chassis.domain import Unavailable
from chassis.telemetry import log
from gateway.identity.issuer import Issuer, is_protected
from gateway.identity.keys import Key, picked, usable

DISCOVERY = ".well-known/openid-configuration"
CONNECT_WITHIN_S, READ_WITHIN_S = 3, 5
BYTES_MOST = 262_144
FRESH_S, FRESH_LEAST_S, FRESH_MOST_S = 3600, 60, 86_400
ASK_AGAIN_AFTER_S = 10.0
"""A `kid` that nobody knows makes us ask the provider this often at the most."""

_MAX_AGE = re.compile(r"\bmax-age=(\d{1,9})\b")
_log = log.get(__name__)


class RemoteKeys:
    """Asks the provider when a key is unknown, and in the background when the cache is old. Known
    keys stay valid while the provider cannot be reached; keys it has withdrawn disappear with the
    next answer."""

    def __init__(self, issuer: Issuer, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._monotonic = monotonic
        self._session = requests.Session()
        self._asking = Semaphore()
        self._keys: dict[str, Key] = {}
        self._known = False
        self._stale_at = self._ask_at = monotonic()

    def find(self, kid: str | None) -> Key | None:
        """The key. Raises Unavailable when the provider has never answered."""
        key = picked(self._keys, kid)
        if key is None:
            self._ask()
            key = picked(self._keys, kid)
        elif self._monotonic() >= self._stale_at:
            eventlet.spawn_n(self._ask)
        if key is None and not self._known:
            raise Unavailable("identity provider", self._issuer.name)
        return key

    def _ask(self) -> None:
        """Once at a time, and not again within some seconds, whatever came of it."""
        with self._asking:
            if self._monotonic() < self._ask_at:
                return
            self._ask_at = self._monotonic() + ASK_AGAIN_AFTER_S
            try:
                self._keys, fresh_s = self._fetched()
            except (requests.RequestException, ValueError, OSError) as away:
                _log.warning("issuer.away", issuer=self._issuer.name, error=type(away).__name__)
                return
            self._known = True
            self._stale_at = self._monotonic() + fresh_s

    def _fetched(self) -> tuple[dict[str, Key], float]:
        jwks, fresh_s = self._got(self._issuer.jwks_uri or self._discovered())
        return usable(jwks, self._issuer.algorithms), fresh_s

    def _discovered(self) -> str:
        url = urljoin(self._issuer.url.rstrip("/") + "/", DISCOVERY)
        document, _ = self._got(url)
        # Discovery 1.0, 4.3: whoever answers must be who was asked for.
        if not isinstance(document, dict) or document.get("issuer") != self._issuer.url:
            raise ValueError("another issuer")
        jwks_uri = document.get("jwks_uri")
        if not isinstance(jwks_uri, str) or not is_protected(jwks_uri):
            raise ValueError("no protected jwks_uri")
        return jwks_uri

    def _got(self, url: str) -> tuple[Any, float]:
        """A JSON document, and for how many seconds it is fresh."""
        within_s = (CONNECT_WITHIN_S, READ_WITHIN_S)
        with (
            eventlet.Timeout(CONNECT_WITHIN_S + READ_WITHIN_S, TimeoutError),
            self._session.get(url, timeout=within_s, allow_redirects=False, stream=True) as answer,
        ):
            if answer.status_code != 200:
                raise ValueError(f"status {answer.status_code}")
            body = answer.raw.read(BYTES_MOST + 1, decode_content=True)
            if len(body) > BYTES_MOST:
                raise ValueError("too large")
            said = _MAX_AGE.search(answer.headers.get("Cache-Control", ""))
        fresh_s = min(max(int(said[1]), FRESH_LEAST_S), FRESH_MOST_S) if said else FRESH_S
        return orjson.loads(body), fresh_s
