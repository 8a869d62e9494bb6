"""A store in memory with the same declarations, for tests without servers.

store = memory(LoansWork, now=NOON)
loan = store.commit(usecases.apply_for_loan, person_id="p1", ...)
assert store.events == [LoanSubmitted(...)]
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import bson
from bson.codec_options import CodecOptions

from chassis.codec import plain
from chassis.domain.actor import Actor
from chassis.domain.business_day import POLICY_ZONE, REAL_CLOCK, BusinessClock
from chassis.domain.call import Answer, Call
from chassis.domain.errors import Conflict
from chassis.domain.event import DomainEvent
from chassis.domain.unit_of_work import Document, DocumentMapping, Outgoing, Trigger, Work, Write
from chassis.storage import in_memory
from chassis.storage.group_commit import Request
from chassis.storage.group_decision import decide_group

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True)


def memory(work: type[Work], now: datetime = NOON, actor: Actor | None = None) -> MemoryStore:
    """An empty store of the declared kinds with a clock that stands still at `now`."""
    return MemoryStore(work, now, actor)


@dataclass(frozen=True)
class Standing:
    """A business clock that stands still at noon of a day."""

    day: date

    def at(self, now: datetime) -> datetime:
        return datetime.combine(self.day, time(12), POLICY_ZONE)


class MemoryStore:
    """Transactions over dictionaries: all writes of a use case, or none.

    `events` are the published events and `audited` the audit records so far; `now`, `actor` and
    `business_clock` may be set between calls. Ids count up from id-000001.
    """

    def __init__(self, work: type[Work], now: datetime, actor: Actor | None) -> None:
        self.work = work
        self.now = now
        self.actor = actor
        self.business_clock: BusinessClock = REAL_CLOCK
        self.collections: dict[str, dict[str, Document]] = {}
        self.outgoing: list[Outgoing] = []
        self.forwarded: list[Document] = []
        self.audited: list[Document] = []
        self._ids = itertools.count(1)

    @property
    def events(self) -> list[DomainEvent]:
        return [outgoing.event for outgoing in self.outgoing]

    def commit(self, usecase: Callable[..., Any], **command: Any) -> Any:
        """What the use case returns; its writes and events are kept unless it raises."""
        return self._run(lambda work: usecase(work, **command), Trigger(self.actor))

    def commit_group(
        self,
        key: str,
        usecase: Callable[..., Any],
        command: Document,
        prepare: Callable[..., Any] | None = None,
    ) -> Any:
        """A group of one: the result, or the refusal raised."""

        def decided(work: Work) -> Any:
            if prepare is not None:
                prepare(work, [command])
            return usecase(work, **command)

        return self._run(decided, Trigger(self.actor))

    def decide(self, *requests: Request) -> list[Any]:
        """What comes of requests that share a transaction: results, and refusals as values."""
        call = Call("decide", self.actor, None, "", lambda result: result)
        outcomes = decide_group(self, [replace(request, call=call) for request in requests])
        return [one.body if isinstance(one, Answer) else one for one in outcomes]

    def run(self, body: Callable[[Work], Any], attempts: int = 1) -> Any:
        """One transaction, as `decide_group` asks for it."""
        return self._run(body)

    def read(self, usecase: Callable[..., Any], **query: Any) -> Any:
        return usecase(self._begin(Trigger(self.actor)), **query)

    def deliver(self, handler: Callable[..., None], *events: Any) -> None:
        """Hand events to a handler `(work, events)`, as one batch in one transaction."""
        self._run(lambda work: handler(work, list(events)))

    def _begin(self, trigger: Trigger | None) -> Work:
        return self.work(self, self.now, self._new_id, trigger, self.business_clock)

    def _new_id(self) -> str:
        return f"id-{next(self._ids):06}"

    def _run(self, body: Callable[[Work], Any], trigger: Trigger | None = None) -> Any:
        before = (
            copy.deepcopy(self.collections),
            list(self.outgoing),
            list(self.forwarded),
            list(self.audited),
        )
        try:
            work = self._begin(trigger)
            result = body(work)
            work.flush()
        except BaseException:
            self.collections, self.outgoing, self.forwarded, self.audited = before
            raise
        return result

    # The Backend of a unit of work:

    def find(
        self, mapping: DocumentMapping[Any], filter: Document, sort: str | None, limit: int
    ) -> list[Document]:
        found = self._matching(mapping, filter)
        if sort:
            down = sort.startswith("-")
            found.sort(key=in_memory.sorting(sort.lstrip("-"), down), reverse=down)
        return [_as_stored(document) for document in found[:limit]]

    def count(self, mapping: DocumentMapping[Any], filter: Document) -> int:
        return len(self._matching(mapping, filter))

    def sum(self, mapping: DocumentMapping[Any], field: str, filter: Document) -> Decimal:
        found = self._matching(mapping, filter)
        return sum((in_memory.number(doc, field) for doc in found), Decimal(0))

    def write(self, mapping: DocumentMapping[Any], writes: list[Write]) -> None:
        collection = self.collections.setdefault(mapping.name, {})
        held = {
            (fields, entry): key
            for fields in mapping.unique
            for key, doc in collection.items()
            for entry in in_memory.entries(doc, fields)
        }
        for write in writes:
            _replace(mapping, collection, write)
            held = {entry: key for entry, key in held.items() if key != write.key}
            for fields in mapping.unique:
                for entry in in_memory.entries(collection.get(write.key, {}), fields):
                    if held.setdefault((fields, entry), write.key) != write.key:
                        raise Conflict(mapping.name)

    def remove(self, mapping: DocumentMapping[Any], filter: Document) -> int:
        found = self._matching(mapping, filter)
        for document in found:
            del self.collections[mapping.name][document["_id"]]
        return len(found)

    def put_outgoing(self, outgoing: list[Outgoing]) -> None:
        self.outgoing += outgoing

    def forward(self, envelopes: list[Document]) -> None:
        self.forwarded += envelopes

    def put_audited(self, records: list[Document]) -> None:
        self.audited += records

    def _matching(self, mapping: DocumentMapping[Any], filter: Document) -> list[Document]:
        wanted = _as_stored(plain(filter))
        stored = self.collections.get(mapping.name, {}).values()
        return [document for document in stored if in_memory.fits(document, wanted)]


def _as_stored(document: Document) -> Document:
    """A copy as MongoDB gives it back; raises what the driver raises for what it cannot store."""
    stored: Document = bson.decode(bson.encode(document), AWARE)
    return stored


def _replace(mapping: DocumentMapping[Any], collection: dict[str, Document], write: Write) -> None:
    stored = collection.get(write.key)
    if write.expected is not None and write.expected != (stored or {}).get("version", 0):
        raise Conflict(mapping.name)
    if write.expected == 0 and stored is not None:
        raise Conflict(mapping.name)
    if write.document is None:
        collection.pop(write.key, None)
    else:
        collection[write.key] = _as_stored(write.document)
