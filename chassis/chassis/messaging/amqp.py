"""The broker: names, topology, and a connection that green threads can share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Protocol

import eventlet
from amqp.basic_message import Message
from amqp.exceptions import AMQPError
from amqp.spec import Basic
from eventlet.semaphore import Semaphore
from kombu.connection import Connection
from kombu.exceptions import OperationalError

from chassis import loops, tls
from chassis.messaging import nodes, read_ahead
from chassis.telemetry import log

EVENTS, UNROUTED, INTAKE, RPC = (
    "yunling.events",
    "yunling.unrouted",
    "yunling.intake",
    "nameko-rpc",
)
# A node that fell silent is noticed within two of these by a reader, sooner by a writer.
HEARTBEAT_S = 10
CONNECT_WITHIN_S = 5
WRITE_WITHIN_S = 10
CANCEL_WITHIN_S = 5
AWAY = (OSError, AMQPError, OperationalError)
_log = log.get(__name__)


def connect(uri: str, name: str) -> Connection:
    """An open connection, shown as `name` in the broker's management pages.

    `uri` names every node of a cluster, separated by `;`; each is tried once. Raises the error of
    the last one.
    """
    last: Exception | None = None
    for node in nodes.in_order(uri):
        connection = Connection(
            node,
            heartbeat=HEARTBEAT_S,
            ssl=tls.of_broker(node),
            transport_options={"client_properties": {"connection_name": name}},
        )
        try:
            # The name of a node that is down may take longer to look up than any node to answer.
            with eventlet.Timeout(CONNECT_WITHIN_S, TimeoutError("no answer")):
                connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
        except AWAY as away:
            forget(connection)
            last = away
            continue
        # With this capability py-amqp reads inside of every publish, in whichever thread that is:
        # reading is the business of one thread only, and costs a system call each time.
        connection.connection.client_properties["capabilities"].pop("connection.blocked", None)
        read_ahead.enable(connection)
        return connection
    raise last or ConnectionError("no node is named")


def declare_events(channel: Any) -> None:
    """The exchange for events, with a queue behind it for events that no handler wants, so that
    unroutable events are kept."""
    channel.exchange_declare(UNROUTED, "fanout", durable=True, auto_delete=False)
    channel.queue_declare(
        UNROUTED, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
    )
    channel.queue_bind(UNROUTED, UNROUTED)
    channel.exchange_declare(
        EVENTS,
        "topic",
        durable=True,
        auto_delete=False,
        arguments={"alternate-exchange": UNROUTED},
    )
    channel.exchange_declare(INTAKE, "topic", durable=True, auto_delete=False)


def message(body: bytes, content_type: str, *, durable: bool, **properties: Any) -> Message:
    return Message(
        body,
        content_type=content_type,
        content_encoding="utf-8",
        delivery_mode=2 if durable else 1,
        **properties,
    )


def forget(connection: Connection | None) -> None:
    """Close a connection without waiting for a broker that may be gone."""
    if connection is None:
        return
    nodes.left(connection.host)
    with contextlib.suppress(Exception), eventlet.Timeout(2, False):
        connection.close()


class Peer(Protocol):
    """Something with a connection of its own."""

    connected: bool
    stopping: bool


def stay_connected(
    peer: Peer,
    uri: str,
    name: str,
    opened: Callable[[Connection], None],
    used: Callable[[Connection], None],
    also_away: tuple[type[Exception], ...] = (),
) -> None:
    """Connect as `name`, have the connection opened and used, and connect again when it is lost,
    until the peer stops. `also_away` is what else may be gone."""
    failures = 0
    while not peer.stopping:
        connection = None
        try:
            connection = connect(uri, name)
            opened(connection)
            failures = 0
            used(connection)
        except (*AWAY, *also_away) as away:
            if not peer.stopping:
                _log.warning("broker.away", link=name, error=type(away).__name__)
        finally:
            peer.connected = False
            forget(connection)
        if not peer.stopping:
            failures = loops.back_off(failures)


class Link:
    """One connection: read by the green thread that calls `run`, written by any, one at a time.

    `opened(channel)` is called after each (re)connect to declare and to consume.
    """

    def __init__(self, uri: str, name: str, opened: Callable[[Any], None]) -> None:
        self.uri = uri
        self.name = name
        self.opened = opened
        self.connected = False
        self.stopping = False
        self._channel: Any = None
        self._writing = Semaphore()

    def run(self) -> None:
        """Stay connected and read until `stop`."""
        stay_connected(self, self.uri, self.name, self._open, self._read)

    def publish(self, body: Message, exchange: str, routing_key: str, **flags: Any) -> None:
        """Write one message, unconfirmed. Raises OSError or AMQPError when the broker is away."""
        with self._writing:
            if not self.connected:
                raise ConnectionResetError("broker is away")
            self._channel.basic_publish(
                body, exchange=exchange, routing_key=routing_key, timeout=WRITE_WITHIN_S, **flags
            )

    def ack(self, delivery_tag: int) -> None:
        with self._writing:
            self._channel.basic_ack(delivery_tag)

    def cancel(self, consumer_tag: str) -> None:
        """Take no more messages. When this returns, all that were on their way have been given
        to the consumer's callback; they may still be answered."""
        channel = self._channel
        with contextlib.suppress(*AWAY), self._writing:
            if self.connected:
                # Not basic_cancel, which would read the answer here, beside the reading thread.
                channel.send_method(Basic.Cancel, "sb", (consumer_tag, False))
        with eventlet.Timeout(CANCEL_WITHIN_S, False):
            while self.connected and consumer_tag in channel.callbacks:
                eventlet.sleep(0.01)

    def stop(self) -> None:
        self.stopping = True

    def _open(self, connection: Connection) -> None:
        self._channel = connection.channel()
        self.opened(self._channel)
        self.connected = True

    def _read(self, connection: Connection) -> None:
        while not self.stopping:
            try:
                connection.drain_events(timeout=1)
            except TimeoutError:
                with self._writing:
                    connection.heartbeat_check()
