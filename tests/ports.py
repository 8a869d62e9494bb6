"""Port bases for the stacks that tests start."""

from __future__ import annotations

import itertools
import socket

SPAN = 100
BASES = itertools.count(28000, SPAN)


def free_base() -> int:
    """A port base whose ports are all free now, and that no other test of this run was given."""
    for base in BASES:
        if all(_free(port) for port in range(base, base + SPAN)):
            return base
    raise AssertionError("no free ports below 65536")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
