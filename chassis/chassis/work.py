"""The unit of work that a use case is handed.

A service declares its store once, and the same declaration runs on MongoDB and in memory:

    class LoansWork(Work):
        loans = aggregates(Loan, "loans", key="loan_id", missing=LoanNotFound)
        people = records(KnownPerson, "people", key="person_id")

Writes are gathered and go out together when the work is done, or before the next query, so a
batch of a hundred events costs a handful of round trips.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from chassis import audit
from chassis.actor import Actor
from chassis.call import Call
from chassis.errors import Refusal
from chassis.event import DomainEvent, Event
from chassis.reach import Reach, Scope

POLICY_ZONE = ZoneInfo("Asia/Shanghai")
PAGE_MOST = 200

T = TypeVar("T")
Document = dict[str, Any]
Context = Mapping[str, str | None]
"""The extension attributes that an event takes over: correlationid, causationid, traceparent,
tracestate."""

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
    def remove(self, kept: Kept[Any], filter: Document) -> int: ...
    def put_outgoing(self, outgoing: list[Outgoing]) -> None: ...
    def forward(self, envelopes: list[Document]) -> None: ...
    def put_audited(self, records: list[Document]) -> None: ...


@dataclass(frozen=True)
class Write:
    """One gathered write. `expected` is the stored version it replaces or removes: 0 = must not
    exist, None = whatever is there. `document` None removes."""

    key: str
    document: Document | None
    expected: int | None = None


class Gathering(Protocol):
    """A declared store, with the writes that it has gathered."""

    def flush(self) -> None: ...


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
        self.scope: Scope | None = None
        self.cause: Event | None = None
        self.context: Context | None = None
        self.if_match: int | None = None
        self.addressed: frozenset[str] | None = None
        self.stores: list[Gathering] = []
        self._outgoing: list[Outgoing] = []
        self._audited: list[Document] = []
        self.savepoint = Savepoint()

    def __init_subclass__(cls) -> None:
        declared = (getattr(part, "kept", None) for part in vars(cls).values())
        cls.kept = {kept.name: kept for kept in declared if isinstance(kept, Kept)}

    @property
    def today(self) -> date:
        """The policy day: rules count days in Asia/Shanghai."""
        return self.now.astimezone(POLICY_ZONE).date()

    @property
    def reach(self) -> Reach:
        """The records that the caller may touch; all of them while an event is handled."""
        return Reach.of(self.actor, self.scope)

    def serve(self, call: Call | None) -> None:
        """From here on the work is done for this call; None: for nobody."""
        self.actor = call.actor if call else None
        self.scope = call.scope if call else None

    def collection(self, name: str) -> Any:
        """A driver collection, for adapters that need bulk operations of their own; to be used
        with `session` and a real database only."""
        return self.backend.db[name]  # type: ignore[attr-defined]  # MongoBackend has it

    @property
    def session(self) -> Any:
        """The driver session of this transaction, for use with `collection`."""
        self.savepoint.sent = True
        return self.backend.session  # type: ignore[attr-defined]  # MongoBackend has it

    def publish(self, event: DomainEvent, subject: str, sequence: int) -> None:
        """Put one event into the outbox. Aggregates do this by themselves."""
        self._outgoing.append(Outgoing(event, subject, sequence, self.cause, self.context))

    def audit(self, action: str, *, reason: str | None = None, **facts: Any) -> None:
        """Record who did what, with the facts that say to whom or to what: see chassis.audit."""
        record = audit.entry(self.actor, self.now, action, reason, facts)
        self._audited.append({"_id": self.new_id(), **record})

    def forward(self, envelopes: list[Document]) -> None:
        """Pass on CloudEvents that others composed (decoded envelopes), in this order."""
        if envelopes:
            self.savepoint.sent = True
            self.backend.forward(envelopes)

    def save(self) -> None:
        """Begin a part of the work that may be undone without the parts before it."""
        self.savepoint = Savepoint(len(self._outgoing), len(self._audited))

    def undo(self) -> None:
        """Forget the part since the last `save`. Raises Entangled when some of it was sent."""
        if self.savepoint.sent:
            raise Entangled
        del self._outgoing[self.savepoint.outgoing :]
        del self._audited[self.savepoint.audited :]
        for mapping, key, before in reversed(self.savepoint.changes):
            if before is ABSENT:
                del mapping[key]
            else:
                mapping[key] = before
        self.save()

    def flush(self) -> None:
        """Send every gathered write, then events and audit records. Raises Conflict."""
        for store in self.stores:
            store.flush()
        if self._outgoing:
            self.backend.put_outgoing(self._outgoing)
            self._outgoing = []
        if self._audited:
            self.backend.put_audited(self._audited)
            self._audited = []


@dataclass
class Savepoint:
    """What has happened in a part of a work: entries of the stores' dictionaries with what they
    were before, which stores have writes of it, and whether any of it was sent."""

    outgoing: int = 0
    audited: int = 0
    changes: list[tuple[dict[str, Any], str, Any]] = field(default_factory=list)
    written: set[int] = field(default_factory=set)
    sent: bool = False


class Handed(list[Event]):
    """The events of a batch. Walking through them tells the work which one is being handled: what
    it publishes names its cause, and a partner's report reaches what is the partner's own."""

    def __init__(self, work: Work, events: Sequence[Event]) -> None:
        super().__init__(events)
        self._work = work

    def __iter__(self) -> Iterator[Event]:
        for event in super().__iter__():
            self._work.cause, self._work.actor = event, event.sender
            yield event
        self._work.cause = self._work.actor = None


class Asked(list[Document]):
    """The commands of a group. Walking through them tells the work which one is being decided:
    who asks for it, and the context that what it publishes carries."""

    def __init__(self, work: Work, asked: Sequence[tuple[Document, Context, Call | None]]) -> None:
        super().__init__(command for command, _, _ in asked)
        self._work = work
        self._asked = asked

    def __iter__(self) -> Iterator[Document]:
        for command, context, call in self._asked:
            self._work.context = context
            self._work.serve(call)
            yield command
        self._work.context = None
        self._work.serve(None)
