"""The whole program: a queue that is read, a memory, and a sender."""

from __future__ import annotations

import logging
import threading
from typing import Any

import requests

from simulators import broker
from simulators.bodies.table import BODIES
from simulators.faults import Fault
from simulators.inbox import Inbox, Stuck
from simulators.memory import Memory
from simulators.outbox import AWAY, PAUSES_S, OverAmqp, OverHttp, Sender
from simulators.settings import Settings
from simulators.signature import PlatformKeys

PREFETCH = 20
_log = logging.getLogger("simulator")


class System:
    """One body's system. `run` returns after `stop`. Raises KeyError for an unknown body."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        self._failures = 0
        body = BODIES[settings.body]
        self._memory = Memory(settings.data)
        self._keys = PlatformKeys(settings.url)
        self._inbox = Inbox(settings, body(self._memory, settings.faults), self._memory, self._keys)
        self._sender = Sender(
            settings, OverHttp(settings) if settings.via == "http" else OverAmqp(settings)
        )

    def run(self) -> None:
        self._sender.start()
        while not self._stopping.is_set():
            try:
                self._keys.learn()
                self._read()
            except (*AWAY, ValueError) as away:
                _log.warning("the platform is away: %s", type(away).__name__)
                self._stopping.wait(PAUSES_S[min(self._failures, len(PAUSES_S) - 1)])
                self._failures += 1
        self._sender.stop()
        self._memory.close()

    @property
    def _keeps(self) -> bool:
        return Fault.NEVER_ACKNOWLEDGE in self._settings.faults

    def stop(self) -> None:
        self._stopping.set()

    def _read(self) -> None:
        """Take messages until the connection breaks or the program is stopped."""
        with broker.connect(self._settings.amqp_uri) as connection:
            channel = connection.channel()
            channel.basic_qos(0, 0 if self._keeps else PREFETCH, False)
            channel.basic_consume(self._settings.queue, callback=self._take)
            self._failures = 0
            _log.info("listening at %s", self._settings.queue)
            while not self._stopping.is_set():
                try:
                    connection.drain_events(timeout=1)
                except TimeoutError:
                    connection.heartbeat_tick()

    def _take(self, message: Any) -> None:
        body = message.body if isinstance(message.body, bytes) else message.body.encode()
        headers = message.properties.get("application_headers") or {}
        try:
            self._inbox.take(headers, body)
        except Stuck:
            _log.error("stuck")
            self._stopping.wait()
            return
        except requests.RequestException:
            # Whether it is the platform's cannot be told now: it stays in the queue.
            message.channel.basic_reject(message.delivery_tag, requeue=True)
            raise
        if not self._keeps:
            message.channel.basic_ack(message.delivery_tag)
