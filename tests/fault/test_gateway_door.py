"""The public door against clients that do not mean well; broker and store are away all the time."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from tests.fault.gateway import Gateway
from tests.fault.stage import until

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    settings = {"GATEWAY_HEAD_WITHIN_S": "1", "GATEWAY_REQUEST_WITHIN_S": "2"}
    folder = tmp_path_factory.mktemp("gateway")
    with Gateway(folder, GATEWAY_CONNECTIONS_EACH="20", **settings) as running:
        yield running


def speak(gateway: Gateway, said: bytes, within_s: float = 5) -> bytes:
    """What the door answers until it closes or falls silent."""
    place = urlsplit(gateway.url)
    with socket.create_connection((place.hostname, place.port), within_s) as line:
        line.sendall(said)
        return read(line)


def read(line: socket.socket) -> bytes:
    heard = b""
    while part := line.recv(65_536):
        heard += part
    return heard


def request(*lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join([*lines, "", ""]).encode() + body


HOST, CLOSE = "Host: yunling", "Connection: close"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (request("GET /healthz HTTP/1.1", HOST, "X-Long: " + "a" * 9000), 431),
        (request("GET /healthz HTTP/1.1", HOST, *[f"X-{n}: {'a' * 4000}" for n in range(9)]), 431),
        (request("GET /healthz HTTP/1.1", HOST, *[f"X-{n}: a" for n in range(150)]), 431),
        (request("GET /" + "a" * 9000 + " HTTP/1.1", HOST), 414),
        (request("GET /healthz HTTP/1.1"), 400),
        (request("GET /healthz HTTP/1.1", HOST, HOST), 400),
        (request("GET /healthz HTTP/1.1", HOST, "no colon here"), 400),
        (request("GET /healthz HTTP/7.0", HOST), 400),
        (request("GET /healthz"), 400),
        (request("POST /v1/fairs HTTP/1.1", HOST, "Content-Length: 1", "Content-Length: 2"), 400),
        (request("POST /v1/fairs HTTP/1.1", HOST, "Content-Length: +1"), 400),
        (request("POST /v1/fairs HTTP/1.1", HOST, "Content-Length: -1"), 400),
        (
            request(
                "POST /v1/fairs HTTP/1.1", HOST, "Content-Length: 4", "Transfer-Encoding: chunked"
            ),
            400,
        ),
        (request("POST /v1/fairs HTTP/1.1", HOST, "Transfer-Encoding: gzip"), 400),
    ],
    ids=lambda value: value if isinstance(value, int) else value[:60].decode(),
)
def test_what_is_no_request_is_refused_as_a_problem_and_the_connection_closed(
    gateway: Gateway, said: bytes, status: int
) -> None:
    answer = speak(gateway, said)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:200]
    assert PROBLEM.encode() in answer
    assert answer.count(b"HTTP/1.1") == 1


def test_a_client_that_dribbles_its_headers_is_told_so_in_time(gateway: Gateway) -> None:
    place = urlsplit(gateway.url)
    began = time.monotonic()
    with socket.create_connection((place.hostname, place.port), 5) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\n")
        line.settimeout(0.1)
        heard = b""
        while not heard and time.monotonic() - began < 5:
            line.sendall(b"X: y\r\n")
            try:
                heard = line.recv(65_536)
            except TimeoutError:
                continue
    assert heard.startswith(b"HTTP/1.1 408 ")
    assert b"head_too_slow" in heard
    assert time.monotonic() - began < 3


def test_a_crowd_that_dribbles_keeps_nobody_else_out(gateway: Gateway) -> None:
    place = urlsplit(gateway.url)
    address = (place.hostname, place.port)
    crowd = [socket.create_connection(address, 5) for _ in range(40)]
    try:
        for line in crowd:
            line.sendall(b"GET ")
        heard = [line for line in crowd if b"too_many_connections" in peek(line)]
        assert len(heard) == 20
        until(gateway.answers, 10)
    finally:
        for line in crowd:
            line.close()


def peek(line: socket.socket) -> bytes:
    line.settimeout(0.05)
    try:
        return line.recv(65_536)
    except TimeoutError:
        return b""


def test_a_body_that_dribbles_is_given_up(gateway: Gateway) -> None:
    head = request(
        "POST /v1/fairs HTTP/1.1",
        HOST,
        f"Authorization: Bearer {gateway.token('officer', region='530000')}",
        "Idempotency-Key: key-of-the-test",
        "Content-Type: application/json",
        "Content-Length: 100",
    )
    answer = speak(gateway, head + b"{", 8)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"body_too_slow" in answer
    assert b"Connection: close" in answer


def test_the_answer_to_a_large_body_is_read_although_nobody_reads_the_body(
    gateway: Gateway,
) -> None:
    answer = requests.post(gateway.url + "/v1/events", data=b"a" * 4_000_000, timeout=10)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == PROBLEM


def test_two_requests_on_one_connection_are_answered_in_turn(gateway: Gateway) -> None:
    asked = request("GET /healthz HTTP/1.1", HOST)
    last = request("GET /v1/nothing HTTP/1.1", HOST, CLOSE)
    answers = speak(gateway, asked + last)
    assert answers.count(b"HTTP/1.1 ") == 2
    assert answers.index(b"200 OK") < answers.index(b"404 Not Found")
