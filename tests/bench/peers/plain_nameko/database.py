"""The database as a dependency provider, majority-journaled."""

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import DependencyProvider
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

R = TypeVar("R")


class Database(DependencyProvider):
    """Hands each worker the one connected database of its process."""

    def setup(self) -> None:
        client: MongoClient[dict[str, Any]] = MongoClient(
            self.container.config["MONGO_URI"],
            w="majority",
            journal=True,
            readConcernLevel="majority",
            maxPoolSize=100,
            tz_aware=True,
        )
        self.db = client[self.container.config["MONGO_DB"]]

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.db


def in_transaction(db: Any, body: Callable[[ClientSession], R]) -> R:
    """Run `body`, again on transient errors, and commit it majority-journaled."""
    with db.client.start_session() as session:
        return session.with_transaction(
            body,
            read_concern=ReadConcern("snapshot"),
            write_concern=WriteConcern("majority", j=True),
        )
