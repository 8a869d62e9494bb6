"""What every store does alike: the one in memory, which the services' tests run on, is held
against a real MongoDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import pymongo
import pytest

from chassis.domain import Conflict, DomainEvent, Refusal, Trigger, Work, aggregates, records
from chassis.storage import indexes
from chassis.storage.clock import Clock
from chassis.storage.in_memory import NotImitated
from chassis.storage.mongo import IDEMPOTENCY, INBOX, OUTBOX
from chassis.storage.transactions import Contended, Transactions
from chassis.testing import memory
from tests.fault.stage import Infra

DAY = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Row:
    """`value` may be anything that can be stored."""

    row_id: str
    value: Any = None
    group: str = ""
    by_row_id: int = 0


@dataclass(frozen=True)
class Marked:
    """`tag` is unique unless it is None, and so is each of `keys`."""

    marked_id: str
    tag: str | None = None
    keys: tuple[str, ...] | None = None


class DeedNotFound(Refusal):
    code = "deed_not_found"


@dataclass(frozen=True)
class Deed:
    deed_id: str
    name: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class DeedDone(DomainEvent):
    type: ClassVar[str] = "yunling.demo.deed.done.v1"


class ContractWork(Work):
    rows = records(Row, "contract_rows", key="row_id")
    marked = records(Marked, "contract_marked", key="marked_id", unique=[("tag",), ("keys",)])
    deeds = aggregates(Deed, "contract_deeds", key="deed_id", missing=DeedNotFound)


class InMongo:
    """A real store with the interface of MemoryStore; a conflict is told at once."""

    def __init__(self, db: Any) -> None:
        self.transactions = Transactions(db, ContractWork, "insight", lambda: None, Clock(db))

    def commit(self, usecase: Callable[[Any], Any]) -> Any:
        try:
            return self.transactions.run(usecase, 1, Trigger())
        except Contended as contended:
            assert contended.__cause__ is not None
            raise contended.__cause__ from None

    def read(self, usecase: Callable[[Any], Any]) -> Any:
        return usecase(self.transactions.view())


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[Any]:
    infra: Infra = request.getfixturevalue("infra")
    infra.clear()
    with pymongo.MongoClient(infra.mongo_uri, tz_aware=True) as client:
        db = client.get_default_database()
        names = (INBOX, OUTBOX, IDEMPOTENCY, indexes.MONEY)
        indexes.prepare(db, ContractWork, dict.fromkeys(names, timedelta(days=1)))
        yield db
        for mapping in ContractWork.mappings.values():
            db.drop_collection(mapping.name)


@pytest.fixture(params=["memory", "mongo"])
def backend(request: pytest.FixtureRequest) -> Any:
    if request.param == "memory":
        return memory(ContractWork)
    db = request.getfixturevalue("database")
    for mapping in ContractWork.mappings.values():
        db[mapping.name].delete_many({})
    return InMongo(db)


VALUES: dict[str, Any] = {
    "null": None,
    "one": 1,
    "half": 0.5,
    "two": Decimal("2.00"),
    "three": 3,
    "true": True,
    "a": "a",
    "b": "b",
    "digit": "1",
    "red": Colour.RED,
    "day": DAY,
    "next_day": DAY + timedelta(days=1),
    "bytes": b"x",
    "empty": [],
    "list": [1, "b"],
    "nulls": [None],
    "nested": [["a"]],
    "inner": {"x": 1},
    "inner_null": {"x": None},
    "inner_list": {"x": [1, 2]},
    "inner_other": {"y": 1},
    "inners": [{"x": 1}, {"x": "b"}],
    "some_inners": [{"x": 2}, {"y": 1}],
    "mixed": [{"x": 3}, 1],
    "scalars": [5, 6],
}


@pytest.fixture
def filled(backend: Any) -> Any:
    def fill(work: Any) -> None:
        for name, value in VALUES.items():
            work.rows.put(Row(name, value))

    backend.commit(fill)
    return backend


def ids(store: Any, filter: dict[str, Any], sort: str | None = None) -> list[str]:
    return [row.row_id for row in store.read(lambda work: work.rows.all(filter, sort))]


def put(store: Any, *things: Any) -> None:
    def body(work: Any) -> None:
        for thing in things:
            (work.rows if isinstance(thing, Row) else work.marked).put(thing)

    store.commit(body)


INNERS = ("inner", "inner_null", "inner_list", "inner_other", "inners", "some_inners", "mixed")
X_IS_MISSING = ("inner_null", "inner_other", "some_inners")
LISTS = ("empty", "list", "nulls", "nested", "inners", "some_inners", "mixed", "scalars")
NO_X = {*VALUES} - {*INNERS} - {*LISTS}

FILTERS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a value": ({"value": "a"}, {"a"}),
    "a value in a list": ({"value": "b"}, {"b", "list"}),
    "a number of any type": ({"value": Decimal("1.0")}, {"one", "list", "mixed"}),
    "no text for a number": ({"value": "1"}, {"digit"}),
    "no number for a truth": ({"value": True}, {"true"}),
    "an enum by its value": ({"value": Colour.RED}, {"red"}),
    "a time": ({"value": DAY}, {"day"}),
    "a whole list": ({"value": [1, "b"]}, {"list"}),
    "an empty list": ({"value": []}, {"empty"}),
    "a list in a list": ({"value": ["a"]}, {"nested"}),
    "null": ({"value": None}, {"null", "nulls"}),
    "null for a missing field": ({"nowhere": None}, {*VALUES}),
    "in": ({"value": {"$in": ["a", 3, DAY]}}, {"a", "three", "day"}),
    "in with null": ({"value": {"$in": [None, "a"]}}, {"null", "nulls", "a"}),
    "in nothing": ({"value": {"$in": []}}, set()),
    "not in": (
        {"value": {"$nin": ["a", "b", None]}},
        {*VALUES} - {"a", "b", "list", "null", "nulls"},
    ),
    "not in, of a missing field": ({"nowhere": {"$nin": ["a"]}}, {*VALUES}),
    "not in with null, of a missing field": ({"nowhere": {"$nin": [None]}}, set()),
    "not": ({"value": {"$ne": "b"}}, {*VALUES} - {"b", "list"}),
    "not null": ({"value": {"$ne": None}}, {*VALUES} - {"null", "nulls"}),
    "not, of a missing field": ({"nowhere": {"$ne": "b"}}, {*VALUES}),
    "less than a number": ({"value": {"$lt": 2}}, {"half", "one", "list", "mixed"}),
    "at most a decimal": (
        {"value": {"$lte": Decimal(2)}},
        {"half", "one", "two", "list", "mixed"},
    ),
    "more than a number": ({"value": {"$gt": 2}}, {"three", "scalars"}),
    "at least a number": ({"value": {"$gte": 3}}, {"three", "scalars"}),
    "less than a text": ({"value": {"$lt": "b"}}, {"a", "digit"}),
    "at least a text": ({"value": {"$gte": "b"}}, {"b", "red", "list"}),
    "less than a time": ({"value": {"$lt": DAY + timedelta(hours=1)}}, {"day"}),
    "more than a time": ({"value": {"$gt": DAY}}, {"next_day"}),
    "less than null": ({"value": {"$lt": None}}, set()),
    "at most null": ({"value": {"$lte": None}}, {"null", "nulls"}),
    "less than, of a missing field": ({"nowhere": {"$lt": 5}}, set()),
    "between, by two elements": ({"value": {"$gt": 5, "$lt": 6}}, {"scalars"}),
    "there, though null": ({"value": {"$exists": True}}, {*VALUES}),
    "not there": ({"nowhere": {"$exists": False}}, {*VALUES}),
    "nowhere there": ({"nowhere": {"$exists": True}}, set()),
    "through documents and lists": ({"value.x": 1}, {"inner", "inner_list", "inners"}),
    "less than, through lists": (
        {"value.x": {"$lt": 3}},
        {"inner", "inner_list", "inners", "some_inners"},
    ),
    "there, through lists": (
        {"value.x": {"$exists": True}},
        {*INNERS} - {"inner_other"},
    ),
    "not there, through lists": (
        {"value.x": {"$exists": False}},
        {*VALUES} - {*INNERS} | {"inner_other"},
    ),
    "by the key": ({"row_id": {"$gte": "three"}}, {"three", "true", "two"}),
    "two fields": ({"value": "a", "row_id": "b"}, set()),
}


class TestEveryStore:
    """The contract. Each of its tests runs on both."""

    @pytest.mark.parametrize(("filter", "expected"), FILTERS.values(), ids=FILTERS)
    def test_a_filter_finds_and_counts_the_same(self, filled: Any, filter: Any, expected: set[str]):
        assert set(ids(filled, filter)) == expected
        assert filled.read(lambda work: work.rows.count(filter)) == len(expected)

    @pytest.mark.parametrize("wanted", [None, {"$ne": 1}, {"$nin": [1, None]}, {"$in": [None]}])
    def test_null_through_documents_and_lists_is_what_is_missing(self, filled: Any, wanted: Any):
        null = NO_X | {*X_IS_MISSING}
        one = {"inner", "inner_list", "inners"}
        found = {*ids(filled, {"value.x": wanted})}
        if wanted is None or wanted == {"$in": [None]}:
            assert found == null
        elif wanted == {"$ne": 1}:
            assert found == {*VALUES} - one
        else:
            assert found == {*VALUES} - one - null

    def test_a_limit_of_nothing_is_empty(self, filled: Any):
        assert filled.read(lambda work: work.rows.all({}, limit=0)) == []
        assert filled.read(lambda work: work.rows.all({}, "value", limit=0)) == []
        assert len(filled.read(lambda work: work.rows.all({}, limit=3))) == 3

    def test_what_is_stored_comes_back_as_it_was(self, filled: Any):
        for name, value in VALUES.items():
            found = filled.read(lambda work, name=name: work.rows.get(name)).value
            assert str(found) == str(value)

    def test_times_are_kept_to_the_millisecond(self, backend: Any):
        put(backend, Row("r", DAY.replace(microsecond=123_456)))
        kept = backend.read(lambda work: work.rows.get("r")).value
        assert kept == DAY.replace(microsecond=123_000)

    def test_a_whole_number_beyond_64_bits_cannot_be_stored(self, backend: Any):
        with pytest.raises(OverflowError):
            put(backend, Row("r", 2**63))

    SORTED: ClassVar[list[str]] = [
        "empty", "null", "half", "one", "two", "three", "digit", "a", "bytes", "true", "day",
    ]  # fmt: skip

    def test_values_of_all_kinds_are_sorted_by_kind_and_null_first(self, backend: Any):
        put(backend, *(Row(name, VALUES[name]) for name in reversed(self.SORTED)))
        assert ids(backend, {}, "value") == self.SORTED
        assert ids(backend, {}, "-value") == self.SORTED[::-1]

    def test_a_list_is_sorted_by_its_least_or_its_greatest_value(self, backend: Any):
        put(backend, Row("wide", [1, 9]), Row("five", 5), Row("seven", [7]), Row("none", None))
        assert ids(backend, {}, "value") == ["none", "wide", "five", "seven"]
        assert ids(backend, {}, "-value") == ["wide", "seven", "five", "none"]

    def test_what_is_missing_is_sorted_like_null_also_through_documents(self, backend: Any):
        rows = {"two": {"x": 2}, "one": [{"x": 1}, {"x": 3}], "none": {"y": 1}}
        put(backend, *(Row(name, value) for name, value in rows.items()))
        assert ids(backend, {}, "value.x") == ["none", "one", "two"]
        assert ids(backend, {}, "-value.x") == ["one", "two", "none"]

    def test_equal_values_stay_together(self, backend: Any):
        put(backend, *(Row(f"r{n}", n % 2) for n in range(6)))
        found = ids(backend, {}, "-value")
        assert ({*found[:3]}, {*found[3:]}) == ({"r1", "r3", "r5"}, {"r0", "r2", "r4"})

    def test_sorting_by_a_field_that_is_named_like_the_key_is_no_sorting_by_the_key(
        self, backend: Any
    ):
        put(backend, Row("a", by_row_id=2), Row("b", by_row_id=1))
        assert ids(backend, {}, "by_row_id") == ["b", "a"]
        assert ids(backend, {}, "-row_id") == ["b", "a"]

    def test_pages_go_down_to_the_last_row_and_name_none_after_it(self, backend: Any):
        put(backend, *(Row(f"r{n}", group="g" if n % 2 else "h") for n in range(10)))
        pages, cursor = [], None
        while True:
            page = backend.read(lambda w, at=cursor: w.rows.page({"group": "g"}, at, limit=2))
            pages.append([row.row_id for row in page.rows])
            cursor = page.next_cursor
            if cursor is None:
                break
        assert pages == [["r9", "r7"], ["r5", "r3"], ["r1"]]

    def test_a_sum_is_of_the_numbers_and_of_nothing_else(self, backend: Any):
        values = [1, Decimal("0.10"), Decimal("0.20"), None, "7", True, [4], {"x": 8}]
        put(backend, *(Row(f"r{n}", value) for n, value in enumerate(values)))

        def total(field: str, filter: dict[str, Any]) -> Decimal:
            return backend.read(lambda work: work.rows.sum(field, filter))

        assert total("value", {}) == Decimal("1.30")
        assert total("value.x", {}) == Decimal(8)
        assert total("nowhere", {}) == total("value", {"row_id": "nobody"}) == Decimal(0)

    def test_put_writes_whatever_was_there(self, backend: Any):
        put(backend, Row("r", 1), Row("s", 1))
        put(backend, Row("r", 2), Row("t", 2))
        assert {*ids(backend, {"value": 2})} == {"r", "t"}
        assert ids(backend, {"value": 1}) == ["s"]

    def test_inserting_what_is_there_is_a_conflict(self, backend: Any):
        put(backend, Row("r", 1))
        with pytest.raises(Conflict):
            backend.commit(lambda work: work.rows.insert(Row("r", 2)))
        assert ids(backend, {"value": 1}) == ["r"]

    def test_forgetting_tells_how_many_and_leaves_the_others(self, filled: Any):
        assert filled.commit(lambda work: work.rows.forget({"value": {"$in": ["a", "b"]}})) == 3
        assert len(ids(filled, {})) == len(VALUES) - 3

    def test_removing_a_record_that_is_not_there_is_nothing(self, backend: Any):
        backend.commit(lambda work: work.rows.remove("nobody"))

    def test_a_work_that_raises_leaves_nothing_even_of_what_was_sent(self, backend: Any):
        def body(work: Any) -> None:
            work.rows.put(Row("r"))
            assert work.rows.count({}) == 1
            raise KeyError

        with pytest.raises(KeyError):
            backend.commit(body)
        assert ids(backend, {}) == []

    def test_changing_what_was_read_changes_nothing_stored(self, backend: Any):
        put(backend, Row("r", [1]))
        kept = backend.read(lambda work: work.rows.get("r"))
        kept.value.append(2)
        assert backend.read(lambda work: work.rows.get("r")).value == [1]

    def test_a_unique_field_counts_unless_it_is_none(self, backend: Any):
        put(backend, Marked("1"), Marked("2"), Marked("3", tag="t"))
        with pytest.raises(Conflict):
            put(backend, Marked("4", tag="t"))
        put(backend, Marked("3", tag="t"))
        assert backend.read(lambda work: work.marked.count({"tag": {"$exists": False}})) == 2
        assert backend.read(lambda work: work.marked.count({"tag": None})) == 2

    @pytest.mark.parametrize("keys", [("b", "c"), ("a",)])
    def test_each_value_of_a_unique_list_is_unique(self, backend: Any, keys: tuple[str, ...]):
        put(backend, Marked("1", keys=("a", "b", "b")))
        with pytest.raises(Conflict):
            put(backend, Marked("2", keys=keys))
        put(backend, Marked("3", keys=("c", "d")), Marked("1", keys=("b",)))

    def test_an_empty_list_is_a_value_of_a_unique_field_like_any(self, backend: Any):
        put(backend, Marked("1", keys=()))
        with pytest.raises(Conflict):
            put(backend, Marked("2", keys=()))

    def test_the_writes_of_one_flush_go_out_in_their_order(self, backend: Any):
        put(backend, Marked("1", tag="t"))
        put(backend, Marked("1", tag="u"), Marked("2", tag="t"))
        with pytest.raises(Conflict):
            put(backend, Marked("1", tag="t"), Marked("2", tag="u"))

    def test_a_change_of_another_version_is_a_conflict(self, backend: Any):
        old = backend.commit(lambda work: work.deeds.add(Deed("d"), DeedDone()))
        new = backend.commit(lambda work: work.deeds.save(replace(old, name="n"), DeedDone()))
        assert (old.version, new.version) == (1, 2)
        for change in (
            lambda work: work.deeds.save(replace(old, name="o"), DeedDone()),
            lambda work: work.deeds.save(Deed("nobody", version=1), DeedDone()),
            lambda work: work.deeds.remove(old, DeedDone()),
            lambda work: work.deeds.remove(Deed("nobody", version=1), DeedDone()),
            lambda work: work.deeds.add(Deed("d"), DeedDone()),
        ):
            with pytest.raises(Conflict):
                backend.commit(change)
        assert backend.read(lambda work: work.deeds.get("d")) == new
        backend.commit(lambda work: work.deeds.remove(new, DeedDone()))
        assert backend.read(lambda work: work.deeds.find("d")) is None

    def test_what_is_added_and_removed_in_one_work_was_never_there(self, backend: Any):
        def body(work: Any) -> None:
            work.deeds.remove(work.deeds.add(Deed("d"), DeedDone()), DeedDone())
            assert work.deeds.find("d") is None

        backend.commit(body)
        assert backend.read(lambda work: work.deeds.count({})) == 0


@pytest.mark.parametrize(
    "filter",
    [
        {"$or": [{"value": 1}]},
        {"value": {"$regex": "a"}},
        {"value": {"x": 1}},
        {"value.0": 1},
        {"value": {"$gt": [1]}},
    ],
    ids=str,
)
def test_a_filter_that_memory_cannot_imitate_is_refused(filter: dict[str, Any]):
    store = memory(ContractWork)
    put(store, Row("r", [1]))
    with pytest.raises(NotImitated):
        ids(store, filter)
