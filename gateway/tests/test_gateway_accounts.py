"""Accounts of our own: logging in, guessing, and the end of tokens."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from argon2 import PasswordHasher, extract_parameters

from chassis.domain import Actor, Invalid, Refusal, Unavailable, erase_people, export
from chassis.rate_limits.limiter import Limiter
from chassis.rate_limits.quota import Quotas
from gateway.accounts import password, schemas, usecases
from gateway.accounts.issuing import LocalIssuer
from gateway.accounts.login import Login
from gateway.http.event_stream import Streams
from gateway.http.pipeline import Pipeline, Rules
from gateway.http.problem import Problem
from gateway.http.rate_limits import RateLimits
from gateway.identity.callers import Callers
from gateway.identity.tokens import Tokens, Trusted
from gateway.retention import DATA_INVENTORY
from gateway.routes import all_routes

SECRET, OTHER = "four-words-of-mine", "other-words-of-mine"


class World:
    """A door with accounts, the clock of its tokens, and its store."""

    def __init__(self, store: Any, services: Any, counters: Any, callers: Any, on: bool) -> None:
        self.store = store
        self.now = time.time()
        self.local = LocalIssuer(store, b"k" * 32, "test-gateway", lambda: self.now)
        trusted = Trusted(self.local.issuer, self.local, self.local.still, 10)
        self.tokens = Tokens([trusted], lambda: self.now)
        rate_limits = RateLimits(Limiter(Quotas(), counters))
        login = Login(store, self.local if on else None, rate_limits)
        raw = {"gateway.log_in": login.log_in, "gateway.change_password": login.change_password}
        own = Callers(self.tokens, callers._keys, callers._signatures)
        self.pipeline = Pipeline(
            all_routes(), services, own, {}, raw, Rules(rate_limits, Streams(2))
        )

    def account(self, login: str = "li.ming", role: str = "officer", **whose: Any) -> Any:
        whose = whose or {"region": "530102"}
        return self.store.commit(
            usecases.add_account,
            login=login,
            password=password.hashed(SECRET),
            role=role,
            reason="new at the desk",
            **whose,
        )


@pytest.fixture
def world(store: Any, services: Any, counters: Any, callers: Any) -> Callable[..., World]:
    return lambda on=True: World(store, services, counters, callers, on)


@pytest.fixture
def here(world: Callable[..., World]) -> World:
    return world()


@pytest.fixture
def post(here: World, client: Any) -> Callable[..., Any]:
    """`post("/v1/login", login=..., password=...)`: the response."""

    def send(path: str, pipeline: Pipeline | None = None, address: str = "", **body: Any) -> Any:
        client.pipeline = pipeline or here.pipeline
        return client.send("POST", path, body, role=None)

    return send


def told(response: Any) -> Any:
    return orjson.loads(response.body)


def test_who_knows_the_password_gets_a_token_that_is_the_account(here: World, post: Any) -> None:
    account = here.account()
    answer = post("/v1/login", login="li.ming", password=SECRET)
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert told(answer)["expires_in"] == 8 * 3600
    actor = here.tokens.caller(told(answer)["access_token"]).actor
    assert actor == Actor(f"account:{account.account_id}", "officer", region="530102")


def test_every_wrong_login_gets_the_same_answer(here: World, post: Any) -> None:
    here.account()
    here.account("wang")
    suspended = here.store.commit(usecases.of_login, login="wang").account_id
    here.store.commit(usecases.suspend_account, account_id=suspended, reason="left")
    answers = [
        post("/v1/login", login="li.ming", password="not the password"),
        post("/v1/login", login="nobody", password=SECRET),
        post("/v1/login", login="wang", password=SECRET),
    ]
    documents = [told(answer) for answer in answers]
    assert [d["code"] for d in documents] == ["login_failed"] * 3
    assert documents[0] == documents[1] == documents[2]
    names = [{n for n in a.headers if n not in ("X-Request-Id",)} for a in answers]
    assert names[0] == names[1] == names[2]


def test_no_answer_holds_the_hash_of_a_password(here: World) -> None:
    account = here.account()
    for view in (schemas.AccountView(), schemas.NewPasswordView()):
        assert account.password not in str(view.dump(account))


def test_an_unknown_login_takes_as_long_as_a_wrong_password() -> None:
    kept = password.hashed(SECRET)
    # In turn, and in CPU time, which a busy machine does not stretch as it does the wall clock's.
    rounds = [(taken(kept), taken(None)) for _ in range(7)]
    known, unknown = (min(times) for times in zip(*rounds, strict=True))
    assert 0.5 < known / unknown < 2


def taken(kept: str | None) -> float:
    """CPU seconds, of the hashing thread too, to refuse a wrong password."""
    started = time.process_time()
    assert not password.fits(kept, "not the password")
    return time.process_time() - started


def test_an_unknown_login_and_a_wrong_password_cost_one_hash_of_the_same_strength(
    here: World, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.account()
    hashes = []

    def verify(hasher: PasswordHasher, kept: str, given: str) -> bool:
        hashes.append((extract_parameters(kept), given))
        return verified(hasher, kept, given)

    verified = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", verify)
    for login in ("li.ming", "nobody"):
        assert told(post("/v1/login", login=login, password="x"))["code"] == "login_failed"
    known, unknown = hashes
    assert known == unknown


def test_guessing_ends_for_the_account_and_address(here: World, post: Any) -> None:
    here.account()
    codes = [told(post("/v1/login", login="li.ming", password="x"))["code"] for _ in range(11)]
    assert codes == ["login_failed"] * 10 + ["too_many_requests"]
    late = post("/v1/login", login="li.ming", password=SECRET)
    assert late.status == 429
    assert int(late.headers["Retry-After"]) <= 900
    assert told(post("/v1/login", login="somebody-else", password="x"))["code"] == "login_failed"


def test_guessing_is_slowed_for_accounts_that_do_not_exist_just_so(post: Any) -> None:
    codes = [told(post("/v1/login", login="nobody", password="x"))["code"] for _ in range(11)]
    assert codes == ["login_failed"] * 10 + ["too_many_requests"]


@pytest.mark.parametrize(
    "end",
    [
        lambda store, id: store.commit(usecases.suspend_account, account_id=id, reason="left"),
        lambda store, id: store.commit(usecases.remove_account, account_id=id, reason="left"),
        lambda store, id: store.commit(
            usecases.set_password, account_id=id, password="$", reason="lost"
        ),
    ],
    ids=["suspended", "removed", "another password"],
)
def test_tokens_end_with_what_they_were_given_for(here: World, end: Any) -> None:
    account = here.account()
    token = here.local.token(account)
    assert here.tokens.caller(token).actor.role == "officer"
    end(here.store, account.account_id)
    here.now += 11
    with pytest.raises(Problem, match="token_invalid"):
        here.tokens.caller(token)


def test_who_is_logged_in_stays_so_for_seconds_while_the_store_is_away(
    here: World, monkeypatch: Any
) -> None:
    def away(*args: Any, **more: Any) -> Any:
        raise Unavailable("gateway", "database")

    token = here.local.token(here.account())
    here.tokens.caller(token)
    monkeypatch.setattr(here.store, "read", away)
    here.now += 11
    assert here.tokens.caller(token).actor.role == "officer"
    here.now += 10
    with pytest.raises(Unavailable):
        here.tokens.caller(token)


def test_a_password_is_changed_by_who_knows_it(here: World, post: Any) -> None:
    token = here.local.token(here.account())
    change = {"login": "li.ming", "password": SECRET, "new_password": OTHER}
    assert told(post("/v1/password", **{**change, "password": "wrong"}))["code"] == "login_failed"
    assert post("/v1/password", **change).status == 204
    assert post("/v1/login", login="li.ming", password=SECRET).status == 401
    assert post("/v1/login", login="li.ming", password=OTHER).status == 200
    here.now += 11
    with pytest.raises(Problem, match="token_invalid"):
        here.tokens.caller(token)
    [*_, last] = here.store.audited
    assert last["action"] == "account password set"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (SECRET, "password_too_plain"),
        ("my-li.ming-password", "password_too_plain"),
        ("short", "invalid"),
    ],
)
def test_a_plain_password_is_refused(here: World, post: Any, new: str, code: str) -> None:
    here.account()
    refused = post("/v1/password", login="li.ming", password=SECRET, new_password=new)
    assert told(refused)["code"] == code


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert password.fits(password.hashed("ｆｏｕｒ-words-é"), "four-words-e\u0301")


def test_without_accounts_there_is_no_login(world: Any, post: Any) -> None:
    off = world(on=False)
    off.account()
    for path, body in (
        ("/v1/login", {"login": "li.ming", "password": SECRET}),
        ("/v1/password", {"login": "li.ming", "password": SECRET, "new_password": OTHER}),
    ):
        assert told(post(path, off.pipeline, **body))["code"] == "not_found"


@pytest.mark.parametrize(
    "body",
    [
        {"login": {"$ne": None}, "password": "x"},
        {"login": "li.ming", "password": {"$gt": ""}},
        {"login": "li.ming"},
        {"login": "li.ming", "password": "x", "role": "admin"},
        {"login": "Li Ming", "password": "x"},
    ],
    ids=str,
)
def test_a_login_that_is_none_is_not_looked_up(here: World, post: Any, body: Any) -> None:
    here.account()
    assert told(post("/v1/login", **body))["code"] == "invalid"


def test_an_account_has_what_its_role_needs_and_a_login_of_its_own(here: World) -> None:
    here.account()
    with pytest.raises(Refusal, match="login_taken"):
        here.account()
    with pytest.raises(Invalid):
        here.account("zhang", "worker", region="530102")
    worker = here.account("zhang", "worker", person_id="p-1")
    assert worker.actor.person_id == "p-1"


def test_nothing_that_is_kept_or_recorded_is_the_password(here: World) -> None:
    here.account()
    assert SECRET not in str(here.store.collections)
    assert SECRET not in str(here.store.audited)
    [kept] = here.store.collections["accounts"].values()
    assert kept["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_token_of_another_secret_is_nobodys(here: World) -> None:
    forger = LocalIssuer(here.store, b"x" * 32, "test-gateway")
    with pytest.raises(Problem, match="token_invalid"):
        here.tokens.caller(forger.token(here.account()))


def test_a_person_is_shown_the_account_without_its_hash_and_leaves_none_behind(here: World) -> None:
    account = here.account("zhang", "worker", person_id="p-1")
    token = here.local.token(account)
    [row] = here.store.read(export, inventory=DATA_INVENTORY, person_id="p-1")["accounts"]["rows"]
    assert row["login"] == "zhang"
    assert "password" not in row
    here.store.commit(erase_people, inventory=DATA_INVENTORY, person_ids=["p-1"])
    assert here.store.collections["accounts"] == {}
    with pytest.raises(Problem, match="token_invalid"):
        here.tokens.caller(token)
