"""The policy that the gateway ships with: `policy.yaml` beside this module, the whole table."""

from __future__ import annotations

from functools import cache

from chassis.rpc import policy
from chassis.rpc.policy import Policy


@cache
def table() -> Policy:
    """The table; a row that is wrong stops the start with its name."""
    return policy.read("gateway")
