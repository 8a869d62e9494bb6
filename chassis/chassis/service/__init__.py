"""The base class of every service: start and stop, probes, timers, calls for operators."""

from chassis.service.base import Service
from chassis.service.timer import every

__all__ = [
    "Service",
    "every",
]
