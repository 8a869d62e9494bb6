"""The nameko service that every service is."""

from chassis.service.base import Service
from chassis.service.timer import every

__all__ = [
    "Service",
    "every",
]
