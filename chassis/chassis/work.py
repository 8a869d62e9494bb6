"""The unit of work that a use case is handed.

A service declares its store once, and the same declaration runs on MongoDB and in memory:

    class LoansWork(Work):
        loans = aggregates(Loan, "loans", key="loan_id", missing=LoanNotFound)
        people = records(KnownPerson, "people", key="person_id")

Writes are gathered and go out together when the work is done, or before the next query, so a
batch of a hundred events costs a handful of round trips.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from chassis.actor import Actor
from chassis.errors import Refusal, VersionMismatch
from chassis.event import DomainEvent, Event

POLICY_ZONE = ZoneInfo("Asia/Shanghai")
PAGE_MOST = 200

T = TypeVar("T")
Document = dict[str, Any]
Context = Mapping[str, str | None]
"""The extension attributes that an event takes over: correlationid, causationid, traceparent."""

ABSENT = object()


class Entangled(Exception):
    """A part of a work cannot be undone by itself: it has been sent to the store already."""


@dataclass(frozen=True)
class Kept(Generic[T]):
    """How one kind of thing is kept: collection, key, refusal when missing, indexes."""

    cls: type[T]
    name: str
    key: str
    missing: type[Refusal] | None = None
    unique: Sequence[tuple[str, ...]] = ()
    indexes: Sequence[tuple[str, ...]] = ()
    expire: tuple[str, timedelta] | None = None

    @cached_property
    def sparse(self) -> frozenset[str]:
        """The fields that are left out of a document while they are None, so that a unique
        index does not count them."""
        return frozenset(field for fields in self.unique for field in fields) - {self.key}


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, newest first; `next_cursor` is None on the last page."""

    rows: list[T]
    next_cursor: str | None


@dataclass(frozen=True)
class Outgoing:
    """An event on its way to the outbox, with the event that caused it when one did, or the
    context of the command that did."""

    event: DomainEvent
    subject: str
    sequence: int
    cause: Event | None
    context: Context | None = None


class Backend(Protocol):
    """What a unit of work needs from a store. Documents carry their key as `_id`."""

    def load(self, kept: Kept[Any], document: Document) -> Any: ...
    def dump(self, kept: Kept[Any], thing: Any) -> Document: ...
    def find(
        self, kept: Kept[Any], filter: Document, sort: str | None, limit: int
    ) -> list[Document]: ...
    def count(self, kept: Kept[Any], filter: Document) -> int: ...
    def sum(self, kept: Kept[Any], field: str, filter: Document) -> Decimal: ...
    def write(self, kept: Kept[Any], writes: list[Write]) -> None: ...
    def put_outgoing(self, outgoing: list[Outgoing]) -> None: ...
    def forward(self, envelopes: list[Document]) -> None: ...


@dataclass(frozen=True)
class Write:
    """One gathered write. `expected` is the stored version it replaces: 0 = must not exist,
    None = whatever is there. `document` None removes."""

    key: str
    document: Document | None
    expected: int | None = None


class Work:
    """One transaction's worth of work: the declared stores, the clock and the caller."""

    kept: ClassVar[dict[str, Kept[Any]]] = {}

    def __init__(
        self,
        backend: Backend,
        now: datetime,
        new_id: Callable[[], str],
        actor: Actor | None = None,
    ) -> None:
        self.backend = backend
        self.now = now
        self.new_id = new_id
        self.actor = actor
        self.cause: Event | None = None
        self.context: Context | None = None
        self.if_match: int | None = None
        self._stores: list[Store[Any]] = []
        self._outgoing: list[Outgoing] = []
        self._savepoint = Savepoint()

    def __init_subclass__(cls) -> None:
        declared = (getattr(part, "kept", None) for part in vars(cls).values())
        cls.kept = {kept.name: kept for kept in declared if isinstance(kept, Kept)}

    @property
    def today(self) -> date:
        """The policy day: rules count days in Asia/Shanghai."""
        return self.now.astimezone(POLICY_ZONE).date()

    def collection(self, name: str) -> Any:
        """A driver collection, for adapters that need bulk operations of their own; to be used
        with `session` and a real database only."""
        return self.backend.db[name]  # type: ignore[attr-defined]  # MongoBackend has it

    @property
    def session(self) -> Any:
        """The driver session of this transaction, for use with `collection`."""
        self._savepoint.sent = True
        return self.backend.session  # type: ignore[attr-defined]  # MongoBackend has it

    def publish(self, event: DomainEvent, subject: str, sequence: int) -> None:
        """Put one event into the outbox. Aggregates do this by themselves."""
        self._outgoing.append(Outgoing(event, subject, sequence, self.cause, self.context))

    def forward(self, envelopes: list[Document]) -> None:
        """Pass on CloudEvents that others composed (decoded envelopes), in this order."""
        if envelopes:
            self._savepoint.sent = True
            self.backend.forward(envelopes)

    def save(self) -> None:
        """Begin a part of the work that may be undone without the parts before it."""
        self._savepoint = Savepoint(outgoing=len(self._outgoing))

    def undo(self) -> None:
        """Forget the part since the last `save`. Raises Entangled when some of it was sent."""
        if self._savepoint.sent:
            raise Entangled
        del self._outgoing[self._savepoint.outgoing :]
        for mapping, key, before in reversed(self._savepoint.changes):
            if before is ABSENT:
                del mapping[key]
            else:
                mapping[key] = before
        self.save()

    def flush(self) -> None:
        """Send every gathered write, then the outgoing events. Raises Conflict."""
        for store in self._stores:
            store.flush()
        if self._outgoing:
            self.backend.put_outgoing(self._outgoing)
            self._outgoing = []


