"""MongoDB behind a unit of work: documents, gathered writes and the outbox collection."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pymongo import InsertOne, MongoClient, ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError
from pymongo.operations import DeleteOne

from chassis import cloudevents, tls
from chassis.codec import plain
from chassis.domain.errors import Conflict
from chassis.domain.unit_of_work import Document, DocumentMapping, Outgoing, Write
from chassis.ids import new_id
from chassis.storage import audit_log, outbox
from chassis.telemetry import event_spans
from chassis.telemetry.mongo_pool import PoolListener

OUTBOX, INBOX, WAITING, IDEMPOTENCY, LEASES, MEMBERS, LAYOUTS = (
    "outbox",
    "inbox",
    "waiting",
    "idempotency",
    "leases",
    "members",
    "layouts",
)
REPAIRS = "repairs"
DUPLICATE_KEY, WRITE_CONFLICT = 11000, 112
SERVER_WAIT_MS = 5_000
# With the time to connect, how long a member may be silent until what waits for it is broken off.
HEARTBEAT_MS = 2_000


def connect(uri: str, pool: int = 100) -> Database[Document]:
    """The database that `uri` names. Connects when first used; writes are majority-journaled."""
    client: MongoClient[Document] = MongoClient(
        uri,
        tz_aware=True,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        maxPoolSize=pool,
        serverSelectionTimeoutMS=SERVER_WAIT_MS,
        connectTimeoutMS=SERVER_WAIT_MS,
        heartbeatFrequencyMS=HEARTBEAT_MS,
        socketTimeoutMS=60_000,
        retryWrites=True,
        appname="yunling",
        event_listeners=[PoolListener(pool)],
        **tls.of_database(uri),
    )
    return client.get_default_database()


class MongoBackend:
    """The Backend of one unit of work. With a session it takes part in that transaction."""

    def __init__(
        self,
        db: Database[Document],
        session: ClientSession | None,
        service: str,
        now: datetime,
    ) -> None:
        self.db = db
        self.session = session
        self.service = service
        self.now = now

    def find(
        self, mapping: DocumentMapping[Any], filter: Document, sort: str | None, limit: int
    ) -> list[Document]:
        cursor = self.db[mapping.name].find(plain(filter), session=self.session).limit(limit)
        if sort:
            cursor = cursor.sort(sort.lstrip("-"), -1 if sort.startswith("-") else 1)
        return list(cursor)

    def count(self, mapping: DocumentMapping[Any], filter: Document) -> int:
        return self.db[mapping.name].count_documents(plain(filter), session=self.session)

    def sum(self, mapping: DocumentMapping[Any], field: str, filter: Document) -> Decimal:
        stages = [
            {"$match": plain(filter)},
            {"$group": {"_id": None, "sum": {"$sum": f"${field}"}}},
        ]
        for row in self.db[mapping.name].aggregate(stages, session=self.session):
            return Decimal(str(row["sum"]))
        return Decimal(0)

    def write(self, mapping: DocumentMapping[Any], writes: list[Write]) -> None:
        collection = self.db[mapping.name]
        try:
            result = collection.bulk_write([_operation(w) for w in writes], session=self.session)
        except BulkWriteError as error:
            codes = {problem["code"] for problem in error.details["writeErrors"]}
            if codes <= {DUPLICATE_KEY, WRITE_CONFLICT}:
                raise Conflict(mapping.name) from error
            raise
        replaces = sum(1 for w in writes if w.expected != 0 and w.document is not None)
        if result.matched_count + result.upserted_count != replaces:
            raise Conflict(mapping.name)
        # A removal of whatever is there may find nothing; one of a version may not.
        removes = [w.expected for w in writes if w.document is None]
        if None not in removes and result.deleted_count != len(removes):
            raise Conflict(mapping.name)

    def remove(self, mapping: DocumentMapping[Any], filter: Document) -> int:
        removed = self.db[mapping.name].delete_many(plain(filter), session=self.session)
        return removed.deleted_count

    def put_outgoing(self, outgoing: list[Outgoing]) -> None:
        self.forward([self._envelope(one) for one in outgoing])

    def forward(self, envelopes: list[Document]) -> None:
        """Put CloudEvents into the outbox, in this order."""
        if self.session is None:
            raise RuntimeError("events are published inside of a transaction only")
        outbox.put(self.db[OUTBOX], self.session, envelopes, self.now)

    def put_audited(self, records: list[Document]) -> None:
        if self.session is None:
            raise RuntimeError("what is audited is recorded inside of a transaction only")
        audit_log.put(self.db, self.session, records)

    def _envelope(self, one: Outgoing) -> Document:
        return cloudevents.compose(
            one.event,
            id=new_id(),
            source=f"/yunling/{self.service}",
            subject=one.subject,
            time=self.now,
            sequence=one.sequence,
            context=event_spans.context(one.cause) if one.context is None else one.context,
        )


def _operation(write: Write) -> InsertOne[Document] | ReplaceOne[Document] | DeleteOne:
    if write.document is None:
        version = {} if write.expected is None else {"version": write.expected}
        return DeleteOne({"_id": write.key, **version})
    if write.expected == 0:
        return InsertOne(write.document)
    if write.expected is None:
        return ReplaceOne({"_id": write.key}, write.document, upsert=True)
    return ReplaceOne({"_id": write.key, "version": write.expected}, write.document)


def is_transient(error: PyMongoError) -> bool:
    """Whether the whole transaction may be run again."""
    return error.has_error_label("TransientTransactionError")
