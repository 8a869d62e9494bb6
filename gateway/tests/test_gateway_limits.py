"""Quotas: spent from shares, shared by replicas, open when the store is away."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from pymongo.errors import AutoReconnect

from chassis.rate_limits.limiter import Limiter
from chassis.rate_limits.quota import Quotas
from gateway.http.client_address import Networks, client_address

READING = ("GET", "/v1/loans/loan-1")
FAIR = ("GET", "/v1/fairs/fair-1")


class Watch:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def allowed(limits: Limiter, times: int, caller: str = "li-na") -> int:
    return sum(limits.take("read", caller).allowed for _ in range(times))


def test_a_caller_may_ask_as_often_as_the_quota_says(counters: Any, watch: Watch) -> None:
    limits = Limiter(Quotas("read=100/60"), counters, watch)
    assert allowed(limits, 150) == 100
    assert allowed(limits, 150, "another") == 100


def test_a_new_window_has_a_new_quota(counters: Any, watch: Watch) -> None:
    limits = Limiter(Quotas("read=10/60"), counters, watch)
    refused = [limits.take("read", "li-na") for _ in range(11)][-1]
    assert (refused.allowed, refused.remaining) == (False, 0)
    watch.now += refused.reset_s
    assert allowed(limits, 11) == 10


def test_replicas_share_one_quota(counters: Any, watch: Watch) -> None:
    replicas = [Limiter(Quotas("read=100/60"), counters, watch) for _ in range(3)]
    assert sum(allowed(replicas[turn % 3], 1) for turn in range(400)) == 100


def test_one_request_in_twenty_asks_the_store(counters: Any, watch: Watch) -> None:
    limits = Limiter(Quotas("read=400/60"), counters, watch)
    assert allowed(limits, 400) == 400
    assert counters.asked == 20
    allowed(limits, 1000)
    assert counters.asked == 20


def test_without_its_store_a_replica_counts_by_itself(counters: Any, watch: Watch) -> None:
    limits = Limiter(Quotas("read=100/60"), counters, watch)
    counters.away = AutoReconnect("gone")
    assert allowed(limits, 150) == 100
    assert counters.asked == 1


def test_it_goes_back_to_the_store_when_there_is_one(counters: Any, watch: Watch) -> None:
    limits = Limiter(Quotas("read=100/6000"), counters, watch)
    counters.away = AutoReconnect("gone")
    allowed(limits, 6)
    counters.away = None
    watch.now += 5
    allowed(limits, 50)
    assert counters.asked > 1


def test_what_remains_counts_down_to_nothing(counters: Any, watch: Watch) -> None:
    limits = Limiter(Quotas("read=40/60"), counters, watch)
    assert [limits.take("read", "a").remaining for _ in range(41)] == [*range(39, -1, -1), 0]


def test_the_answer_says_where_the_caller_stands(made: Any, services: Any) -> None:
    services.answers["loans.get_loan"] = {"loan_id": "loan-1"}
    client = made("read=2/60")
    first = client.send(*READING)
    assert first.headers["RateLimit-Policy"] == '"read";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"read";r=1;t=')
    client.send(*READING)
    refused = client.send(*READING)
    assert (refused.status, orjson.loads(refused.body)["code"]) == (429, "too_many_requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert len(services.asked) == 2


def test_a_repeated_request_is_counted_and_its_answer_kept(made: Any, services: Any) -> None:
    services.answers["jobs.register_for_fair"] = {"registration_id": "reg-1"}
    client = made("write=1/60")
    body = {"person_id": "person-1"}
    assert client.send("POST", "/v1/fairs/fair-1/registrations", body).status == 201
    assert client.send("POST", "/v1/fairs/fair-1/registrations", body).status == 429


def test_who_has_no_credential_is_counted_by_address(made: Any) -> None:
    client = made("public=1/60")
    assert client.send(*FAIR, role=None).status == 200
    assert client.send(*FAIR, role=None).headers["RateLimit-Policy"] == '"public";q=1;w=60'


def test_guessing_tokens_ends_and_good_ones_go_on(made: Any, services: Any) -> None:
    services.answers["loans.get_loan"] = {"loan_id": "loan-1"}
    client = made("refused=3/60")
    bad = {"Authorization": "Bearer guessed"}
    codes = [client.refused(*READING, headers=bad)["code"] for _ in range(5)]
    assert codes == ["token_invalid"] * 3 + ["too_many_requests"] * 2
    assert client.send(*READING).status == 200


@pytest.mark.parametrize("written", ["read", "read=0/60", "read=1/0", "read=1", "Read=1/1"])
def test_a_quota_that_cannot_be_read_stops_the_start(written: str) -> None:
    with pytest.raises(ValueError, match="not policy"):
        Quotas(written)


def test_only_our_proxies_are_believed() -> None:
    trusted = Networks("10.0.0.0/8 ::1")
    told = {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.5, 10.1.2.3"}
    assert client_address(told, trusted) == "203.0.113.5"
    assert client_address({**told, "REMOTE_ADDR": "198.51.100.1"}, trusted) == "198.51.100.1"
    assert client_address(told, Networks()) == "10.0.0.9"
    broken = {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": "1.1.1.1, nonsense, 10.1.2.3"}
    assert client_address(broken, trusted) == "10.1.2.3"
    assert client_address({"REMOTE_ADDR": "10.0.0.9"}, trusted) == "10.0.0.9"
