"""`event_handler` on a quorum queue, which nameko has no option for."""

from typing import Any

from kombu import Queue
from nameko.events import EventHandler, get_event_exchange
from nameko.messaging import Consumer


class QuorumEventHandler(EventHandler):
    def setup(self) -> None:
        exchange = get_event_exchange(self.source_service, self.container.config)
        name = f"evt-{self.source_service}-{self.event_type}--{self.container.service_name}"
        self.queue = Queue(
            f"{name}.{self.method_name}",
            exchange=exchange,
            routing_key=self.event_type,
            durable=True,
            queue_arguments={"x-queue-type": "quorum"},
        )
        # EventHandler would declare a classic queue.
        Consumer.setup(self)


event_handler: Any = QuorumEventHandler.decorator
