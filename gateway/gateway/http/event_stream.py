"""Progress of long jobs: a view sent again whenever it changes, as server-sent events.

A GET route with `watch` answers `Accept: text/event-stream` in this way. Each event carries the
whole view; the last one is named `end`. A broken stream resumes with Last-Event-ID, and sends
nothing again that the client has.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import eventlet
import orjson

from gateway import metrics
from gateway.http.problem import Problem
from gateway.http.route import Watch

LOOK_EVERY_S = 1.0
SPEAK_EVERY_S = 15.0
AT_MOST_S = 300.0
AGAIN_AFTER_MS = 2000
SILENT_MOST = 10

View = dict[str, Any]


@dataclass
class Streams:
    """All open streams; `stopping` ends them."""

    most: int
    stopping: Callable[[], bool] = lambda: False
    sleep: Callable[[float], None] = eventlet.sleep
    clock: Callable[[], float] = time.monotonic
    open: int = field(default=0, init=False)

    def stream(
        self, watch: Watch, view: View, look: Callable[[], View], last: str | None
    ) -> Iterator[bytes]:
        """The bytes of a stream that begins with `view`. Raises Problem when too many are open."""
        if self.open >= self.most:
            raise Problem("too_many_streams")
        return self._counted(watch, view, look, last)

    def _counted(
        self, watch: Watch, view: View, look: Callable[[], View], last: str | None
    ) -> Iterator[bytes]:
        self.open += 1
        metrics.STREAMS.set(self.open)
        try:
            yield f"retry: {AGAIN_AFTER_MS}\n\n".encode()
            yield from self._told(watch, view, look, last)
        finally:
            self.open -= 1
            metrics.STREAMS.set(self.open)

    def _told(
        self, watch: Watch, view: View, look: Callable[[], View], last: str | None
    ) -> Iterator[bytes]:
        began = spoke = self.clock()
        silent = 0
        while silent < SILENT_MOST:
            body = orjson.dumps(view)
            id = hashlib.blake2b(body, digest_size=8).hexdigest()
            if id != last or watch.over(view):
                last, spoke = id, self.clock()
                yield _event("end" if watch.over(view) else "progress", id, body)
            elif self.clock() - spoke >= SPEAK_EVERY_S:
                # Proxies close what is silent, and who is gone shows when spoken to.
                spoke = self.clock()
                yield b": still at it\n\n"
            if watch.over(view) or self.stopping() or self.clock() - began >= AT_MOST_S:
                return
            self.sleep(LOOK_EVERY_S)
            try:
                view, silent = look(), 0
            except Problem as problem:
                if problem.code != "unavailable":
                    return
                silent += 1


def _event(name: str, id: str, body: bytes) -> bytes:
    return f"id: {id}\nevent: {name}\ndata: ".encode() + body + b"\n\n"
