"""Many calls at a time over RabbitMQ.

`broker.request` holds a lock for the length of a call; for concurrent calls the maintainers name a
subscriber to replies and futures (FastStream issue 1318), which is what this is.
"""

import asyncio
import uuid
from typing import Any

from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage, RabbitQueue
from pydantic import BaseModel
from settings import settings

ANSWER_WITHIN_S = 5


class Calls:
    """Calls to the service over transient, unconfirmed messages: the reply is the confirmation."""

    def __init__(self) -> None:
        self._broker = RabbitBroker(
            settings.amqp_uri,
            default_channel=Channel(publisher_confirms=False),
            logger=None,
        )
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._replies = RabbitQueue(
            f"bench.faststream.replies-{uuid.uuid4().hex}", exclusive=True, auto_delete=True
        )
        self._broker.subscriber(self._replies, ack_policy=AckPolicy.ACK_FIRST)(self._on_reply)

    async def start(self) -> None:
        await self._broker.start()

    async def stop(self) -> None:
        await self._broker.stop()

    async def ask(self, method: str, asked: BaseModel) -> dict[str, Any]:
        """The service's answer. Raises TimeoutError."""
        id = uuid.uuid4().hex
        reply = self._waiting[id] = asyncio.get_running_loop().create_future()
        try:
            await self._broker.publish(
                asked,
                queue=f"bench.faststream.{method}",
                reply_to=self._replies.name,
                correlation_id=id,
                expiration=ANSWER_WITHIN_S,
            )
            return await asyncio.wait_for(reply, ANSWER_WITHIN_S)
        finally:
            self._waiting.pop(id, None)

    async def _on_reply(self, body: dict[str, Any], message: RabbitMessage) -> None:
        reply = self._waiting.get(message.correlation_id or "")
        if reply and not reply.done():
            reply.set_result(body)
