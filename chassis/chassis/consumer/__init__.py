"""Handlers of events."""

from chassis.consumer.entrypoint import on

__all__ = [
    "on",
]
