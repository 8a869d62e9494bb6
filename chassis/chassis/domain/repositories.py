"""The repositories of a unit of work: things of one kind, read once and written together.

A service declares them in its Work with `aggregates` and `records`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Generic, TypeGuard, TypeVar

from chassis.domain import documents
from chassis.domain.errors import Refusal, VersionMismatch
from chassis.domain.event import DomainEvent
from chassis.domain.unit_of_work import (
    ABSENT,
    PAGE_MOST,
    Document,
    DocumentMapping,
    Page,
    Work,
    Write,
)

T = TypeVar("T")
NO_FIELDS: Final[Mapping[str, str]] = MappingProxyType({})


class Repository(Generic[T]):
    """Things of one kind, found by key or by filter."""

    def __init__(self, work: Work, mapping: DocumentMapping[T]) -> None:
        self._work = work
        self._mapping = mapping
        self._seen: dict[str, T | None] = {}
        self._by: dict[tuple[str, ...], dict[tuple[str, ...], str | None]] = {}
        self._writes: dict[str, Write] = {}

    @property
    def key(self) -> str:
        """The field that a thing is known by."""
        return self._mapping.key

    def find(self, key: str) -> T | None:
        """The thing with this key, or None."""
        if key not in self._seen and not self._query({self._mapping.key: key}, None, 1):
            self._set(self._seen, key, None)
        return self._seen[key]

    def fetch(self, keys: Iterable[str]) -> None:
        """Load in one query what `find` and `get` would load one by one."""
        unseen = set(keys) - self._seen.keys()
        if unseen:
            self._query({self._mapping.key: {"$in": sorted(unseen)}}, None, len(unseen))
            for key in unseen - self._seen.keys():
                self._set(self._seen, key, None)

    def find_by(self, **fields: str) -> T | None:
        """The one thing that has these fields, or None. Together they are unique, and a thing
        keeps them for good."""
        names, values = tuple(fields), tuple(fields.values())
        if values not in self._by.get(names, {}):
            self.fetch_by(names, [values])
        key = self._by[names][values]
        return None if key is None else self.find(key)

    def fetch_by(self, names: tuple[str, ...], many: Iterable[tuple[str, ...]]) -> None:
        """Load in one query what `find_by` would load one by one."""
        known = self._by.setdefault(names, {})
        unseen = set(many) - known.keys()
        if unseen:
            columns = [sorted(set(column)) for column in zip(*unseen, strict=True)]
            wanted = {name: {"$in": column} for name, column in zip(names, columns, strict=True)}
            self.all(wanted, limit=math.prod(len(column) for column in columns))
            for values in unseen - known.keys():
                self._set(known, values, None)

    def get(self, key: str) -> T:
        """The thing with this key; raises the declared refusal with the key as its fact."""
        found = self.find(key)
        if found is None:
            raise self._missing(key)
        return found

    def within_reach(self, key: str, **owners: str | None) -> T:
        """The thing with this key, if the caller may touch it. One out of reach raises the same
        refusal as one that does not exist.

        `owners` are whose it is beyond the declared fields, or instead of them (`partner_id`, ...).
        """
        found = self.get(key)
        declared = {name: getattr(found, field) for name, field in self._mapping.reach.items()}
        if not self._work.reach.holds(**{**declared, **owners}):
            raise self._missing(key)
        return found

    def first(self, filter: Document, sort: str | None = None) -> T | None:
        found = self.all(filter, sort, 1)
        return found[0] if found else None

    def all(self, filter: Document, sort: str | None = None, limit: int = 1000) -> list[T]:
        """Up to `limit` things, sorted by a field ("-field" for descending). What it loads is
        remembered, so `get` of the same keys costs nothing afterwards. A limit of 0 is empty."""
        self.flush()
        return self._query(filter, sort, limit)

    def count(self, filter: Document) -> int:
        self.flush()
        return self._work.backend.count(self._mapping, self._by_id(filter))

    def sum(self, field: str, filter: Document) -> Decimal:
        """The sum of a (dotted) field over the things that fit; 0 when none does."""
        self.flush()
        return self._work.backend.sum(self._mapping, field, self._by_id(filter))

    def page(self, filter: Document, cursor: str | None = None, limit: int = 50) -> Page[T]:
        """A page of at most `limit` (200) rows, newest first, after the row that `cursor` names."""
        limit = min(limit, PAGE_MOST)
        beyond = {self._mapping.key: {"$lt": cursor}} if cursor else {}
        rows = self.all({**filter, **beyond}, f"-{self._mapping.key}", limit + 1)
        more = len(rows) > limit
        last = getattr(rows[limit - 1], self._mapping.key) if more else None
        return Page(rows[:limit], last)

    def forget(self, filter: Document) -> int:
        """Remove everything that matches, at once and without events; returns how many."""
        self.flush()
        # Nothing of it is gathered, so it cannot be undone, and what was read may have gone.
        self._work.since.sent = True
        self._seen.clear()
        return self._work.backend.remove(self._mapping, self._by_id(filter))

    def flush(self) -> None:
        if self._writes:
            writes, self._writes = list(self._writes.values()), {}
            self._work.since.sent |= id(self) in self._work.since.written
            self._work.backend.write(self._mapping, writes)

    def _missing(self, key: str) -> Refusal:
        missing = self._mapping.missing or Refusal
        return missing(**{self._mapping.key: key})

    def _query(self, filter: Document, sort: str | None, limit: int) -> list[T]:
        if limit == 0:
            return []  # to MongoDB it would be no limit at all
        by = f"{sort.removesuffix(self._mapping.key)}_id" if self._is_key(sort) else sort
        found = self._work.backend.find(self._mapping, self._by_id(filter), by, limit)
        things = [documents.load(self._mapping, document) for document in found]
        return [self._remember(thing) for thing in things]

    def _is_key(self, sort: str | None) -> TypeGuard[str]:
        return sort in (self._mapping.key, f"-{self._mapping.key}")

    def _remember(self, thing: T) -> T:
        key = getattr(thing, self._mapping.key)
        self._set(self._seen, key, thing)
        for names, known in self._by.items():
            self._set(known, tuple(getattr(thing, name) for name in names), key)
        return thing

    def _write(self, write: Write) -> None:
        self._work.since.written.add(id(self))
        self._set(self._writes, write.key, write)

    def _unwrite(self, key: str) -> None:
        """What was added in the same flush is in no store: there is nothing to remove."""
        self._work.since.changes.append((self._writes, key, self._writes.pop(key)))

    def _set(self, entries: dict[Any, Any], key: Any, value: Any) -> None:
        self._work.since.changes.append((entries, key, entries.get(key, ABSENT)))
        entries[key] = value

    def _by_id(self, filter: Document) -> Document:
        return {"_id" if name == self._mapping.key else name: v for name, v in filter.items()}

    def _gather(self, thing: T, expected: int | None) -> T:
        key = getattr(thing, self._mapping.key)
        document = documents.dump(self._mapping, thing)
        self._write(Write(key, document, self._stored(key, expected)))
        return self._remember(thing)

    def _stored(self, key: str, expected: int | None) -> int | None:
        """The version in the store: that of the first write, where several are gathered."""
        before = self._writes.get(key)
        return expected if before is None or before.expected is None else before.expected


class Records(Repository[T]):
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


class Aggregates(Repository[T]):
    """The service's own records. A change is stored together with the events that report it; the
    version is the number of events so far, which is the sequence of the last one."""

    def add(self, aggregate: T, *events: DomainEvent) -> T:
        """Store a new aggregate. A key or unique index that exists already is a Conflict."""
        return self._store(aggregate, events, 0)

    def save(self, aggregate: T, *events: DomainEvent) -> T:
        """Replace the stored aggregate if nobody changed it since it was loaded."""
        if not events:
            raise ValueError("a change of state is reported by at least one event")
        wanted = self._wanted(aggregate)
        if wanted not in (None, aggregate.version):  # type: ignore[attr-defined]  # every aggregate has one
            raise VersionMismatch(version=aggregate.version)  # type: ignore[attr-defined]  # as above
        return self._store(aggregate, events, aggregate.version)  # type: ignore[attr-defined]  # every aggregate has one

    def remove(self, aggregate: T, *events: DomainEvent) -> None:
        """Remove the stored aggregate if nobody changed it since it was loaded; the events are
        its last."""
        key, version = getattr(aggregate, self._mapping.key), aggregate.version  # type: ignore[attr-defined]  # every aggregate has one
        self._tell(key, events, version)
        self._set(self._seen, key, None)
        stored = self._stored(key, version)
        if stored == 0:
            self._unwrite(key)
        else:
            self._write(Write(key, None, stored))

    def _tell(self, key: str, events: Sequence[DomainEvent], version: int) -> None:
        for sequence, event in enumerate(events, version + 1):
            self._work.publish(event, subject=key, sequence=sequence)

    def _wanted(self, aggregate: T) -> int | None:
        """The version that the call means to change, for the aggregate that its command names;
        other aggregates are changed without one."""
        work = self._work
        key = getattr(aggregate, self._mapping.key)
        if work.if_match is None or (work.addressed is not None and key not in work.addressed):
            return None
        wanted, work.if_match = work.if_match, None
        return wanted

    def _store(self, aggregate: T, events: Sequence[DomainEvent], version: int) -> T:
        self._tell(getattr(aggregate, self._mapping.key), events, version)
        grown = replace(aggregate, version=version + len(events))  # type: ignore[type-var]  # aggregates are dataclasses
        return self._gather(grown, version)


class _Declared(Generic[T]):
    """The descriptor behind `aggregates` and `records`."""

    repository: type[Repository[Any]]

    def __init__(self, mapping: DocumentMapping[T], repository: type[Repository[Any]]) -> None:
        self.mapping = mapping
        self.repository = repository

    def __set_name__(self, owner: type[Work], name: str) -> None:
        self.name = name

    def __get__(self, work: Work | None, owner: type[Work]) -> Any:
        if work is None:
            return self
        repository = self.repository(work, self.mapping)
        work.repositories.append(repository)
        vars(work)[self.name] = repository
        return repository


def aggregates(
    cls: type[T],
    name: str,
    *,
    key: str,
    missing: type[Refusal],
    unique: Sequence[tuple[str, ...]] = (),
    indexes: Sequence[tuple[str, ...]] = (),
    reach: Mapping[str, str] = NO_FIELDS,
) -> Aggregates[T]:
    """Declare a collection of aggregates: frozen dataclasses with `version: int = 0`.

    `unique` holds among the documents that have all of its fields (None does not count). `reach`
    names the fields by which `within_reach` decides: `{"region": "region"}`, and whose a thing is,
    `{"partner_id": "provider_id"}`.
    """
    # To a type checker the attribute of a work is its repository; the descriptor makes it so.
    mapping = DocumentMapping(cls, name, key, missing, unique, indexes, reach=reach)
    declared: Any = _Declared(mapping, Aggregates)
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
    reach: Mapping[str, str] = NO_FIELDS,
) -> Records[T]:
    """Declare a collection of records: frozen dataclasses written whole.

    `expire` names a datetime field and how long after it a record is forgotten; `reach` is that of
    `aggregates`.
    """
    mapping = DocumentMapping(cls, name, key, missing, unique, indexes, expire, reach)
    declared: Any = _Declared(mapping, Records)
    return declared
