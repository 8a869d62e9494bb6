"""A store in memory that runs the same declarations, for tests without servers.

store = memory(LoansWork, now=NOON)
loan = store.commit(usecases.apply_for_loan, person_id="p1", ...)
assert store.events == [LoanSubmitted(...)]
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bson import Decimal128

from chassis.actor import Actor
from chassis.call import Answer, Call
from chassis.codec import documents, plain
from chassis.deciding import decide_group
from chassis.errors import Conflict
from chassis.event import DomainEvent
from chassis.group import Request
from chassis.work import Document, Kept, Outgoing, Trigger, Work, Write

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$in": lambda value, wanted: any(_is(value, one) for one in wanted),
    "$nin": lambda value, wanted: not any(_is(value, one) for one in wanted),
    "$ne": lambda value, wanted: not _is(value, wanted),
    "$lt": lambda value, wanted: value is not None and value < wanted,
    "$lte": lambda value, wanted: value is not None and value <= wanted,
    "$gt": lambda value, wanted: value is not None and value > wanted,
    "$gte": lambda value, wanted: value is not None and value >= wanted,
    "$exists": lambda value, wanted: (value is not None) is wanted,
}


def memory(work: type[Work], now: datetime = NOON, actor: Actor | None = None) -> MemoryStore:
    """An empty store of the declared kinds with a clock that stands still at `now`."""
    return MemoryStore(work, now, actor)


class MemoryStore:
    """Transactions over dictionaries: all of a use case's writes, or none.

    `events` are the published events and `audited` the audit records so far; `now` and `actor`
    may be set between calls. Ids count up from id-000001.
    """

    def __init__(self, work: type[Work], now: datetime, actor: Actor | None) -> None:
        self.work = work
        self.now = now
        self.actor = actor
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
        return self.work(self, self.now, lambda: f"id-{next(self._ids):06}", trigger)

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

    def load(self, kept: Kept[Any], document: Document) -> Any:
        return documents.structure({**document, kept.key: document["_id"]}, kept.cls)

    def dump(self, kept: Kept[Any], thing: Any) -> Document:
        document = documents.unstructure(thing)
        document["_id"] = document.pop(kept.key)
        return document

    def find(
        self, kept: Kept[Any], filter: Document, sort: str | None, limit: int
    ) -> list[Document]:
        found = self._matching(kept, filter)
        if sort:
            field = sort.lstrip("-")
            found.sort(key=lambda doc: _sortable(_at(doc, field)), reverse=sort.startswith("-"))
        return found[:limit]

    def count(self, kept: Kept[Any], filter: Document) -> int:
        return len(self._matching(kept, filter))

    def sum(self, kept: Kept[Any], field: str, filter: Document) -> Decimal:
        amounts = [_comparable(_at(doc, field)) for doc in self._matching(kept, filter)]
        return sum((Decimal(amount) for amount in amounts if amount is not None), Decimal(0))

    def write(self, kept: Kept[Any], writes: list[Write]) -> None:
        collection = self.collections.setdefault(kept.name, {})
        for write in writes:
            stored = collection.get(write.key)
            if write.expected == 0 and stored is not None:
                raise Conflict(kept.name)
            if write.expected and (stored is None or stored["version"] != write.expected):
                raise Conflict(kept.name)
            if write.document is None:
                collection.pop(write.key, None)
                continue
            collection[write.key] = copy.deepcopy(write.document)
        for fields in kept.unique:
            keys = [tuple(_hashable(_at(doc, f)) for f in fields) for doc in collection.values()]
            present = [key for key in keys if None not in key]
            if len(present) != len(set(present)):
                raise Conflict(kept.name)

    def remove(self, kept: Kept[Any], filter: Document) -> int:
        found = self._matching(kept, filter)
        for document in found:
            del self.collections[kept.name][document["_id"]]
        return len(found)

    def put_outgoing(self, outgoing: list[Outgoing]) -> None:
        self.outgoing += outgoing

    def forward(self, envelopes: list[Document]) -> None:
        self.forwarded += envelopes

    def put_audited(self, records: list[Document]) -> None:
        self.audited += records

    def _matching(self, kept: Kept[Any], filter: Document) -> list[Document]:
        wanted = plain(filter)
        stored = self.collections.get(kept.name, {}).values()
        return [doc for doc in stored if all(_fits(_at(doc, f), w) for f, w in wanted.items())]


def _at(document: Document, dotted: str) -> Any:
    """The value under a dotted name; of a list of objects, the list of their values."""
    value: Any = document
    for name in dotted.split("."):
        if isinstance(value, list):
            value = [inner.get(name) for inner in value if isinstance(inner, dict)]
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value


def _fits(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and any(name.startswith("$") for name in wanted):
        return all(
            OPERATORS[name](_comparable(value), _comparable(against))
            for name, against in wanted.items()
        )
    return _is(_comparable(value), _comparable(wanted))


def _is(value: Any, wanted: Any) -> bool:
    """Equality as MongoDB means it: a list equals what it contains, too."""
    return bool(value == wanted or (isinstance(value, list) and wanted in value))


def _comparable(value: Any) -> Any:
    return value.to_decimal() if isinstance(value, Decimal128) else value


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else _comparable(value)


def _sortable(value: Any) -> Any:
    return (value is not None, _comparable(value))
