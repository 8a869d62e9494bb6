"""Processes of a stack that outlived their supervisor.

Every process of a stack inherits the mark `YUNLING_STACK=<run folder>` in its environment. It is
surer than pid files: a pid can be taken over by a stranger, and grandchildren write no pid file.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from yunling.stack.place import Place

MARK = "YUNLING_STACK"


def marked(place: Place) -> Iterator[int]:
    """Pids of this stack's processes, whoever their parent is now; never our own."""
    wanted = f"{MARK}={place.run}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            # Processes of other users, and those that end while we look, are not ours.
            with suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)


def await_end(place: Place, pid: int, within_s: float = 30) -> None:
    """Wait until a process of the stack has gone."""
    deadline = time.monotonic() + within_s
    while pid in marked(place) and time.monotonic() < deadline:
        time.sleep(0.05)


def reap(place: Place, within_s: float = 30) -> int:
    """End every marked process: SIGTERM, then SIGKILL after `within_s`. Returns how many."""
    found = list(marked(place))
    _signal(found, signal.SIGTERM)
    deadline = time.monotonic() + within_s
    while (left := list(marked(place))) and time.monotonic() < deadline:
        time.sleep(0.1)
    _signal(left, signal.SIGKILL)
    while list(marked(place)):
        time.sleep(0.05)
    return len(found)


def _signal(pids: list[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
