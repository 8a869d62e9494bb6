"""Event handlers: `@on`, batches, retries, and queues shared by replicas."""

from chassis.consumer.entrypoint import on

__all__ = [
    "on",
]
