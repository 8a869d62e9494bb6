"""The benchmark's own judgement: who was overtaken, what is met, what a copied row looks like."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import bson
import pytest
from bson.raw_bson import RawBSONDocument

from tests.bench.aims import AIMS, Row, at_least, at_most, of_limits, times
from tests.bench.client import Answered, Load, request, send
from tests.bench.growth import Template
from tests.bench.hot_fair import out_of_order


def asked(asked: float, told: float) -> Answered:
    return Answered(0, 201, asked, told, b"")


def test_a_list_in_the_order_of_asking_overtakes_nobody():
    assert out_of_order([asked(0, 1)], [(1, asked(0.5, 2)), (2, asked(1.5, 3))]) == 0


def test_who_asked_after_another_was_told_and_stands_before_them_is_counted():
    assert out_of_order([], [(1, asked(5, 6)), (2, asked(0, 1))]) == 1


def test_a_place_for_somebody_who_asked_after_another_was_told_to_wait_is_counted():
    assert out_of_order([asked(3, 4)], [(1, asked(0, 1))]) == 1


def test_a_position_given_twice_is_counted():
    assert out_of_order([], [(1, asked(0, 1)), (1, asked(0, 1))]) == 1


@pytest.mark.parametrize(
    ("wish", "met"),
    [
        (at_least(100), True),
        (at_most(99), False),
        (times(10, "peer"), True),
        (times(10.1, "peer"), False),
        (times(2, "nobody"), None),
        (of_limits(0.5), True),
        (of_limits(0.6), False),
    ],
    ids=lambda one: getattr(one, "text", str(one)),
)
def test_a_condition_holds_or_not_or_cannot_be_checked(wish, met):
    assert wish.holds(Row(100, {"peer": 10}, {"slow": 200, "fast": 900})) is met


def test_each_figure_has_an_id_of_its_own():
    ids = [aim.id for aim in AIMS]
    assert len(ids) == len(set(ids))


def test_latencies_are_shares_of_all_answers():
    load = Load([asked(0, n / 1000) for n in range(1, 101)])
    assert load.waited_ms(0.5) == pytest.approx(51)
    assert load.waited_ms(0.99) == pytest.approx(100)


def test_a_body_is_announced_and_a_reading_request_has_none():
    assert request("POST", "/a", {"X": "1"}, b"{}").endswith(b"Content-Length: 2\r\n\r\n{}")
    assert b"Content-Length" not in request("GET", "/a", {})


def test_a_copied_row_has_other_ids_and_the_same_references():
    fair, person = "01936b2e-0000-7000-8000-000000000001", "01936b2e-0000-7000-8000-0000000000a1"
    row = {"_id": fair, "body": f"{fair} {person}".encode(), "n": 2}
    copy = bson.decode(Template(RawBSONDocument(bson.encode(row))).copied(salt=0x10).raw)
    assert copy == {
        "_id": "01936b2e-0000-7000-8000-000000000011",
        "body": b"01936b2e-0000-7000-8000-000000000011 01936b2e-0000-7000-8000-0000000000b1",
        "n": 2,
    }


def test_a_row_that_holds_events_counts_as_those():
    row = {"_id": "1", "events": [{"id": "a"}, {"id": "b"}]}
    assert Template(RawBSONDocument(bson.encode(row))).weight == 2


class Stubborn(BaseHTTPRequestHandler):
    """Puts every request off once."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        status = 200 if self.path in self.seen else 503
        self.seen.add(self.path)
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def test_a_request_that_is_put_off_is_sent_again_and_its_wait_counts():
    with ThreadingHTTPServer(("127.0.0.1", 0), Stubborn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        paths = [request("GET", f"/{n}", {}) for n in range(5)]
        load = send(f"http://127.0.0.1:{server.server_port}", paths, 2, keep_bodies=True)
        server.shutdown()
    assert [(one.status, one.body) for one in load.answers] == [(200, b"{}")] * 5
    assert load.put_off == 5
    assert load.waited_ms(0) >= 100


def test_requests_at_a_pace_take_their_time():
    with ThreadingHTTPServer(("127.0.0.1", 0), Stubborn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Stubborn.seen.add("/again")
        url, again = f"http://127.0.0.1:{server.server_port}", request("GET", "/again", {})
        load = send(url, [again] * 10, 2, per_s=50)
        server.shutdown()
    assert len(load.answers) == 10
    assert load.seconds >= 0.18
