"""The search through logs finds what it is there for, and nothing that merely looks like it."""

from __future__ import annotations

import pytest

from tests.leaks import found

LEAKS = {
    '{"event": "x", "id_number": "530102199003071238"}': "an ID number",
    "registered 53010219900307123x? no: 11010519491231002X": "an ID number",
    "call 13812348000 back": "a phone",
    '{"phone":"13812348000"}': "a phone",
    "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJsaS1uYSIsInJvbGUiOiJhZG1pbiJ9.c2ln": "a token",
    "key ylk_live_1f0c9a3e_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA": "an API key",
    "amqp://yunling:secret@127.0.0.1:5672/yunling": "a password in an address",
    "-----BEGIN PRIVATE KEY-----": "a private key",
    '{"kty":"OKP","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}': "the private part of a JWK",
    "Authorization: Bearer abcdefghijklmnopqrstuvwxyz": "an Authorization header",
}
HARMLESS = [
    '{"timestamp": "2026-11-22T12:28:02.138123480Z", "pid": 13812}',
    '{"trace": "4bf92f3577b34da6a3ce929d0e0e4736"}',
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    '{"fair_id": "01936b2e-1381-7000-8000-138123480001"}',
    "accepting AMQP connection <0.13812348000.0>",
    "138****8000 530102********1238",
    "530102199003071239 has a wrong check digit",
    "amqp://yunling:***@127.0.0.1:5672/yunling",
    "elapsed 1763814212345 ms",
]


@pytest.mark.parametrize(("line", "what"), LEAKS.items())
def test_what_no_log_may_hold_is_found_and_not_repeated(line: str, what: str) -> None:
    [said, *_] = found(line)
    assert said.startswith(f"{what}: ")
    assert "<...>" in said


@pytest.mark.parametrize("line", HARMLESS)
def test_what_merely_looks_like_it_is_left_alone(line: str) -> None:
    assert found(line) == []


def test_a_secret_of_the_stack_is_found_as_it_is() -> None:
    assert found("password=correct-horse-battery", ["correct-horse-battery"]) == [
        "a secret of the stack: password=<...>"
    ]
