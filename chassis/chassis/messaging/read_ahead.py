"""Fewer system calls for many messages on an AMQP connection (ADR 51).

py-amqp asks the socket six times for a message that it reads.
"""

from __future__ import annotations

from amqp.transport import TCPTransport
from kombu.connection import Connection

READ_BYTES = 16_384


def enable(connection: Connection) -> None:
    """Let an open connection read whatever its socket has, instead of only what it needs next."""
    transport = connection.connection.transport
    # TLS has a buffer of its own. What is left over waits in the transport's own buffer. A py-amqp
    # that reads in another way goes on reading in its own.
    if isinstance(transport, TCPTransport) and hasattr(transport, "_quick_recv"):
        receive = transport.sock.recv
        transport._quick_recv = lambda size: receive(max(size, READ_BYTES))
