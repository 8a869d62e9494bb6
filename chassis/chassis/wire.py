"""Fewer system calls for many messages on an AMQP connection.

py-amqp asks the socket six times for a message that it reads, and writes each one that it
publishes by itself; the broker, too, does better with more at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from amqp.transport import TCPTransport
from kombu.connection import Connection

READ_BYTES = 16_384
WRITE_BYTES = 262_144


def read_ahead(connection: Connection) -> None:
    """Let an open connection take from its socket what there is, not what it needs next."""
    transport = connection.connection.transport
    # TLS has a buffer of its own. What is left over waits in the transport's own buffer.
    if isinstance(transport, TCPTransport):
        receive = transport.sock.recv
        transport._quick_recv = lambda size: receive(max(size, READ_BYTES))


@contextmanager
def together(connection: Connection, within_s: float) -> Iterator[None]:
    """Gather what is written inside, and send it in large pieces.

    Nobody else may write on the connection meanwhile. Raises OSError when the broker is away;
    what was gathered may have been sent in part then.
    """
    transport = connection.connection.transport
    gathered = _Gathered(transport, within_s)
    transport._write = gathered.write
    try:
        yield
        gathered.send()
    finally:
        transport._write = gathered.straight


class _Gathered:
    """Bytes on their way to the socket."""

    def __init__(self, transport: Any, within_s: float) -> None:
        self.transport = transport
        self.within_s = within_s
        self.straight = transport._write
        self.held = bytearray()

    def write(self, data: Any) -> None:
        self.held += data
        if len(self.held) >= WRITE_BYTES:
            self.send()

    def send(self) -> None:
        held, self.held = self.held, bytearray()
        if held:
            with self.transport.having_timeout(self.within_s):
                self.straight(held)
