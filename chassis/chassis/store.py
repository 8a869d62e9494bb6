"""The store of a service: transactions that are run again when they must be, with the answer to
an idempotent call stored beside its effect."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import eventlet
import orjson
from eventlet.event import Event as Signal
from nameko.extensions import DependencyProvider, SharedExtension
from pymongo.client_session import ClientSession
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis import call as calls
from chassis import log, metrics, mongo
from chassis.call import Answer, Call
from chassis.errors import (
    Conflict,
    IdempotencyKeyReused,
    Refusal,
    RequestInProgress,
    Unavailable,
)
from chassis.ids import new_id
from chassis.relay import Relay
from chassis.work import Work

R = TypeVar("R")
UseCase = Callable[..., Any]

ATTEMPTS = 12
COMMIT_ATTEMPTS = 5
GATHER_S = 0.002
GROUP_MOST = 200
_log = log.get(__name__)


def utc_now() -> datetime:
    """Now, to the millisecond that MongoDB keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Transactions:
    """Runs a body of work in a MongoDB transaction, again on conflicts, with a bound."""

    def __init__(self, db: Any, work: type[Work], service: str, committed: Callable[[], None]):
        self.db = db
        self.work = work
        self.service = service
        self.committed = committed

    def run(self, body: Callable[[Any], R]) -> R:
        """What `body(work)` returns, once it is stored by a majority and journaled.

        `body` may be run several times and must have no effect but through `work`. Raises
        Unavailable when the database is away or the conflict does not end.
        """
        last: Exception | None = None
        for attempt in range(ATTEMPTS):
            try:
                return self._once(body)
            except Conflict as conflict:
                last = conflict
            except ConnectionFailure as away:
                raise Unavailable(self.service, "database") from away
            except PyMongoError as error:
                if not mongo.is_transient(error):
                    raise
                last = error
            metrics.TRANSACTION_RETRIES.inc()
            eventlet.sleep(random.uniform(0, min(0.2, 0.002 * 2**attempt)))  # noqa: S311 - jitter
        raise Unavailable(self.service, "conflict") from last

    def view(self, actor: Any = None) -> Any:
        """A unit of work outside of any transaction, to read with."""
        return self.work(self._backend(None), utc_now(), new_id, actor)

    def _backend(self, session: ClientSession | None) -> mongo.MongoBackend:
        return mongo.MongoBackend(self.db, session, self.service, utc_now())

    def _once(self, body: Callable[[Any], R]) -> R:
        with self.db.client.start_session() as session:
            session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
            )
            try:
                call = calls.current()
                backend = self._backend(session)
                work = self.work(backend, backend.now, new_id, call.actor if call else None)
                work.if_match = call.if_match if call else None
                result = body(work)
                work.flush()
            except BaseException:
                session.abort_transaction()
                raise
            _commit(session)
        self.committed()
        return result


def _commit(session: ClientSession) -> None:
    # The driver retries once by itself; a commit whose result stays unknown is asked again,
    # because asking again can only find it done or do it.
    for attempt in range(COMMIT_ATTEMPTS):
        try:
            session.commit_transaction()
            return
        except PyMongoError as error:
            unknown = error.has_error_label("UnknownTransactionCommitResult")
            if not unknown or attempt == COMMIT_ATTEMPTS - 1:
                raise
            eventlet.sleep(0.1 * 2**attempt)


