"""A TCP proxy that cuts, holds up and slows down what passes through it.

`python -m tests.fault.proxy '{"jobs-broker": [28031, 28010], ...}'` listens on the first port of
each line and passes on to the second. It obeys one JSON object per line of its input, e.g.
`{"line": "jobs-broker", "state": "cut"}`, and ends with its input.

States: open; cut (connections are reset, new ones too); silent (nothing passes, as when packets
are dropped; what was sent passes later); slow (each piece waits `delay_s` and at most
`bytes_a_second` pass).
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

PIECE = 65_536


@dataclass
class Line:
    """One line: where it leads, what state it is in, and what is connected through it."""

    target: int
    state: str = "open"
    delay_s: float = 0.0
    bytes_a_second: float = 1e9
    passing: asyncio.Event = field(default_factory=asyncio.Event)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def turn(self, state: str, **how: float) -> None:
        self.state = state
        self.delay_s = how.get("delay_s", 0.0)
        self.bytes_a_second = how.get("bytes_a_second", 1e9)
        self.passing.clear() if state == "silent" else self.passing.set()
        if state == "cut":
            for writer in list(self.writers):
                writer.transport.abort()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.state == "cut":
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self.writers |= ends
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        finally:
            self.writers -= ends
            for end in ends:
                end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                if self.state != "open":
                    await self._hold(len(piece))
                writer.write(piece)
                await writer.drain()
        with suppress(OSError):
            writer.write_eof()

    async def _hold(self, size: int) -> None:
        if self.state == "slow":
            await asyncio.sleep(self.delay_s + size / self.bytes_a_second)
        await self.passing.wait()


async def serve(lines: dict[str, list[int]]) -> None:
    opened = {}
    for name, (port, target) in lines.items():
        opened[name] = Line(target)
        opened[name].turn("open")
        await asyncio.start_server(opened[name].connected, "127.0.0.1", port)
    orders = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while text := await orders.readline():
        order: dict[str, Any] = orjson.loads(text)
        opened[order.pop("line")].turn(**order)


if __name__ == "__main__":
    asyncio.run(serve(orjson.loads(sys.argv[1])))
