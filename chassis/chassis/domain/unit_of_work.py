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
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from chassis.domain import audit
from chassis.domain.actor import Actor
from chassis.domain.business_day import REAL_CLOCK, BusinessClock
from chassis.domain.call import Call
from chassis.domain.errors import Refusal
from chassis.domain.event import DomainEvent, Event
from chassis.domain.reach import Reach, Scope

PAGE_MOST = 200

T = TypeVar("T")
E = TypeVar("E", bound=Event)
Document = dict[str, Any]
Context = Mapping[str, str | None]
"""The extension attributes that an event takes over: correlationid, causationid, traceparent,
tracestate."""

ABSENT = object()


class NothingInHand(RuntimeError):
    """A programming error: outside the events of a batch nobody says whose records are within
    reach. Walk through the batch with `work.handling(events)`."""


class Entangled(Exception):
    """This part of the work cannot be rolled back alone: it has been sent to the store already."""


@dataclass(frozen=True)
class DocumentMapping(Generic[T]):
    """How one kind of record is stored: collection, key, refusal when missing, indexes, and the
    fields that decide whether it is within a caller's reach."""

    cls: type[T]
    name: str
    key: str
    missing: type[Refusal] | None = None
    unique: Sequence[tuple[str, ...]] = ()
    indexes: Sequence[tuple[str, ...]] = ()
    expire: tuple[str, timedelta] | None = None
    reach: Mapping[str, str] = field(default_factory=dict)

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
    """An event on its way to the outbox, with the event that caused it or the context of the
    command that did."""

    event: DomainEvent
    subject: str
    sequence: int
    cause: Event | None
    context: Context | None = None


@dataclass(frozen=True)
class Trigger:
    """What a piece of work is done for: a call, an event, or, with neither, the service itself,
    such as a timer. Without an actor everything is within reach. `context` belongs to the command
    that an event is published for, `cause` is the event."""

    actor: Actor | None = None
    scope: Scope | None = None
    context: Context | None = None
    cause: Event | None = None

    @classmethod
    def of(cls, call: Call | None, context: Context | None = None) -> Trigger:
        return cls(call.actor, call.scope, context) if call else cls(context=context)


