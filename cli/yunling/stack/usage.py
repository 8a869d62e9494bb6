"""Processor time that the processes of a stack have used."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from yunling.stack.orphan import marked
from yunling.stack.place import Place

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_UTIME = 11  # fields after the name: utime, stime, cutime, cstime


def cpu_seconds(place: Place) -> float:
    """Of all processes of a stack since their start: services, gateway, broker, database, and
    their children that have ended and been waited for."""
    total = 0.0
    for pid in marked(place):
        # A process that ends meanwhile counts as a child of its parent from now on.
        with suppress(OSError):
            total += cpu_of(pid)
    return total


def cpu_of(pid: int) -> float:
    """Seconds in user and kernel mode of one process and of its children that were waited for, to
    the hundredth. Raises OSError when it has ended."""
    # The name, in parentheses, may hold spaces and parentheses.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[_UTIME : _UTIME + 4])) / TICKS_PER_S
