"""What a browser asks and is told: CORS, security headers, and progress as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from chassis.domain import Unavailable
from gateway.http.cors import Origins
from gateway.http.event_stream import Streams

PORTAL = "https://portal.example"
FAIR = ("GET", "/v1/fairs/fair-1")
JOB = ("GET", "/v1/ops/repairs/loans/job-1")
STREAM = {"Accept": "text/event-stream"}


class Time:
    """Sleeping is what makes time pass."""

    now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def streams() -> Streams:
    clock = Time()
    return Streams(2, sleep=clock.sleep, clock=clock)


@pytest.fixture
def watcher(made: Any, services: Any, streams: Streams) -> Any:
    services.answers["ops.show_repair"] = {"job_id": "job-1", "state": "running", "done": 0}
    return made(streams=streams)


def told(parts: Iterator[bytes]) -> list[dict[str, Any]]:
    events = []
    for part in parts:
        lines = dict(line.split(": ", 1) for line in part.decode().strip().splitlines())
        if "data" in lines:
            events.append({**lines, "data": orjson.loads(lines["data"])})
    return events


def test_every_answer_has_the_security_headers(client: Any) -> None:
    for answer in (client.send(*FAIR), client.send("GET", "/nothing")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "Strict-Transport-Security" not in answer.headers


def test_behind_tls_a_browser_is_told_to_stay_there(made: Any) -> None:
    answer = made(hsts_s=31_536_000).send(*FAIR)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_options_names_the_methods(client: Any) -> None:
    answer = client.send("OPTIONS", "/v1/fairs", role=None)
    assert (answer.status, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert client.refused("OPTIONS", "/v1/nothing", role=None)["code"] == "not_found"


def test_no_page_of_elsewhere_may_call_unless_a_setting_names_it(client: Any) -> None:
    answer = client.send(*FAIR, headers={"Origin": PORTAL})
    assert answer.status == 200
    assert not any(name.startswith("Access-Control") for name in answer.headers)


def test_a_named_origin_may_call_and_read_the_headers(made: Any) -> None:
    client = made(origins=Origins(f"{PORTAL} https://app.example:8443"))
    answer = client.send(*FAIR, headers={"Origin": PORTAL})
    assert answer.headers["Access-Control-Allow-Origin"] == PORTAL
    assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    other = client.send(*FAIR, headers={"Origin": "https://portal.example.evil.example"})
    assert other.status == 200
    assert "Access-Control-Allow-Origin" not in other.headers
    assert other.headers["Vary"] == "Origin"


def test_a_browser_that_asks_before_it_calls_is_answered_without_a_token(made: Any) -> None:
    asks = {"Origin": PORTAL, "Access-Control-Request-Method": "POST"}
    answer = made(origins=Origins("*")).send("OPTIONS", "/v1/fairs", role=None, headers=asks)
    assert answer.status == 204
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("written", ["portal.example", "https://a.example/", "https://", "null"])
def test_what_is_no_origin_stops_the_start(written: str) -> None:
    with pytest.raises(ValueError, match="not an origin"):
        Origins(written)


def test_progress_is_sent_when_it_has_changed_until_the_end(watcher: Any, services: Any) -> None:
    answer = watcher.send(*JOB, role="admin", headers=STREAM)
    assert answer.headers["Content-Type"] == "text/event-stream"
    looks = [{"done": 0}, {"done": 5}, {"done": 5}, {"done": 9, "state": "done"}]
    parts = iter(answer.stream)
    seen = told([next(parts), next(parts)])
    for look in looks:
        services.answers["ops.show_repair"] = {"job_id": "job-1", "state": "running", **look}
        if look in (looks[1], looks[3]):
            seen += told([next(parts)])
    assert [one["data"]["done"] for one in seen] == [0, 5, 9]
    assert [one["event"] for one in seen] == ["progress", "progress", "end"]
    assert list(parts) == []


def test_a_stream_taken_up_again_sends_nothing_twice(watcher: Any, services: Any) -> None:
    first = watcher.send(*JOB, role="admin", headers=STREAM).stream
    [seen] = told([next(first), next(first)])
    again = {**STREAM, "Last-Event-ID": seen["id"]}
    stream = watcher.send(*JOB, role="admin", headers=again).stream
    next(stream)
    assert next(stream) == b": still at it\n\n"
    services.answers["ops.show_repair"] = {"job_id": "job-1", "state": "done", "done": 3}
    assert [one["event"] for one in told(stream)] == ["end"]


def test_so_many_streams_are_open_at_a_time(watcher: Any, streams: Streams) -> None:
    held = [iter(watcher.send(*JOB, role="admin", headers=STREAM).stream) for _ in range(2)]
    for stream in held:
        next(stream)
    refused = watcher.refused(*JOB, role="admin", headers=STREAM)
    assert (refused["status"], refused["code"]) == (503, "too_many_streams")
    held[0].close()
    assert watcher.send(*JOB, role="admin", headers=STREAM).status == 200
    assert streams.open == 1


def test_a_stream_bears_a_service_that_is_away_for_a_while(watcher: Any, services: Any) -> None:
    stream = watcher.send(*JOB, role="admin", headers=STREAM).stream
    next(stream), next(stream)
    services.answers["ops.show_repair"] = Unavailable("loans", "deadline")
    assert told(stream) == []


def test_a_stream_ends_when_the_gateway_stops(watcher: Any, streams: Streams) -> None:
    streams.stopping = lambda: True
    assert len(told(watcher.send(*JOB, role="admin", headers=STREAM).stream)) == 1


def test_who_does_not_ask_for_a_stream_gets_the_view(watcher: Any) -> None:
    answer = watcher.send(*JOB, role="admin", headers={"Accept": "*/*"})
    assert answer.stream is None
    assert orjson.loads(answer.body)["state"] == "running"


def test_timing_is_told_where_it_is_wanted(made: Any, client: Any) -> None:
    untold = client.send(*FAIR)
    assert untold.status == 200
    assert "Server-Timing" not in untold.headers
    timing = made(timing=True).send(*FAIR).headers["Server-Timing"]
    assert timing.startswith("gateway;dur=")
