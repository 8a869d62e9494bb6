"""What the platform publishes: whole CloudEvents, in order, without personal data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import kombu

from tests.integration.making import a_fair, a_flag, a_worker_form
from tests.integration.target import eventually

UUID_7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@contextmanager
def listening(uri: str, pattern: str) -> Iterator[list[kombu.Message]]:
    """Messages of `yunling.events` that fit the pattern; the list grows while it is asked."""
    with kombu.Connection(uri) as connection:
        channel = connection.channel()
        exchange = kombu.Exchange("yunling.events", type="topic", passive=True, channel=channel)
        queue = kombu.Queue("", exchange, pattern, exclusive=True, auto_delete=True)
        queue = queue.bind(channel)
        queue.declare()
        yield Arriving(queue)


class Arriving(list[Any]):
    """A list that fetches what has come in whenever it is looked through."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue

    def __iter__(self) -> Iterator[Any]:
        while message := self._queue.get(no_ack=True, accept=None):
            self.append(message)
        return super().__iter__()

    def about(self, subject: str) -> list[dict[str, Any]]:
        events = [json.loads(message.body) for message in self]
        return [event for event in events if event["subject"] == subject]


def test_an_event_is_a_whole_cloudevent_of_its_contract(admin, platform):
    with listening(platform.amqp_uri, "yunling.jobs.fair.drafted.v1") as arriving:
        fair_id = a_fair(admin, state="draft")
        event = eventually(lambda: arriving.about(fair_id))[0]
        message = next(one for one in list(arriving) if fair_id in str(one.body))
    assert message.properties["content_type"] == "application/cloudevents+json"
    assert message.properties["delivery_mode"] == 2
    assert event["specversion"] == "1.0"
    assert event["type"] == "yunling.jobs.fair.drafted.v1"
    assert event["source"] == "/yunling/jobs"
    assert UUID_7.fullmatch(event["id"])
    assert event["time"].endswith("Z")
    assert event["sequence"] == "0000000001"
    assert event["type"] in event["dataschema"]
    assert event["data"]["fair_id"] == fair_id
    assert event["traceparent"].startswith("00-")


def test_the_life_of_a_fair_is_told_in_order_and_without_gaps(admin, platform):
    with listening(platform.amqp_uri, "yunling.jobs.fair.*.v1") as arriving:
        fair_id = a_fair(admin)
        admin.make(f"/v1/fairs/{fair_id}/closing")
        eventually(lambda: len(arriving.about(fair_id)) == 4)
        told = arriving.about(fair_id)
    steps = [event["type"].split(".")[3] for event in told]
    assert steps == ["drafted", "published", "opened", "closed"]
    assert [int(event["sequence"]) for event in told] == [1, 2, 3, 4]


def test_no_event_about_a_person_says_who_it_is(admin, platform):
    form = a_worker_form(email="yang@example.org", key_groups=[a_flag()])
    with listening(platform.amqp_uri, "yunling.people.#") as arriving:
        person_id = admin.make("/v1/people", form)["person_id"]
        told = eventually(lambda: arriving.about(person_id))
    text = json.dumps(told, ensure_ascii=False)
    reference = form["key_groups"][0]["evidence"]["reference"]
    for personal in (form["name"], form["id_number"], form["phone"], form["email"], reference):
        assert personal not in text


def test_what_was_published_was_handled_by_everybody_who_wanted_it(admin):
    a_fair(admin)

    def all_out() -> bool:
        flow = admin.read("/v1/ops/flow")
        return all(service["unsent"] == 0 for service in flow.values())

    eventually(all_out)
