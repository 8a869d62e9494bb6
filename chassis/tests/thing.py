"""A tiny service domain for the chassis's own tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from chassis.domain import DomainEvent, Refusal, Work, aggregates, records


class ThingNotFound(Refusal):
    code = "thing_not_found"


class NameTaken(Refusal):
    code = "name_taken"


@dataclass(frozen=True)
class Thing:
    thing_id: str
    name: str
    amount: Decimal
    tag: str | None = None
    version: int = 0


@dataclass(frozen=True)
class Copy:
    thing_id: str
    name: str
    seen: int


@dataclass(frozen=True, kw_only=True)
class ThingMade(DomainEvent):
    type: ClassVar[str] = "yunling.demo.thing.made.v1"
    thing_id: str
    name: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class ThingRenamed(DomainEvent):
    type: ClassVar[str] = "yunling.demo.thing.renamed.v1"
    thing_id: str
    name: str


class ThingWork(Work):
    things = aggregates(
        Thing, "things", key="thing_id", missing=ThingNotFound, unique=[("name",), ("tag",)]
    )
    copies = records(Copy, "copies", key="thing_id")


def make_thing(work: Any, *, name: str, amount: Decimal, tag: str | None = None) -> Thing:
    if work.things.first({"name": name}):
        raise NameTaken(name=name)
    made = Thing(work.new_id(), name, amount, tag)
    return work.things.add(made, ThingMade(thing_id=made.thing_id, name=name, amount=amount))


def rename_thing(work: Any, *, thing_id: str, name: str) -> Thing:
    renamed = replace(work.things.get(thing_id), name=name)
    return work.things.save(renamed, ThingRenamed(thing_id=thing_id, name=name))


def rename_things(work: Any, commands: list[dict[str, Any]]) -> list[Thing | Refusal]:
    return [rename_thing(work, **command) for command in work.deciding(commands)]


def copy_thing(work: Any, event: Any) -> None:
    known = work.copies.find(event.data["thing_id"])
    seen = known.seen + 1 if known else 1
    work.copies.put(Copy(event.data["thing_id"], event.data["name"], seen))
