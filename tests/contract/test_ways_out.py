"""No process ends of what a reply, a problem, a log line, a record or a parked row holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import bson
import orjson
import pytest
import structlog
from marshmallow import Schema, fields

from chassis.domain import Early, Invalid, Refusal, audit
from chassis.rpc.server import RpcServer, _load
from chassis.storage import cause, waiting
from chassis.telemetry import log
from gateway.http.problem import Problem, render
from tests.contract import code

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


class Silent:
    """A value whose own code raises when it is shown."""

    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


def _deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


UNWRITABLE: dict[str, Any] = {
    "numbers_as_keys": {0: {"subject": ["Missing."]}},
    "a_set": {1, 2},
    "bytes": b"\xff",
    "half_a_surrogate_pair": "\ud800",
    "as_a_key": {"\ud800": 1},
    "beyond_64_bits": 2**70,
    "nested_a_thousand_deep": _deep(1000),
    "an_object": object(),
    "an_object_that_raises": Silent(),
}
SERVICES = pytest.mark.parametrize("service", code.SERVICES)
VALUES = pytest.mark.parametrize("value", UNWRITABLE.values(), ids=UNWRITABLE)


@pytest.fixture(autouse=True)
def logs_as_in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    monkeypatch.setattr(logging, "raiseExceptions", False)
    log.configure("any", "INFO")
    yield
    root.handlers[:] = before
    structlog.reset_defaults()


class Link:
    """What a server publishes over."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def publish(self, message: Any, *_: Any) -> None:
        self.sent.append(orjson.loads(message.body))


def _replied(service: str, result: Any) -> Any:
    server = RpcServer()
    server.link = Link()
    asked = SimpleNamespace(
        delivery_info={"routing_key": f"{service}.any"},
        properties={"reply_to": "caller", "correlation_id": "1"},
    )
    server._finished(asked, None, result, None)
    [reply] = server.link.sent
    return reply


@SERVICES
@VALUES
def test_a_reply_that_cannot_be_written_is_an_internal_error(service: str, value: Any) -> None:
    reply = _replied(service, {"result": value, "error": None})
    assert reply["error"]["exc_args"][0] == "internal_error"


@SERVICES
def test_a_reply_that_can_be_written_is_sent_as_it_is(service: str) -> None:
    assert _replied(service, {"result": {"n": 1}, "error": None})["result"] == {"n": 1}


def _takes_anything(field: fields.Field[Any]) -> bool:
    return type(field) is fields.Raw or isinstance(field, fields.Dict)


def _with_lists() -> Iterator[tuple[str, str, type[Schema]]]:
    for service in code.SERVICES:
        for method, call in code.calls(service).items():
            for name, field in (call.request._declared_fields if call.request else {}).items():
                if isinstance(field, fields.List) and not _takes_anything(field.inner):
                    yield f"{service}.{method}", name, call.request


@pytest.mark.parametrize(
    ("name", "request_schema"),
    [pytest.param(name, schema, id=f"{rpc}-{name}") for rpc, name, schema in _with_lists()],
)
def test_an_element_that_a_schema_refuses_is_named_by_its_place(
    name: str, request_schema: type[Schema]
) -> None:
    with pytest.raises(Invalid) as refused:
        _load(request_schema(), {name: [{"no": object}]})
    errors = refused.value.facts["errors"]
    assert orjson.loads(orjson.dumps(errors)) == errors
    assert "0" in errors[name] or isinstance(errors[name], list)


@pytest.mark.parametrize("language", ["zh", "en"])
@VALUES
def test_a_problem_that_cannot_be_written_is_an_internal_error(language: str, value: Any) -> None:
    shown = render(Problem("invalid", {"fact": value}), language, "/v1/any")
    assert (shown.status, orjson.loads(shown.body)["code"]) in (
        (500, "internal_error"),
        (422, "invalid"),
    )


@VALUES
def test_what_cannot_be_a_fact_of_a_record_is_refused_before_anything_is_stored(value: Any) -> None:
    try:
        record = audit.entry(None, NOON, "try", None, {"fact": value})
    except (TypeError, ValueError):
        return
    bson.encode(record)


@VALUES
def test_a_log_line_raises_nothing(value: Any, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("any", "INFO")
    logger = log.get("any")
    logger.info("any.thing", value=value)
    logger.error("any.failed", exc_info=Refusal(value=value))
    logging.getLogger("library").warning("says %s", value)
    logger.info("any.other")
    assert "any.other" in capsys.readouterr().out


ROW = waiting.row("jobs.on_person", b"{}", None, NOON, None)


@VALUES
def test_a_row_is_parked_whatever_its_cause_holds(value: Any) -> None:
    for row in (
        waiting.failed(dict(ROW), Refusal(fact=value), NOON, [1.0]),
        waiting.failed(dict(ROW), Early(value), NOON, [1.0]),
        waiting.unreadable(dict(ROW), {"field": value}, NOON),
        waiting.unreadable(dict(ROW), value, NOON),
    ):
        assert isinstance(row["label"], str)
        bson.encode(row)


def test_a_cause_is_no_larger_than_a_row_may_be() -> None:
    large = {"text": "x" * 10**7, "list": list(range(10**6)), "names": dict.fromkeys(range(10**5))}
    assert len(bson.encode({"cause": cause.invalid(large)})) < 100_000
