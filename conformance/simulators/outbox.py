"""Sending what waits: in order, again and again until the platform has it, always under one id."""

from __future__ import annotations

import json
import logging
import threading
import uuid
from typing import Any, Protocol

import amqp
import requests

from simulators import broker
from simulators.faults import Fault
from simulators.memory import Memory
from simulators.settings import Settings

EVENT = "application/cloudevents+json"
INTAKE = "yunling.intake"
WITHIN_S = 30
PAUSES_S = (0.5, 1, 2, 4, 8, 15)
LOOK_S = 0.1
NOT_NOW = (408, 425, 429, 500, 502, 503, 504)
AWAY = (OSError, amqp.AMQPError, requests.RequestException)
_log = logging.getLogger("simulator")


class NotNow(Exception):
    """The platform does not take events at the moment; it may say when to come again."""

    def __init__(self, again_in_s: float | None = None) -> None:
        super().__init__(again_in_s)
        self.again_in_s = again_in_s


class Way(Protocol):
    """A way in. True when the event is stored, False when it can never be; raises NotNow."""

    def __call__(self, event: dict[str, Any]) -> bool: ...


class OverHttp:
    """`POST /v1/events`, one event a request."""

    def __init__(self, settings: Settings) -> None:
        self._url = f"{settings.url}/v1/events"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {settings.key}"

    def __call__(self, event: dict[str, Any]) -> bool:
        # The event's own id is the key, so that a repetition is one also when this program was
        # killed in between.
        headers = {"Content-Type": EVENT, "Idempotency-Key": str(uuid.UUID(event["id"]))}
        answer = self._session.post(
            self._url, data=json.dumps(event), headers=headers, timeout=WITHIN_S
        )
        if answer.status_code in NOT_NOW:
            after = answer.headers.get("Retry-After", "")
            raise NotNow(float(after) if after.isdigit() else None)
        if not answer.ok:
            _log.error("refused %s: %s %s", event["id"], answer.status_code, answer.text[:300])
        return answer.ok


class OverAmqp:
    """One message an event to the intake exchange, confirmed by the broker."""

    def __init__(self, settings: Settings) -> None:
        self._uri = settings.amqp_uri
        self._channel: Any = None

    def __call__(self, event: dict[str, Any]) -> bool:
        try:
            self._publish(event)
        except AWAY:
            self._channel = None
            raise
        return True

    def _publish(self, event: dict[str, Any]) -> None:
        if self._channel is None:
            self._channel = broker.connect(self._uri).channel()
        message = amqp.Message(
            json.dumps(event).encode(),
            content_type=EVENT,
            delivery_mode=2,
            user_id=broker.user(self._uri),
        )
        self._channel.basic_publish_confirm(
            message, INTAKE, event["type"], mandatory=True, timeout=WITHIN_S
        )


class Sender(threading.Thread):
    """Empties the memory's outbox until `stop`."""

    def __init__(self, settings: Settings, way: Way) -> None:
        super().__init__(name="sender", daemon=True)
        self._settings = settings
        self._way = way
        self._stopping = threading.Event()

    def run(self) -> None:
        memory = Memory(self._settings.data)
        failures = 0
        while not self._stopping.is_set():
            first = memory.waiting()
            if first is None:
                self._stopping.wait(LOOK_S)
                continue
            place, event = first
            try:
                memory.note(place, "sent" if self._way(event) else "refused")
                failures = 0
            except (NotNow, *AWAY) as away:
                self._wait(memory, place, away, failures)
                failures += 1
        memory.close()

    def stop(self) -> None:
        self._stopping.set()
        self.join(WITHIN_S)

    def _wait(self, memory: Memory, place: int, away: Exception, failures: int) -> None:
        _log.warning("not taken: %s", type(away).__name__)
        if Fault.GIVE_UP in self._settings.faults:
            memory.note(place, "lost")
            return
        if Fault.HAMMER in self._settings.faults:
            return
        pause = PAUSES_S[min(failures, len(PAUSES_S) - 1)]
        asked = away.again_in_s if isinstance(away, NotNow) else None
        self._stopping.wait(max(pause, asked or 0))
