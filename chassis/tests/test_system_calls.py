"""A connection takes from its socket what there is, and loses none of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from struct import pack
from types import SimpleNamespace

import pytest
from amqp.transport import TCPTransport

from chassis.messaging import read_ahead
from chassis.messaging.read_ahead import READ_BYTES

METHOD = 1


class Counted(socket.socket):
    """A socket that counts how often it is asked for bytes."""

    asked = 0

    def recv(self, *about: int) -> bytes:
        self.asked += 1
        return super().recv(*about)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Counted]]:
    broker, other = socket.socketpair()
    with broker, Counted(fileno=other.detach()) as ours:
        ours.settimeout(0.1)
        yield broker, ours


def reading_from(sock: Counted) -> TCPTransport:
    """A transport of py-amqp as it is once connected."""
    transport = TCPTransport("127.0.0.1:5672")
    transport.sock = sock
    transport._setup_transport()
    read_ahead.enable(SimpleNamespace(connection=SimpleNamespace(transport=transport)))
    return transport


def frame(payload: bytes) -> bytes:
    return pack(f">BHI{len(payload)}sB", METHOD, 1, len(payload), payload, 0xCE)


def test_frames_that_have_arrived_cost_one_call_and_are_read_in_order(ends):
    broker, ours = ends
    transport = reading_from(ours)
    payloads = [b"%d" % n for n in range(100)]
    broker.sendall(b"".join(map(frame, payloads)))
    assert [transport.read_frame()[2] for _ in payloads] == payloads
    assert ours.asked == 1, (
        "py-amqp no longer reads by _quick_recv: "
        "change or remove chassis/messaging/read_ahead.py (ADR 51)"
    )


def test_a_frame_larger_than_what_is_read_at_once_arrives_whole(ends):
    broker, ours = ends
    transport = reading_from(ours)
    large = b"x" * (2 * READ_BYTES)
    broker.sendall(frame(large) + frame(b"next"))
    assert transport.read_frame()[2] == large
    assert transport.read_frame()[2] == b"next"


def test_a_frame_that_has_arrived_in_part_is_read_when_the_rest_is_there(ends):
    broker, ours = ends
    transport = reading_from(ours)
    whole = frame(b"late")
    broker.sendall(whole[:9])
    with pytest.raises(TimeoutError):
        transport.read_frame()
    broker.sendall(whole[9:])
    assert transport.read_frame()[2] == b"late"


def test_a_py_amqp_that_reads_in_another_way_is_left_alone():
    class Other(TCPTransport):
        def _setup_transport(self) -> None: ...

    transport = Other("127.0.0.1:5672")
    read_ahead.enable(SimpleNamespace(connection=SimpleNamespace(transport=transport)))
    assert not hasattr(transport, "_quick_recv")