@dataclass
class Savepoint:
    """What has happened in a part of a work: entries of the stores' dictionaries with what they
    were before, which stores have writes of it, and whether any of it was sent."""

    outgoing: int = 0
    changes: list[tuple[dict[str, Any], str, Any]] = field(default_factory=list)
    written: set[int] = field(default_factory=set)
    sent: bool = False


class Handed(list[Event]):
    """The events of a batch. Walking through them tells the work which one is being handled,
    so that what it publishes names its cause."""

    def __init__(self, work: Work, events: Sequence[Event]) -> None:
        super().__init__(events)
        self._work = work

    def __iter__(self) -> Iterator[Event]:
        for event in super().__iter__():
            self._work.cause = event
            yield event
        self._work.cause = None


class Asked(list[Document]):
    """The commands of a group. Walking through them tells the work which one is being decided,
    so that what it publishes carries the context of that one."""

    def __init__(self, work: Work, asked: Sequence[tuple[Document, Context]]) -> None:
        super().__init__(command for command, _ in asked)
        self._work = work
        self._contexts = [context for _, context in asked]

    def __iter__(self) -> Iterator[Document]:
        for command, context in zip(super().__iter__(), self._contexts, strict=True):
            self._work.context = context
            yield command
        self._work.context = None


class Store(Generic[T]):
    """Things of one kind, found by key or by filter."""

    def __init__(self, work: Work, kept: Kept[T]) -> None:
        self._work = work
        self._kept = kept
        self._seen: dict[str, T | None] = {}
        self._writes: dict[str, Write] = {}

    def find(self, key: str) -> T | None:
        """The thing with this key, or None."""
        if key not in self._seen and not self._query({self._kept.key: key}, None, 1):
            self._set(self._seen, key, None)
        return self._seen[key]

    def fetch(self, keys: Iterable[str]) -> None:
        """Load in one query what `find` and `get` would load one by one."""
        unseen = set(keys) - self._seen.keys()
        if unseen:
            self._query({self._kept.key: {"$in": sorted(unseen)}}, None, len(unseen))
            for key in unseen - self._seen.keys():
                self._set(self._seen, key, None)

    def get(self, key: str) -> T:
        """The thing with this key; raises the declared refusal with the key as its fact."""
        found = self.find(key)
        if found is None:
            missing = self._kept.missing or Refusal
            raise missing(**{self._kept.key: key})
        return found

    def first(self, filter: Document, sort: str | None = None) -> T | None:
        found = self.all(filter, sort, 1)
        return found[0] if found else None

    def all(self, filter: Document, sort: str | None = None, limit: int = 1000) -> list[T]:
        """Up to `limit` things, sorted by a field ("-field" for descending). What it loads is
        remembered, so `get` of the same keys costs nothing afterwards."""
        self.flush()
        return self._query(filter, sort, limit)

    def count(self, filter: Document) -> int:
        self.flush()
        return self._work.backend.count(self._kept, self._by_id(filter))

    def sum(self, field: str, filter: Document) -> Decimal:
        """The sum of a (dotted) field over the things that fit; 0 when none does."""
        self.flush()
        return self._work.backend.sum(self._kept, field, self._by_id(filter))

    def page(self, filter: Document, cursor: str | None = None, limit: int = 50) -> Page[T]:
        """A page of at most `limit` (200) rows, newest first, after the row that `cursor` names."""
        limit = min(limit, PAGE_MOST)
        beyond = {self._kept.key: {"$lt": cursor}} if cursor else {}
        rows = self.all({**filter, **beyond}, f"-{self._kept.key}", limit + 1)
        more = len(rows) > limit
        last = getattr(rows[limit - 1], self._kept.key) if more else None
        return Page(rows[:limit], last)

    def flush(self) -> None:
        if self._writes:
            writes, self._writes = list(self._writes.values()), {}
            self._work._savepoint.sent |= id(self) in self._work._savepoint.written
            self._work.backend.write(self._kept, writes)

    def _query(self, filter: Document, sort: str | None, limit: int) -> list[T]:
        by = sort and sort.replace(self._kept.key, "_id")
        found = self._work.backend.find(self._kept, self._by_id(filter), by, limit)
        things = [self._work.backend.load(self._kept, document) for document in found]
        return [self._remember(thing) for thing in things]

    def _remember(self, thing: T) -> T:
        self._set(self._seen, getattr(thing, self._kept.key), thing)
        return thing

    def _write(self, write: Write) -> None:
        self._work._savepoint.written.add(id(self))
        self._set(self._writes, write.key, write)

    def _set(self, mapping: dict[str, Any], key: str, value: Any) -> None:
        self._work._savepoint.changes.append((mapping, key, mapping.get(key, ABSENT)))
        mapping[key] = value

    def _by_id(self, filter: Document) -> Document:
        return {"_id" if name == self._kept.key else name: v for name, v in filter.items()}

    def _gather(self, thing: T, expected: int | None) -> T:
        key = getattr(thing, self._kept.key)
        before = self._writes.get(key)
        if before is not None and before.expected is not None:
            expected = before.expected
        document = self._work.backend.dump(self._kept, thing)
        self._write(Write(key, document, expected))
        return self._remember(thing)