class Backend(Protocol):
    """What a unit of work needs from a store. Documents carry their key as `_id`."""

    def find(
        self, mapping: DocumentMapping[Any], filter: Document, sort: str | None, limit: int
    ) -> list[Document]: ...
    def count(self, mapping: DocumentMapping[Any], filter: Document) -> int: ...
    def sum(self, mapping: DocumentMapping[Any], field: str, filter: Document) -> Decimal: ...
    def write(self, mapping: DocumentMapping[Any], writes: list[Write]) -> None: ...
    def remove(self, mapping: DocumentMapping[Any], filter: Document) -> int: ...
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
    """One transaction's worth of work: the declared repositories, the clock and the caller.

    Without a trigger it is for a batch of events, of which `handling` takes each in hand.
    Meanwhile records may be read and written, but `actor`, `reach`, `publish` and `audit` raise
    NothingInHand: a batch has no caller, and no caller must not mean every record.
    """

    mappings: ClassVar[dict[str, DocumentMapping[Any]]] = {}

    def __init__(
        self,
        backend: Backend,
        now: datetime,
        new_id: Callable[[], str],
        trigger: Trigger | None = None,
        business_clock: BusinessClock = REAL_CLOCK,
    ) -> None:
        self.backend = backend
        self.now = now
        self.business_clock = business_clock
        self.new_id = new_id
        self._in_hand: dict[object, Trigger] = {object(): trigger} if trigger else {}
        self.unfinished: Event | None = None
        self.if_match: int | None = None
        self.addressed: frozenset[str] | None = None
        self.repositories: list[Gathering] = []
        self._outgoing: list[Outgoing] = []
        self._audited: list[Document] = []
        self.since = Savepoint()

    def __init_subclass__(cls) -> None:
        declared = (getattr(part, "mapping", None) for part in vars(cls).values())
        own = {one.name: one for one in declared if isinstance(one, DocumentMapping)}
        cls.mappings = {**cls.mappings, **own}

    @cached_property
    def today(self) -> date:
        """The business day, constant within the transaction. Rules count days by it."""
        return self.business_clock.at(self.now).date()

    @property
    def reach(self) -> Reach:
        """The records that the caller, or the sender of the event, may touch."""
        return Reach.of(self.trigger.actor, self.trigger.scope)

    @property
    def trigger(self) -> Trigger:
        """What the work is being done for. Raises NothingInHand."""
        if not self._in_hand:
            raise NothingInHand("walk with work.handling(events)")
        return next(reversed(self._in_hand.values()))

    @property
    def actor(self) -> Actor | None:
        """Who asks, or the partner whose report is handled; None: an event of ours, a public
        reading, or the service itself."""
        return self.trigger.actor

    @property
    def cause(self) -> Event | None:
        """The event that is being handled."""
        return self.trigger.cause

    def handling(self, events: Iterable[E]) -> Iterator[E]:
        """Walk through the events of a batch. Each is the current one for its turn: events
        published meanwhile name it as their cause, and a partner's report reaches only what is the
        partner's own."""
        for event in events:
            # `unfinished` stays when the walk is left at an event, by an exception or a break.
            before, self.unfinished = self.unfinished, event
            with self.working_for(Trigger(event.sender, cause=event)):
                yield event
            self.unfinished = before

    @contextmanager
    def working_for(self, trigger: Trigger) -> Iterator[None]:
        """Work for another trigger, and afterwards again for the previous one."""
        turn = object()
        self._in_hand[turn] = trigger
        try:
            yield
        finally:
            del self._in_hand[turn]

    @contextmanager
    def acting_as(self, actor: Actor | None) -> Iterator[None]:
        """Work for the same event or command with another actor, in the scope of its role."""
        with self.working_for(replace(self.trigger, actor=actor, scope=None)):
            yield

    def collection(self, name: str) -> Any:
        """A driver collection, for adapters that need bulk operations of their own; to be used
        with `session` and a real database only."""
        return self.backend.db[name]  # type: ignore[attr-defined]  # MongoBackend has it

    @property
    def session(self) -> Any:
        """The driver session of this transaction, for use with `collection`."""
        self.since.sent = True
        return self.backend.session  # type: ignore[attr-defined]  # MongoBackend has it

    def publish(self, event: DomainEvent, subject: str, sequence: int) -> None:
        """Put one event into the outbox. Aggregates do this by themselves."""
        trigger = self.trigger
        self._outgoing.append(Outgoing(event, subject, sequence, trigger.cause, trigger.context))

    def audit(self, action: str, *, reason: str | None = None, **facts: Any) -> None:
        """Record who did what, with the facts that say to whom or to what: see domain/audit."""
        record = audit.entry(self.actor, self.now, action, reason, facts)
        self._audited.append({"_id": self.new_id(), **record})

    def forward(self, envelopes: list[Document]) -> None:
        """Pass on CloudEvents that others composed (decoded envelopes), in this order."""
        if envelopes:
            self.since.sent = True
            self.backend.forward(envelopes)

    def savepoint(self) -> None:
        """Begin a part of the work that can be rolled back without the parts before it."""
        self.since = Savepoint(len(self._outgoing), len(self._audited))

    def rollback_to_savepoint(self) -> None:
        """Undo everything since the last `savepoint`. Raises Entangled when some of it was sent."""
        if self.since.sent:
            raise Entangled
        del self._outgoing[self.since.outgoing :]
        del self._audited[self.since.audited :]
        for mapping, key, before in reversed(self.since.changes):
            if before is ABSENT:
                del mapping[key]
            else:
                mapping[key] = before
        self.savepoint()

    def flush(self) -> None:
        """Send every gathered write, then events and audit records. Raises Conflict."""
        for repository in self.repositories:
            repository.flush()
        if self._outgoing:
            self.backend.put_outgoing(self._outgoing)
            self._outgoing = []
        if self._audited:
            self.backend.put_audited(self._audited)
            self._audited = []


@dataclass
class Savepoint:
    """What has happened since a savepoint: entries of the repositories' dictionaries with what they
    were before, which repositories have writes of it, and whether any of it was sent."""

    outgoing: int = 0
    audited: int = 0
    changes: list[tuple[dict[Any, Any], Any, Any]] = field(default_factory=list)
    written: set[int] = field(default_factory=set)
    sent: bool = False
