"""Bytes for the broker are gathered, in order, and never kept back."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from chassis.wire import WRITE_BYTES, together


class Transport:
    """What py-amqp calls `transport`: `write` for frames, `_write` for the socket."""

    def __init__(self):
        self.sent = []
        self._write = lambda data: self.sent.append(bytes(data))

    @contextmanager
    def having_timeout(self, timeout):
        yield

    def write(self, data):
        self._write(data)


@pytest.fixture
def transport():
    return Transport()


@pytest.fixture
def connection(transport):
    return SimpleNamespace(connection=SimpleNamespace(transport=transport))


def test_what_is_written_together_is_sent_at_once_and_in_order(transport, connection):
    with together(connection, 1):
        for part in (b"a", b"b", memoryview(b"c")):
            transport.write(part)
        assert transport.sent == []
    transport.write(b"d")

    assert transport.sent == [b"abc", b"d"]


def test_much_is_sent_in_pieces(transport, connection):
    with together(connection, 1):
        transport.write(b"x" * WRITE_BYTES)
        assert len(transport.sent) == 1
        transport.write(b"y")

    assert transport.sent[1] == b"y"


def test_a_failure_inside_leaves_the_connection_as_it_was(transport, connection):
    with pytest.raises(ValueError, match="no frame"), together(connection, 1):
        raise ValueError("no frame")
    transport.write(b"a")

    assert transport.sent == [b"a"]
