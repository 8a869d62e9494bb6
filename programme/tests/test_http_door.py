"""The door asks again with the same key, and says what was refused."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from programme.actors import door as door_module
from programme.actors.crew import work_through
from programme.actors.door import Door, Refused, Unreachable


class Gateway(ThreadingHTTPServer):
    """Answers from ``answers`` in turn (status, body); remembers what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, dict[str, object]]] = []
        self.asked: list[tuple[str, str, str | None]] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, body, self.headers["Idempotency-Key"]))
        status, answer = self.server.answers.pop(0)
        said = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    monkeypatch.setattr(door_module, "_PAUSES_S", (0.0, 0.0, 0.0))
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def door(gateway: Gateway) -> Iterator[Door]:
    door = Door(f"http://127.0.0.1:{gateway.server_port}", connections=1)
    yield door
    door.close()


def test_a_busy_platform_is_asked_again_with_the_same_key(gateway: Gateway, door: Door):
    gateway.answers = [
        (503, {"code": "unavailable"}),
        (409, {"code": "request_in_progress"}),
        (201, {"loan_id": "1"}),
    ]
    assert door.post("/v1/loans", "token", {"amount": "1.00"}) == {"loan_id": "1"}
    assert len({key for _, _, key in gateway.asked}) == 1
    assert len(gateway.asked) == 3


def test_two_requests_have_two_keys(gateway: Gateway, door: Door):
    gateway.answers = [(201, {}), (201, {})]
    door.post("/v1/loans", "token")
    door.post("/v1/loans", "token")
    assert len({key for _, _, key in gateway.asked}) == 2


def test_a_refusal_is_not_asked_again_and_says_why(gateway: Gateway, door: Door):
    gateway.answers = [(409, {"code": "fair_full", "detail": "The fair is full"})]
    with pytest.raises(Refused, match="POST /v1/x: 409 fair_full The fair is full") as refused:
        door.post("/v1/x", "token")
    assert refused.value.code == "fair_full"


def test_a_platform_that_never_answers_is_given_up(gateway: Gateway, door: Door):
    gateway.answers = [(503, {"code": "unavailable"})] * 4
    with pytest.raises(Unreachable, match="503 unavailable"):
        door.post("/v1/x", "token")


def test_a_door_without_a_platform_behind_it_is_told_at_once():
    with pytest.raises(Unreachable, match="is the platform up"):
        Door("http://127.0.0.1:1", connections=1).must_serve()


def test_a_crew_does_every_task_once_and_stops_at_a_failure():
    done: list[int] = []
    work_through(range(100), done.append, hands=8, done=lambda: None)
    assert sorted(done) == list(range(100))

    def fail(task: int) -> None:
        if task == 3:
            raise KeyError(task)

    with pytest.raises(KeyError):
        work_through(range(100_000_000), fail, hands=2, done=lambda: None)
