"""A partner's own queue on the broker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.cloudevents import CONTENT_TYPE
from chassis.messaging import amqp
from chassis.messaging.publisher import Publisher
from partners.outbound.delivery_signatures import Signer
from partners.outbound.dispatch import Message
from partners.registry.broker import queue_of

ARGUMENTS = {"x-queue-type": "quorum"}
Headers = dict[str, Any]


class Queues:
    """The queues of all partners, over one connection. Raises what a broker that is away raises;
    then `close` it and make another."""

    def __init__(self, amqp_uri: str, signer: Signer) -> None:
        self._publisher = Publisher(amqp_uri, "gateway.partners")
        self._signer = signer

    def waiting(self, partner_id: str) -> int:
        """How many events lie ready in the queue, which is made when it is not there. Those that
        the partner has taken and not acknowledged are not among them."""
        found = self._publisher.channel.queue_declare(
            queue_of(partner_id), durable=True, auto_delete=False, arguments=ARGUMENTS
        )
        return int(found.message_count)

    def send(self, partner_id: str, messages: Sequence[Message], now: Any, **more: str) -> None:
        """Returns when the queue has them, on a majority of the nodes. Raises Unavailable when
        that is not sure: then some may be there, and all are sent again."""
        self._publisher.send(
            ((self._message(message, now, more), "", queue_of(partner_id)) for message in messages),
            mandatory=True,
        )

    def beat(self) -> None:
        self._publisher.beat()

    def close(self) -> None:
        self._publisher.close()

    def _message(self, message: Message, now: Any, more: Headers) -> Any:
        signer = Signer.of_nobody() if message.forged else self._signer
        return amqp.message(
            message.body,
            CONTENT_TYPE,
            durable=True,
            message_id=message.event_id,
            application_headers={**signer.headers(message.event_id, now, message.body), **more},
        )