class Records(Store[T]):
    """Facts learned from others: written whole, without events or versions."""

    def put(self, record: T) -> T:
        """Write the record, whatever was there."""
        return self._gather(record, None)

    def insert(self, record: T) -> T:
        """Write a record that must not exist yet; if it does, the work is a Conflict and runs
        again, and finds it then."""
        return self._gather(record, 0)

    def remove(self, key: str) -> None:
        self._set(self._seen, key, None)
        self._write(Write(key, None))


class Aggregates(Store[T]):
    """Our own truth. A change is stored together with the events that report it; the version
    is the number of events so far, which is the sequence of the last one."""

    def add(self, aggregate: T, *events: DomainEvent) -> T:
        """Store a new aggregate. A key or unique index that exists already is a Conflict."""
        return self._store(aggregate, events, 0)

    def save(self, aggregate: T, *events: DomainEvent) -> T:
        """Replace the stored aggregate if nobody changed it since it was loaded."""
        if not events:
            raise ValueError("a change of state is reported by at least one event")
        wanted, self._work.if_match = self._work.if_match, None
        if wanted not in (None, aggregate.version):  # type: ignore[attr-defined]  # every aggregate has one
            raise VersionMismatch(version=aggregate.version)  # type: ignore[attr-defined]  # as above
        return self._store(aggregate, events, aggregate.version)  # type: ignore[attr-defined]  # every aggregate has one

    def _store(self, aggregate: T, events: Sequence[DomainEvent], version: int) -> T:
        key = getattr(aggregate, self._kept.key)
        for sequence, event in enumerate(events, version + 1):
            self._work.publish(event, subject=key, sequence=sequence)
        grown = replace(aggregate, version=version + len(events))  # type: ignore[type-var]  # aggregates are dataclasses
        return self._gather(grown, version)


class _Declared(Generic[T]):
    """The descriptor behind `aggregates` and `records`."""

    store: type[Store[Any]]

    def __init__(self, kept: Kept[T], store: type[Store[Any]]) -> None:
        self.kept = kept
        self.store = store

    def __set_name__(self, owner: type[Work], name: str) -> None:
        self.name = name

    def __get__(self, work: Work | None, owner: type[Work]) -> Any:
        if work is None:
            return self
        store = self.store(work, self.kept)
        work._stores.append(store)
        vars(work)[self.name] = store
        return store


def aggregates(
    cls: type[T],
    name: str,
    *,
    key: str,
    missing: type[Refusal],
    unique: Sequence[tuple[str, ...]] = (),
    indexes: Sequence[tuple[str, ...]] = (),
) -> Aggregates[T]:
    """Declare a collection of aggregates: frozen dataclasses with `version: int = 0`.

    `unique` holds among the documents that have all of its fields (None does not count).
    """
    # To a type checker the attribute of a work is its store; the descriptor makes it so.
    declared: Any = _Declared(Kept(cls, name, key, missing, unique, indexes), Aggregates)
    return declared


def records(
    cls: type[T],
    name: str,
    *,
    key: str,
    missing: type[Refusal] | None = None,
    unique: Sequence[tuple[str, ...]] = (),
    indexes: Sequence[tuple[str, ...]] = (),
    expire: tuple[str, timedelta] | None = None,
) -> Records[T]:
    """Declare a collection of records: frozen dataclasses written whole.

    `expire` names a datetime field and how long after it a record is forgotten.
    """
    declared: Any = _Declared(Kept(cls, name, key, missing, unique, indexes, expire), Records)
    return declared
