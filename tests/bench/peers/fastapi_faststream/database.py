"""The database, majority-journaled, and one way to run a transaction."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pymongo import AsyncMongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern
from settings import settings

R = TypeVar("R")

client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
    settings.mongo_uri,
    w="majority",
    journal=True,
    readConcernLevel="majority",
    maxPoolSize=100,
    tz_aware=True,
)
db = client[settings.mongo_db]


async def in_transaction(body: Callable[[AsyncClientSession], Awaitable[R]]) -> R:
    """Run `body`, again on transient errors, and commit it majority-journaled."""
    async with client.start_session() as session:
        return await session.with_transaction(
            body,
            read_concern=ReadConcern("snapshot"),
            write_concern=WriteConcern("majority", j=True),
        )
