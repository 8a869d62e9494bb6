"""Places at which the fault tests kill a process; nothing may be lost or repeated there.

On a running platform they do nothing and cannot be enabled. `tests/fault` starts services through
its own runner, which replaces `reached` with a function that kills.
"""

from __future__ import annotations

from typing import Literal

Point = Literal[
    "rpc.taken",
    "rpc.decided",
    "store.before_commit",
    "store.after_commit",
    "relay.before_publish",
    "relay.after_publish",
    "relay.after_mark",
    "consume.before_handling",
    "consume.before_ack",
    "consume.after_ack",
    "pump.after_send",
]


def reached(point: Point) -> None:
    """Called by the process when it reaches the place."""
