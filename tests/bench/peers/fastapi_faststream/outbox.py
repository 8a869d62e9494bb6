"""The transactional outbox of a process and its relay."""

import asyncio
import logging
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from database import db
from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange
from pymongo.asynchronous.client_session import AsyncClientSession

BATCH = 500
POLL_S = 0.25

events = RabbitExchange("bench.faststream.events", type=ExchangeType.TOPIC, durable=True)
log = logging.getLogger(__name__)


class Outbox:
    """Rows of one collection, published in their order, each confirmed before it is marked."""

    def __init__(self, name: str, broker: RabbitBroker) -> None:
        self._rows = db[name]
        self._broker = broker
        self._bell = asyncio.Event()

    async def prepare(self) -> None:
        await self._rows.create_index(
            [("unsent", 1), ("_id", 1)], partialFilterExpression={"unsent": True}
        )

    async def put(self, session: AsyncClientSession, bodies: list[tuple[str, bytes]]) -> None:
        """Store (type, body) pairs in the session's transaction."""
        now = datetime.now(UTC)
        rows = [
            {"_id": new_id(), "type": type, "body": body, "unsent": True, "at": now}
            for type, body in bodies
        ]
        await self._rows.insert_many(rows, session=session)

    def wake(self) -> None:
        self._bell.set()

    def start(self) -> None:
        """Begin to publish what is unsent."""
        self._relay = asyncio.create_task(self._publish_all())

    async def stop(self) -> None:
        self._relay.cancel()
        with suppress(asyncio.CancelledError):
            await self._relay

    async def _publish_all(self) -> None:
        while True:
            try:
                if not await self._publish_some():
                    await self._rest()
            except Exception:
                log.exception("relay")
                await asyncio.sleep(1)

    async def _publish_some(self) -> int:
        rows = await self._rows.find({"unsent": True}).sort("_id").limit(BATCH).to_list()
        if rows:
            await asyncio.gather(*map(self._publish, rows))
            sent = {"$set": {"sent_at": datetime.now(UTC)}, "$unset": {"unsent": ""}}
            await self._rows.update_many({"_id": {"$in": [row["_id"] for row in rows]}}, sent)
        return len(rows)

    async def _publish(self, row: dict[str, Any]) -> None:
        await self._broker.publish(
            row["body"],
            exchange=events,
            routing_key=row["type"],
            persist=True,
            content_type="application/json",
            message_id=row["_id"],
        )

    async def _rest(self) -> None:
        self._bell.clear()
        try:
            await asyncio.wait_for(self._bell.wait(), POLL_S)
        except TimeoutError:
            return


def new_id() -> str:
    """Sorts by the moment of its making."""
    moment = int(datetime.now(UTC).timestamp() * 1000)
    return f"{moment:013x}-{uuid.uuid4().hex[:19]}"
