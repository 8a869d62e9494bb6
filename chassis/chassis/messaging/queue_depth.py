"""Queue depths, read from the broker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kombu.connection import Connection

from chassis.messaging import amqp
from chassis.telemetry import log, metrics

_log = log.get(__name__)


class Queues:
    """Asks the broker on a dedicated connection."""

    def __init__(self, amqp_uri: str, service: str) -> None:
        self._uri = amqp_uri
        self._name = f"{service}.queues"
        self._connection: Connection | None = None

    def measure(self, names: Mapping[str, Sequence[str]]) -> None:
        """Set the gauge of each name to the number of messages in its queues. While the broker is
        away the gauges are removed rather than left stale."""
        try:
            if self._connection is None:
                self._connection = amqp.connect(self._uri, self._name)
            self._connection.heartbeat_check()
            with self._connection.channel() as channel:
                for name, queues in names.items():
                    found = [channel.queue_declare(queue, passive=True) for queue in queues]
                    metrics.QUEUED.labels(name).set(sum(one.message_count for one in found))
        except amqp.AWAY as away:
            _log.debug("queues.not_measured", error=type(away).__name__)
            metrics.QUEUED.clear()
            amqp.forget(self._connection)
            self._connection = None
