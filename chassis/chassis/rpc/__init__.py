"""Calls between services: server, client, policy, and the passport that identifies the caller."""

from chassis.rpc.commands import command, query
from chassis.rpc.server import rpc

__all__ = [
    "command",
    "query",
    "rpc",
]