class Store(SharedExtension):
    """The one store of a service process: its transactions, its groups and its relay."""

    relay: Relay

    def setup(self) -> None:
        service_cls = self.container.service_cls
        self.settings = self.container.config["settings"]
        self.service = service_cls.name
        self.db = mongo.connect(self.settings.mongo_uri)
        self.relay = Relay(self.db, self.settings.amqp_uri, self.service)
        self.transactions = Transactions(self.db, service_cls.work, self.service, self.relay.wake)
        self._running: set[str] = set()
        self._groups: dict[Any, list[_Asked]] = defaultdict(list)
        self._leading: set[Any] = set()
        self.handlers: list[Any] = []
        self.prepared = False

    def start(self) -> None:
        self.container.spawn_managed_thread(self._prepare, "prepare indexes")
        self.container.spawn_managed_thread(self.relay.run, "relay")

    def stop(self) -> None:
        self.relay.stop()

    def ready(self) -> str | None:
        """None when the store can serve, else what is wrong."""
        try:
            self.db.client.admin.command("ping")
        except PyMongoError as away:
            return f"database: {type(away).__name__}"
        return None if self.prepared else "database: indexes are not there yet"

    def commit(self, usecase: UseCase, **command: Any) -> Any:
        """Run a use case in a transaction together with its idempotency record.

        Inside of an RPC the result is an Answer for the door; elsewhere, what the use case
        returned. Raises the use case's refusals, IdempotencyKeyReused, RequestInProgress and
        Unavailable.
        """
        call = calls.current()
        if call is None:
            return self.transactions.run(lambda work: usecase(work, **command))
        with self._alone(call):
            return self.transactions.run(lambda work: _answer(work, call, usecase, command))

    def read(self, usecase: UseCase, **query: Any) -> Any:
        """Run a reading use case outside of any transaction."""
        call = calls.current()
        try:
            return usecase(self.transactions.view(call.actor if call else None), **query)
        except ConnectionFailure as away:
            raise Unavailable(self.service, "database") from away

    def commit_group(self, key: str, usecase: UseCase, command: dict[str, Any]) -> Any:
        """Run many requests for one contended aggregate in one transaction.

        Requests with the same `key` that arrive within a few milliseconds are decided in order
        of arrival by `usecase(work, commands) -> list[result | Refusal]`. MongoDB aborts all but
        one of the concurrent transactions on a document, so deciding together is what lets
        throughput rise with load.
        """
        call = calls.current()
        asked = _Asked(command, call)
        group = (usecase, key)
        with self._alone(call):
            self._groups[group].append(asked)
            if len(self._groups[group]) == 1 and group not in self._leading:
                self._leading.add(group)
                eventlet.spawn_n(self._lead, group)
            outcome = asked.outcome.wait()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _lead(self, group: Any) -> None:
        # A green thread of its own: it serves everybody's requests, so it must not carry the
        # context of the one who came first, nor make him wait for those who come after.
        eventlet.sleep(GATHER_S)
        while waiting := self._groups[group]:
            batch, self._groups[group] = waiting[:GROUP_MOST], waiting[GROUP_MOST:]
            self._decide(group[0], batch)
        self._leading.discard(group)
        del self._groups[group]

    def _decide(self, usecase: UseCase, batch: list[_Asked]) -> None:
        metrics.GROUP_SIZE.observe(len(batch))
        try:
            outcomes: Sequence[Any] = self.transactions.run(
                lambda work: _answer_group(work, usecase, batch)
            )
        except Exception as error:  # noqa: BLE001 - each caller is told, none waits for ever
            outcomes = [error] * len(batch)
        for asked, outcome in zip(batch, outcomes, strict=True):
            asked.outcome.send(outcome)

    @contextmanager
    def _alone(self, call: Call | None) -> Iterator[None]:
        id = call.record_id if call else None
        if id is None:
            yield
            return
        if id in self._running:
            raise RequestInProgress
        self._running.add(id)
        try:
            yield
        finally:
            self._running.discard(id)

    def _prepare(self) -> None:
        keep = {
            mongo.INBOX: timedelta(days=self.settings.inbox_days),
            mongo.OUTBOX: timedelta(days=self.settings.outbox_days),
            mongo.IDEMPOTENCY: timedelta(hours=self.settings.idempotency_hours),
        }
        while True:
            try:
                mongo.prepare(self.db, self.transactions.work, keep)
                self.prepared = True
                return
            except PyMongoError as error:
                _log.warning("store.prepare_failed", error=type(error).__name__)
                eventlet.sleep(1)


class StoreDependency(DependencyProvider):
    """Hands the store to each worker as `self.store`."""

    engine = Store()

    def get_dependency(self, worker_ctx: Any) -> Store:
        return self.engine


class _Asked:
    """One request of a group, and the place where its outcome will be."""

    def __init__(self, command: dict[str, Any], call: Call | None) -> None:
        self.command = command
        self.call = call
        self.outcome = Signal()


def _answer(work: Work, call: Call, usecase: UseCase, command: dict[str, Any]) -> Answer:
    stored = _stored(work, call)
    if stored is not None:
        return stored
    answer = Answer(call.dump(usecase(work, **command)))
    _keep(work, [(call, answer)])
    return answer


def _answer_group(work: Work, usecase: UseCase, batch: list[_Asked]) -> list[Any]:
    outcomes: list[Any] = [_stored_or_refusal(work, asked.call) for asked in batch]
    open = [place for place, outcome in enumerate(outcomes) if outcome is None]
    decided = usecase(work, [batch[place].command for place in open]) if open else []
    fresh: list[tuple[Call, Answer]] = []
    for place, result in zip(open, decided, strict=True):
        call = batch[place].call
        if call is not None and not isinstance(result, Refusal):
            result = Answer(call.dump(result))
            fresh.append((call, result))
        outcomes[place] = result
    _keep(work, fresh)
    return outcomes


def _stored(work: Work, call: Call) -> Answer | None:
    if call.record_id is None:
        return None
    found = work.collection(mongo.IDEMPOTENCY).find_one(
        {"_id": call.record_id}, session=work.session
    )
    if found is None:
        return None
    if found["body_hash"] != call.body_hash:
        raise IdempotencyKeyReused
    return Answer(orjson.loads(found["answer"]), replayed=True)


def _stored_or_refusal(work: Work, call: Call | None) -> Answer | Refusal | None:
    try:
        return _stored(work, call) if call else None
    except IdempotencyKeyReused as reused:
        return reused


def _keep(work: Work, answers: list[tuple[Call, Answer]]) -> None:
    rows = [
        {
            "_id": call.record_id,
            "body_hash": call.body_hash,
            "answer": orjson.dumps(answer.body),
            "at": work.now,
        }
        for call, answer in answers
        if call.record_id is not None
    ]
    if rows:
        work.collection(mongo.IDEMPOTENCY).insert_many(rows, session=work.session)
