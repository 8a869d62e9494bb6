"""A door whose services are a dictionary of answers, and tokens of an issuer made for the test."""

from __future__ import annotations

import functools
import io
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from chassis.domain import ROLES, Refused, Unavailable
from chassis.rate_limits.limiter import Limiter
from chassis.rate_limits.quota import Quotas
from chassis.testing import NOON, MemoryStore, memory
from gateway.http.event_stream import Streams
from gateway.http.pipeline import Pipeline, Rules
from gateway.http.rate_limits import RateLimits
from gateway.http.request import Request
from gateway.http.response import Response
from gateway.identity.api_keys import ApiKeys
from gateway.identity.callers import Callers
from gateway.identity.issuer import ALGORITHMS
from gateway.identity.issuer import Issuer as TrustedIssuer
from gateway.identity.keys import FileKeys
from gateway.identity.request_signatures import Signatures
from gateway.identity.tokens import Tokens, Trusted
from gateway.intake.http import Intake
from gateway.routes import all_routes
from gateway.store import GatewayWork
from gateway.upstream.services import Context, Reply
from partners.intake import contracts
from partners.intake.rate_limit import EventRateLimit
from partners.registry.api_key import StoredKey
from partners.registry.lookup import Registry
from partners.registry.partner import Partner

ISSUER, AUDIENCE, KID = "test-issuer", "test-gateway", "key-1"
BODY_LIMIT = 4096


class FakeServices:
    """Answers from `answers`: a value, or an exception to raise. Remembers what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, Any], Context]] = []
        self.replayed = False

    def __call__(self, rpc: str, payload: dict[str, Any], context: Context) -> Reply:
        self.asked.append((rpc, dict(payload), context))
        answer = self.answers.get(rpc, {})
        if isinstance(answer, Refused | Unavailable):
            raise answer
        return Reply(answer, self.replayed)


class Counted:
    """A ledger in memory; `away` is what it raises."""

    def __init__(self) -> None:
        self.sums: Counter[str] = Counter()
        self.asked = 0
        self.away: Exception | None = None

    def take(self, id: str, amount: int, until: datetime) -> int:
        self.asked += 1
        if self.away:
            raise self.away
        self.sums[id] += amount
        return self.sums[id]


class FakeKeyring(dict[str, StoredKey]):
    """Keys by prefix; `away` is what it raises."""

    asked = 0
    away: Exception | None = None

    def find(self, prefix: str) -> StoredKey | None:
        self.asked += 1
        if self.away:
            raise self.away
        return self.get(prefix)


class FakeNonces(dict[str, float]):
    def take(self, nonce: str, until: float) -> bool:
        return self.setdefault(nonce, until) is until


class Issuer:
    """Signs tokens; `claims` overrides any of them, None leaves one out."""

    def __init__(self, folder: Path) -> None:
        self.key = Ed25519PrivateKey.generate()
        public = OKPAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self.path = folder / "jwks.json"
        self.path.write_bytes(orjson.dumps({"keys": [{**public, "kid": KID, "alg": "EdDSA"}]}))

    def token(self, role: str = "officer", *, key: Any = None, kid: str = KID, **more: Any) -> str:
        now = int(time.time())
        own = {name: "530100" if name == "region" else "own-1" for name in ROLES.get(role, ())}
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": f"test-{role}",
            "iat": now,
            "exp": now + 600,
            "role": role,
            **own,
            **more,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, key or self.key, "EdDSA", {"kid": kid})


class Client:
    """Sends requests through the door without a socket."""

    def __init__(self, pipeline: Pipeline, issuer: Issuer) -> None:
        self.pipeline = pipeline
        self.issuer = issuer

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        role: str | None = "officer",
        headers: dict[str, str] | None = None,
    ) -> Response:
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        path, _, query = path.partition("?")
        given = {"Content-Type": "application/json", **(headers or {})}
        if role and "Authorization" not in given:
            given["Authorization"] = f"Bearer {self.issuer.token(role)}"
        if method == "POST":
            given.setdefault("Idempotency-Key", "key-of-the-test")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "RAW_PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": given.pop("Content-Type"),
            "CONTENT_LENGTH": str(len(raw)),
            "REMOTE_ADDR": "192.0.2.7",
            "wsgi.input": io.BytesIO(raw),
            **{f"HTTP_{name.upper().replace('-', '_')}": text for name, text in given.items()},
        }
        return self.pipeline.answer(Request(environ))

    def refused(self, *args: Any, **more: Any) -> dict[str, Any]:
        """Sends what must be refused; the problem document."""
        response = self.send(*args, **more)
        assert response.headers["Content-Type"] == "application/problem+json", response
        document: dict[str, Any] = orjson.loads(response.body)
        assert document["status"] == response.status
        return document


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def store() -> MemoryStore:
    """A store that knows the partner of the issuer's tokens, who may send every type."""
    store = memory(GatewayWork)
    _register(store)
    return store


@pytest.fixture
def register(store: MemoryStore) -> Callable[..., Partner]:
    """`register(state=..., types=...)`: the partner of the tokens, or another, as it is now."""
    return functools.partial(_register, store)


def _register(store: MemoryStore, partner_id: str = "own-1", **more: Any) -> Partner:
    about: dict[str, Any] = {
        "name": "工商银行昆明分行",
        "role": "partner",
        "types": tuple(contracts.read()),
        "region": None,
        "sandbox": False,
        "events_per_minute": 60_000,
        "created_at": NOON,
        "changed_at": NOON,
    }
    partner = Partner(partner_id=partner_id, **{**about, **more})
    store.commit(lambda work: work.partners.put(partner))
    return partner


@pytest.fixture
def counters() -> Counted:
    return Counted()


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def nonces() -> FakeNonces:
    return FakeNonces()


@pytest.fixture
def callers(issuer: Issuer, keyring: FakeKeyring, nonces: FakeNonces) -> Callers:
    trusted = Trusted(TrustedIssuer(ISSUER, AUDIENCE), FileKeys(issuer.path, ALGORITHMS))
    return Callers(Tokens([trusted]), ApiKeys(keyring), Signatures(nonces))


@pytest.fixture
def made(
    services: FakeServices,
    issuer: Issuer,
    store: MemoryStore,
    counters: Counted,
    callers: Callers,
) -> Callable[..., Client]:
    """`made(quotas="read=2/60", timing=True)`: a client of a door with these rules."""

    def make(quotas: str = "", **rules: Any) -> Client:
        rate_limit = EventRateLimit(Limiter(Quotas(), counters))
        intake = Intake(store, Registry(store), rate_limit, bytes_most=65_536, events_most=50)
        raw: dict[str, Callable[[Request], Response]] = {"gateway.accept_events": intake}
        usual = Rules(
            RateLimits(Limiter(Quotas(quotas), counters)), Streams(2), body_limit=BODY_LIMIT
        )
        pipeline = Pipeline(all_routes(), services, callers, {}, raw, replace(usual, **rules))
        return Client(pipeline, issuer)

    return make


@pytest.fixture
def client(made: Callable[..., Client]) -> Client:
    return made()
