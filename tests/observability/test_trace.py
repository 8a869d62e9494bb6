"""One trace shows a request on its whole way: door, service, store, broker, letter."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.integration.making import a_fair, a_person, once_known, unique
from tests.integration.target import eventually
from tests.observability.collector import Collector, Seen
from tests.observability.conftest import Stack

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
STATE = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"
CONFIRMED = "yunling.jobs.registration.confirmed.v1"
WAY = [
    ("gateway", "server", "POST /v1/fairs/{fair_id}/registrations"),
    ("gateway", "client", "call jobs.register_for_fair"),
    ("jobs", "server", "rpc register_for_fair"),
    ("jobs", "internal", "transaction"),
    ("jobs", "producer", f"publish {CONFIRMED}"),
    ("notify", "consumer", "handle notify.on_news"),
    ("notify", "client", "deliver email"),
]


def ways(spans: list[Seen]) -> list[list[Seen]]:
    """Every way from a root to a span, as the spans along it."""
    by_id = {span.span_id: span for span in spans}

    def up(span: Seen) -> list[Seen]:
        above = by_id.get(span.parent_id)
        return [*(up(above) if above else []), span]

    return [up(span) for span in spans]


def test_a_registration_is_traced_from_the_door_to_the_letter(stack: Stack, collector: Collector):
    consents = [{"purpose": use, "notice_version": "2026-01"} for use in ("data_use", "messages")]
    address = f"{unique('yang')}@example.org"
    person_id = a_person(stack.door, email=address, consents=consents)
    fair_id = a_fair(stack.door)
    once_known(lambda: stack.door.get(f"/v1/people/{person_id}/messages"))
    path = f"/v1/fairs/{fair_id}/registrations"
    given = f"00-{TRACE}-00f067aa0ba902b7-01"
    headers = {"traceparent": given, "tracestate": STATE}
    registered = once_known(lambda: stack.door.post(path, {"person_id": person_id}, **headers))
    assert registered.status == 201, registered.body
    assert registered.headers["traceparent"].split("-")[1] == TRACE

    def whole_way() -> list[Seen] | None:
        for way in ways(collector.of(TRACE)):
            if [(span.service, span.kind, span.name) for span in way] == WAY:
                return way
        return None

    way = eventually(whole_way, what="a trace that ends with a letter")
    assert way[0].parent_id == "00f067aa0ba902b7"
    assert not any(span.failed for span in way)
    begins_before_what_follows(way, stack)
    # From the door over RPC into the event, and from there through a handler into its events.
    assert stack.tracestates("jobs", TRACE) == stack.tracestates("notify", TRACE) == {STATE}


def begins_before_what_follows(way: list[Seen], stack: Stack) -> None:
    """Processes of one machine share its clock, so their spans begin in the order of the way. A
    publication begins when the event was stored, by the database's clock as the service reckons
    it, and is confirmed by the machine's clock."""
    published = WAY.index(("jobs", "producer", f"publish {CONFIRMED}"))
    publication = way[published]
    others = [span for span in way if span is not publication]
    assert all(early.seconds[0] <= late.seconds[0] for early, late in pairwise(others))
    stored_at = stack.stored_at("jobs", publication.span_id)
    assert publication.seconds[0] == pytest.approx(stored_at.timestamp(), abs=1e-5)
    assert way[published - 1].seconds[0] <= publication.seconds[1]


def test_every_handler_of_an_event_has_its_own_span_below_the_publication(
    stack: Stack, collector: Collector
):
    answer = stack.door.post("/v1/people", {})
    assert answer.status == 422
    a_person(stack.door)

    def handled_by() -> set[str]:
        published = {s.span_id for s in collector.spans if s.name.endswith("person.registered.v1")}
        return {span.name for span in collector.spans if span.parent_id in published}

    who_learns = {f"handle {s}.on_person" for s in ("jobs", "loans", "training")}
    eventually(lambda: who_learns | {"handle notify.on_news"} <= handled_by())


def test_a_refused_request_is_traced_and_no_error(stack: Stack, collector: Collector):
    answer = stack.door.get("/v1/people/nobody-of-this-name")
    assert answer.status == 404
    trace_id = answer.headers["traceparent"].split("-")[1]
    eventually(lambda: len(collector.of(trace_id)) == 3)
    assert {span.name for span in collector.of(trace_id) if not span.failed} == {
        "GET /v1/people/{person_id}",
        "call people.get_person",
        "rpc get_person",
    }
