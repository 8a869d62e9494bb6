"""CloudEvents of partner systems, and the two ways in: batches over HTTP, messages over AMQP."""

import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import amqp
import orjson
from kombu.utils.url import parse_url

from programme.actors.door import Door

Event = dict[str, Any]
Row = TypeVar("Row")

BATCH = 200
INTAKE = "yunling.intake"
_PAUSES_S = (0.5, 1, 2, 4, 8, 8, 15, 15)


def event(partner: str, kind: str, subject: str, data: dict[str, Any]) -> Event:
    """A CloudEvent of ``partner``; ``kind`` is ``checkin.reported`` and the like."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/partners/{partner}",
        "type": f"yunling.partners.{kind}.v1",
        "subject": subject,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }


def batches(rows: Sequence[Row], size: int = BATCH) -> Iterator[Sequence[Row]]:
    """``rows`` in slices of ``size``."""
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


class Intake(Protocol):
    """A way for a partner's events into the platform."""

    def publish(self, events: Sequence[Event]) -> None:
        """Hand over events; returns when the platform or its broker has stored every one."""


class NotAccepted(Exception):
    """Events were handed over and not stored: they must be sent again and are not counted."""


class HttpIntake:
    """``POST /v1/events`` with ``application/cloudevents-batch+json``, as ``token``'s partner."""

    def __init__(self, door: Door, token: str) -> None:
        self._door = door
        self._token = token

    def publish(self, events: Sequence[Event]) -> None:
        answer = self._door.send(
            "/v1/events",
            self._token,
            "application/cloudevents-batch+json",
            orjson.dumps(list(events)),
        )
        if answer.get("accepted") != len(events):
            raise NotAccepted(f"{answer.get('accepted')} of {len(events)} events were accepted")


class AmqpIntake:
    """Messages to the exchange ``yunling.intake``, confirmed by the broker in one go per batch.

    A batch is sent again, with the same event ids, over a new connection when the broker goes away
    before it has confirmed all of it. Not thread-safe: one connection, one channel.
    """

    def __init__(self, uri: str) -> None:
        self._place = parse_url(uri)
        self._connect()

    def publish(self, events: Sequence[Event]) -> None:
        for pause_s in _PAUSES_S:
            try:
                return self._publish(events)
            except (OSError, amqp.ConnectionError) as gone:
                last = gone
                self._connection.collect()
                time.sleep(pause_s)
        raise NotAccepted(f"the broker went away: {last}")

    def close(self) -> None:
        self._connection.close()

    def _publish(self, events: Sequence[Event]) -> None:
        if not self._connection.connected:
            self._connect()
        for one in events:
            self._published += 1
            self._open.add(self._published)
            message = _message(one, self._place["userid"])
            self._channel.basic_publish(message, INTAKE, one["type"], True)
        while self._open and not self._failure:
            self._connection.drain_events(timeout=60)
        if self._failure:
            raise NotAccepted(self._failure)

    def _connect(self) -> None:
        self._connection = amqp.Connection(
            host=f"{self._place['hostname']}:{self._place['port']}",
            userid=self._place["userid"],
            password=self._place["password"],
            virtual_host=self._place["virtual_host"] or "/",
            connect_timeout=10,
        )
        self._published = 0
        self._open: set[int] = set()
        self._failure: str | None = None
        self._connection.connect()
        self._channel: amqp.Channel = self._connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._confirmed)
        self._channel.events["basic_nack"].add(self._refused)
        self._channel.events["basic_return"].add(self._returned)

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self._open -= {open_ for open_ in self._open if open_ <= tag} if multiple else {tag}

    def _refused(self, tag: int, multiple: bool) -> None:
        self._failure = f"the broker refused message {tag}"

    def _returned(self, reply: Exception, *_: object) -> None:
        self._failure = f"no queue takes it: {reply}"


def _message(one: Event, user: str) -> amqp.Message:
    """The event as a persistent message; the broker checks that ``user`` is who publishes."""
    return amqp.Message(
        orjson.dumps(one),
        content_type="application/cloudevents+json",
        delivery_mode=2,
        message_id=one["id"],
        user_id=user,
    )
