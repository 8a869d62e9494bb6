"""The policy of the gateway: `policy.yaml` of this package, the whole table."""

from __future__ import annotations

from functools import cache

from chassis.rpc import policy
from chassis.rpc.policy import Policy


@cache
def table() -> Policy:
    """The table; an invalid row stops the start, and the message names it."""
    return policy.read("gateway")
