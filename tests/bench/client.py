"""A load client: kept-alive HTTP/1.1 connections on bare asyncio protocols.

It shares the machine with what it measures, so it does next to nothing: requests are bytes made
beforehand, answers are a status and two moments. A request costs it some 40 microseconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

ANSWER_WITHIN_S = 60
NOT_NOW = (429, 503)
TRIES, PAUSE_S = 10, 0.1


class Failed(Exception):
    """The system under test refused a request, or hung up."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one request was told; moments are of `time.perf_counter`."""

    number: int
    status: int
    asked: float
    told: float
    body: bytes


@dataclass
class Load:
    """What came of a run. `client_share` is the part of one core that the client itself used."""

    answers: list[Answered] = field(default_factory=list)
    put_off: int = 0
    started: float = 0
    seconds: float = 0
    client_share: float = 0

    @property
    def per_s(self) -> float:
        return len(self.answers) / self.seconds

    def waited_ms(self, share: float) -> float:
        """The latency that `share` of the requests stayed below."""
        waits = sorted(one.told - one.asked for one in self.answers)
        return 1000 * waits[min(len(waits) - 1, int(len(waits) * share))]


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def send(
    url: str,
    requests: Iterable[bytes],
    connections: int,
    *,
    seconds: float | None = None,
    per_s: float | None = None,
    keep_bodies: bool = False,
) -> Load:
    """Send until the requests, or the seconds, are over; each connection has one under way.

    With `per_s` requests leave at that pace, as far as connections are free. A request that is put
    off (429, 503) is sent again, and all of that is its latency. Raises Failed at the first other
    answer that is neither 2xx nor 304.
    """
    return asyncio.run(_Run(iter(requests), seconds, per_s, keep_bodies).all(url, connections))


class _Run:
    def __init__(
        self,
        requests: Iterator[bytes],
        seconds: float | None,
        per_s: float | None,
        keep_bodies: bool,
    ) -> None:
        self.requests = requests
        self.limit = seconds
        self.per_s = per_s
        self.keep_bodies = keep_bodies
        self.load = Load()
        self.sent = 0

    async def all(self, url: str, connections: int) -> Load:
        loop = asyncio.get_running_loop()
        place = urlsplit(url)
        open_ = [_Connection(self, loop) for _ in range(connections)]
        for one in open_:
            await loop.create_connection(lambda one=one: one, place.hostname, place.port)
        cpu = time.process_time()
        self.load.started = time.perf_counter()
        for one in open_:
            one.next()
        await asyncio.gather(*(one.done for one in open_))
        self.load.seconds = time.perf_counter() - self.load.started
        self.load.client_share = (time.process_time() - cpu) / self.load.seconds
        return self.load

    def take(self) -> tuple[int, bytes, float] | None:
        """The next request, its number and the moment it is due; None when all is over."""
        now = time.perf_counter()
        due = self.load.started + self.sent / self.per_s if self.per_s else now
        if self.limit is not None and max(now, due) - self.load.started > self.limit:
            return None
        raw = next(self.requests, None)
        if raw is None:
            return None
        self.sent += 1
        return self.sent - 1, raw, due


class _Connection(asyncio.Protocol):
    def __init__(self, run: _Run, loop: asyncio.AbstractEventLoop) -> None:
        self.run = run
        self.loop = loop
        self.done: asyncio.Future[None] = loop.create_future()
        self.received = bytearray()
        self.needed: int | None = None
        self.status = self.number = self.body_at = 0
        self.late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def next(self) -> None:
        taken = self.run.take()
        if taken is None:
            self.done.set_result(None)
            self.transport.close()
            return
        self.number, self.raw, due = taken
        self.tries = 0
        wait = due - time.perf_counter()
        if wait > 0:
            self.loop.call_later(wait, self._ask)
        else:
            self._ask()

    def _ask(self) -> None:
        self.asked = time.perf_counter()
        self._write()

    def _write(self) -> None:
        self.tries += 1
        self.late = self.loop.call_later(ANSWER_WITHIN_S, self._fail, "no answer")
        self.transport.write(self.raw)

    def data_received(self, data: bytes) -> None:
        self.received += data
        if self.needed is None and not self._head():
            return
        if len(self.received) < self.needed:
            return
        told = time.perf_counter()
        if self.late:
            self.late.cancel()
        bad = self.status >= 300 and self.status != 304
        body = bytes(self.received[self.body_at :]) if bad or self.run.keep_bodies else b""
        self.received.clear()
        self.needed = None
        if self.status in NOT_NOW and self.tries < TRIES:
            self.run.load.put_off += 1
            self.loop.call_later(PAUSE_S, self._write)
            return
        if bad:
            self._fail(f"{self.status} {body[:500].decode(errors='replace')}")
            return
        answered = Answered(self.number, self.status, self.asked, told, body)
        self.run.load.answers.append(answered)
        self.next()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(f"connection lost: {error}")

    def _head(self) -> bool:
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self.received[:end]).lower()
        self.status = int(head[9:12])
        _, found, rest = head.partition(b"\r\ncontent-length:")
        self.body_at = end + 4
        self.needed = self.body_at + (int(rest.split(b"\r\n", 1)[0]) if found else 0)
        return True

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(Failed(why))
            self.transport.abort()
