"""Calls between services: declared once, checked at both ends."""

from chassis.rpc.commands import command, query
from chassis.rpc.server import rpc

__all__ = [
    "command",
    "query",
    "rpc",
]
