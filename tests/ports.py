"""Port bases for the stacks that tests start, also while other test runs do the same."""

from __future__ import annotations

import socket

from yunling.stack.place import SPAN

FIRST, EPHEMERAL = 28_000, 32_768
"""From 32768 on, Linux gives ports to outgoing connections."""

CLAIM = SPAN - 1
"""The offset of a port that no stack uses. A test process listens there as long as it lives, so
that the kernel gives each base to one process only, and takes it back however that ends."""

_claims: list[socket.socket] = []


def free_base() -> int:
    """A port base of which no other test has a stack: none of this process and none of another.
    Fails when there is none left."""
    for base in range(FIRST, EPHEMERAL - SPAN + 1, SPAN):
        if _claimed(base):
            if all(_free(port) for port in range(base, base + CLAIM)):
                return base
            _claims.pop().close()
    raise AssertionError(f"no free ports from {FIRST} to {EPHEMERAL}")


def _claimed(base: int) -> bool:
    claim = socket.socket()
    try:
        claim.bind(("127.0.0.1", base + CLAIM))
        claim.listen(1)
    except OSError:
        claim.close()
        return False
    _claims.append(claim)
    return True


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
