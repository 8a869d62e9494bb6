"""Which spans are recorded, under which parent, and what is passed on without any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from chassis import cloudevents
from chassis.domain import Event, Refusal
from chassis.rpc import rpc
from chassis.rpc.client import RpcClient
from chassis.telemetry import event_spans, trace
from chassis.telemetry.trace import Ended

GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
STATE = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"
NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


class Spans(list[Ended]):
    def record(self, span: Ended) -> None:
        self.append(span)

    def close(self) -> None: ...


@pytest.fixture
def spans() -> Iterator[Spans]:
    recorded = Spans()
    trace.record_to(recorded)
    yield recorded
    trace.record_to(None)


def an_event(traceparent: str | None, tracestate: str | None = None) -> Event:
    return Event(
        id="e1",
        type="t",
        source="/s",
        subject="s1",
        time=NOON,
        data={},
        traceparent=traceparent,
        tracestate=tracestate,
    )


def test_without_a_recorder_a_trace_context_passes_through_unchanged():
    with trace.span("rpc", "server", GIVEN):
        assert trace.current() == GIVEN
    assert trace.current() is None


def test_without_a_recorder_a_new_trace_is_begun_and_not_sampled():
    with trace.span("HTTP", "server", None, "request-1"):
        begun = trace.current()
        assert trace.usable(begun)
        assert not trace.sampled(begun)
        assert trace.correlation() == "request-1"
        with trace.span("call", "client"):
            assert trace.current() == begun
    assert trace.correlation() is None


@pytest.mark.parametrize(
    "nonsense",
    ["", "x", GIVEN + "-more", GIVEN.upper(), f"00-{'0' * 32}-b7ad6b7169203331-01", "\n" + GIVEN],
)
def test_nonsense_in_place_of_a_traceparent_begins_a_new_trace(nonsense):
    with trace.span("rpc", "server", nonsense):
        assert trace.usable(trace.current())
        assert trace.current() != nonsense
    assert trace.admitted(nonsense) is None


def test_a_recorded_span_names_its_parent_and_is_the_parent_of_the_next(spans):
    with trace.span("HTTP", "server", GIVEN) as outer:
        outer.tell("GET /v1/things", {"http.route": "/v1/things"})
        with trace.span("call things.get_thing", "client"):
            pass
    inner, outer = spans
    assert (outer.parent, inner.parent) == (GIVEN, outer.own)
    assert outer.own.split("-")[1] == GIVEN.split("-")[1]
    assert outer.name == "GET /v1/things"
    assert outer.started <= inner.started <= inner.ended <= outer.ended


def test_an_unsampled_trace_is_passed_on_and_not_recorded(spans):
    with trace.span("rpc", "server", GIVEN[:-1] + "0"):
        assert trace.current() == GIVEN[:-1] + "0"
    assert not spans


def test_the_ratio_decides_for_traces_that_begin_here(spans):
    trace.record_to(spans, 0.0)
    with trace.span("HTTP", "server", trace.admitted(GIVEN)):
        pass
    assert not spans


def test_an_internal_span_begins_no_trace(spans):
    with trace.span("transaction", "internal"):
        assert trace.current() is None
    assert not spans


def test_a_fault_marks_a_span_by_its_class_and_a_refusal_is_no_error(spans):
    for raised in (RuntimeError("a name"), Refusal(person_id="p1")):
        with pytest.raises(type(raised)), trace.span("rpc", "server", GIVEN):
            raise raised
    failed, refused = spans
    assert (failed.error, refused.error) == ("RuntimeError", None)
    assert refused.attributes == {"yunling.refusal": "refused"}


def test_an_event_goes_from_its_request_through_the_outbox_to_its_handler(spans):
    body, kept = event_spans.stored({"id": "e1", "traceparent": GIVEN})
    event_spans.published([{"id": "e1", "type": "t", "at": NOON, **kept}])
    [event] = event_spans.taken("demo.on_thing", [an_event(body["traceparent"])])
    event_spans.handled("demo.on_thing", [an_event(body["traceparent"])], 1)
    published, handled = spans

    assert (published.parent, published.own) == (GIVEN, body["traceparent"])
    assert (handled.parent, handled.own) == (published.own, event.traceparent)
    assert (published.kind, handled.kind) == ("producer", "consumer")


def test_an_event_with_an_unusable_traceparent_is_handled_without_a_span(spans):
    for given in (None, "nonsense", GIVEN[:-1] + "0"):
        body, kept = event_spans.stored({"id": "e1", "traceparent": given})
        assert (body["traceparent"], kept) == (given, {})
        event_spans.handled("demo.on_thing", [an_event(given)], 1)
    assert not spans


def test_a_tracestate_is_passed_on_to_the_spans_below_and_ends_with_its_own(spans):
    with trace.span("HTTP", "server", GIVEN, None, STATE):
        with trace.span("call", "client"):
            assert trace.tracestate() == STATE
        with trace.span("rpc", "server", GIVEN):
            assert trace.tracestate() is None
    assert trace.tracestate() is None


@pytest.mark.parametrize("traceparent", [None, "nonsense"])
def test_a_tracestate_without_a_usable_traceparent_is_dropped(traceparent):
    with trace.span("HTTP", "server", traceparent, None, STATE):
        assert trace.tracestate() is None
    with trace.within(traceparent, STATE):
        assert trace.tracestate() is None


def test_an_invalid_tracestate_does_not_end_its_trace():
    with trace.span("HTTP", "server", GIVEN, None, "no member"):
        assert (trace.current(), trace.tracestate()) == (GIVEN, None)


def test_a_call_carries_the_tracestate_and_none_when_there_is_none():
    link = Link()
    with trace.within(GIVEN, STATE):
        link.asked()
    with trace.within(GIVEN):
        link.asked()
    first, second = link.headers
    assert (first["nameko.traceparent"], first["nameko.tracestate"]) == (GIVEN, STATE)
    assert "nameko.tracestate" not in second


def test_a_service_goes_on_with_the_tracestate_of_its_caller():
    context = {"traceparent": GIVEN, "tracestate": STATE}
    assert Things().look(None, context)["result"] == [GIVEN, STATE]


def test_an_event_takes_over_the_tracestate_of_its_command_or_of_the_event_that_caused_it():
    with trace.within(GIVEN, STATE):
        assert event_spans.context(None)["tracestate"] == STATE
        assert event_spans.context(an_event(None))["tracestate"] == STATE
        assert event_spans.context(an_event(GIVEN))["tracestate"] is None
    cause = an_event(GIVEN, STATE)
    assert event_spans.context(cause)["tracestate"] == STATE


def test_the_outbox_and_a_handler_keep_the_tracestate_under_spans_of_their_own(spans):
    body, _ = event_spans.stored({"id": "e1", "traceparent": GIVEN, "tracestate": STATE})
    assert (body["traceparent"] == GIVEN, body["tracestate"]) == (False, STATE)
    [event] = event_spans.taken("demo.on_thing", [an_event(body["traceparent"], STATE)])
    assert event.tracestate == STATE


@pytest.mark.parametrize(
    ("traceparent", "given", "read"),
    [
        (GIVEN, STATE, STATE),
        (GIVEN, "no member", None),
        (GIVEN, {"a": 1}, None),
        (None, STATE, None),
        ("nonsense", STATE, None),
    ],
)
def test_an_event_is_read_whatever_its_tracestate_is(traceparent, given, read):
    about = dict.fromkeys(cloudevents.REQUIRED, "x") | {"time": NOON.isoformat(), "data": {}}
    about |= {"traceparent": traceparent, "tracestate": given, "specversion": "1.0"}
    decoded = cloudevents.decode(cloudevents.encode(about))
    assert cloudevents.event(decoded, {}).tracestate == read


class Things:
    name = "things"
    policy = SimpleNamespace(admit=lambda method, actor: None)

    @rpc()
    def look(self):
        return [trace.current(), trace.tracestate()]


class Link:
    """A connection that answers each request at once."""

    def __init__(self):
        self.headers = []
        self.client = RpcClient()
        self.client.service, self.client.reply_to, self.client.link = "demo", "r", self
        self.client.passports = SimpleNamespace(of=lambda actor, service: "passport")
        self.client._waiting = {}

    def asked(self):
        self.client.call("things", "look", None, deadline_s=1)

    def publish(self, message, exchange, routing_key, **flags):
        self.headers.append(message.headers)
        [signal] = self.client._waiting.values()
        signal.send({"result": None, "error": None})
