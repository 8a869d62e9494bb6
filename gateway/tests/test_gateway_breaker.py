"""A slow service holds up nobody but those who ask it."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest

from chassis.domain import Refused, Unavailable
from gateway.upstream.circuit_breaker import OPEN_S, OPENS_AFTER, Breaker
from gateway.upstream.services import Context, Deadlines, Remotes


class Watch:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class SlowClient:
    """`jobs` never answers; everybody else does at once."""

    def __init__(self) -> None:
        self.called: list[tuple[str, float]] = []

    def call(self, service: str, method: str, payload: Any, *, deadline_s: float, **_: Any) -> Any:
        self.called.append((service, deadline_s))
        if service != "jobs":
            return {"result": {}}
        eventlet.sleep(deadline_s)
        raise Unavailable(service, "deadline")


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def breaker(watch: Watch) -> Breaker:
    return Breaker("jobs", 3, watch)


def fail(breaker: Breaker, times: int, reason: str = "deadline") -> None:
    for _ in range(times):
        with pytest.raises(Unavailable), breaker.call():
            raise Unavailable("jobs", reason)


def succeed(breaker: Breaker) -> None:
    with breaker.call():
        pass


def test_it_opens_when_several_in_a_row_waited_in_vain(breaker: Breaker) -> None:
    fail(breaker, OPENS_AFTER - 1)
    succeed(breaker)
    fail(breaker, OPENS_AFTER)
    with pytest.raises(Unavailable, match="breaker"):
        succeed(breaker)


def test_one_call_finds_out_whether_the_service_is_back(breaker: Breaker, watch: Watch) -> None:
    fail(breaker, OPENS_AFTER)
    watch.now += OPEN_S
    with breaker.call(), pytest.raises(Unavailable, match="breaker"):
        succeed(breaker)
    for _ in range(3):
        succeed(breaker)


def test_it_stays_open_while_the_trial_fails(breaker: Breaker, watch: Watch) -> None:
    fail(breaker, OPENS_AFTER)
    watch.now += OPEN_S
    fail(breaker, 1)
    with pytest.raises(Unavailable, match="breaker"):
        succeed(breaker)


def test_refusals_and_quick_failures_never_open_it(breaker: Breaker) -> None:
    for _ in range(20):
        with pytest.raises(Refused), breaker.call():
            raise Refused("fair_not_found")
    fail(breaker, 20, "not running")
    succeed(breaker)


def test_a_service_has_so_many_calls_under_way(breaker: Breaker) -> None:
    with (
        breaker.call(),
        breaker.call(),
        breaker.call(),
        pytest.raises(Unavailable, match="busy"),
    ):
        succeed(breaker)
    succeed(breaker)


def test_a_service_that_never_answers_leaves_the_others_alone() -> None:
    client = SlowClient()
    remotes = Remotes(client, Deadlines("0.2 people=9"), {}, most=5)  # type: ignore[arg-type]  # only `call` is used

    def ask(service: str) -> str:
        try:
            remotes(f"{service}.get", {}, Context())
        except Unavailable as away:
            return away.reason
        return "ok"

    crowd = [eventlet.spawn(ask, "jobs") for _ in range(20)]
    eventlet.sleep(0)
    assert [ask("people") for _ in range(20)] == ["ok"] * 20
    assert sorted({one.wait() for one in crowd}) == ["busy", "deadline"]
    assert ask("jobs") == "breaker"
    assert {deadline for service, deadline in client.called if service == "people"} == {9.0}


@pytest.mark.parametrize("written", ["", "x", "5 insight", "0", "5 insight=0", "5 insight=9999"])
def test_deadlines_that_cannot_be_stop_the_start(written: str) -> None:
    with pytest.raises(ValueError):
        Deadlines(written)
