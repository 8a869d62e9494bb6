"""A small service to break: it makes things, and copies them from its own events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from marshmallow import Schema, fields

from chassis.config import Settings
from chassis.consumer import on
from chassis.domain import DomainEvent, Early, Refusal, Work, aggregates, records
from chassis.rpc import command
from chassis.rpc.policy import Policy
from chassis.service import Service


class ThingNotFound(Refusal):
    code = "thing_not_found"


@dataclass(frozen=True)
class Thing:
    thing_id: str
    name: str
    version: int = 0


@dataclass(frozen=True)
class Copy:
    """What the handler made of a thing: its names, in the order in which they came."""

    thing_id: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ThingMade(DomainEvent):
    type: ClassVar[str] = "yunling.demo.thing.made.v1"
    thing_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ThingRenamed(DomainEvent):
    type: ClassVar[str] = "yunling.demo.thing.renamed.v1"
    thing_id: str
    name: str


class DemoWork(Work):
    things = aggregates(Thing, "things", key="thing_id", missing=ThingNotFound)
    copies = records(Copy, "copies", key="thing_id")


class MakeThing(Schema):
    name = fields.String(required=True)


class RenameThing(MakeThing):
    thing_id = fields.String(required=True)


class ThingView(RenameThing):
    version = fields.Integer()


def make_thing(work: Any, *, name: str) -> Thing:
    made = Thing(work.new_id(), name)
    return work.things.add(made, ThingMade(thing_id=made.thing_id, name=name))


def rename_thing(work: Any, *, thing_id: str, name: str) -> Thing:
    renamed = replace(work.things.get(thing_id), name=name)
    return work.things.save(renamed, ThingRenamed(thing_id=thing_id, name=name))


def copy_thing(work: Any, data: dict[str, Any], fixed: bool) -> None:
    known = work.copies.find(data["thing_id"])
    if known is None and data["name"] == "early":
        raise Early("the first name of the thing")
    if data["name"] == "poison" and not fixed:
        raise RuntimeError("a bug in the handler")
    names = (*known.names, data["name"]) if known else (data["name"],)
    work.copies.put(Copy(data["thing_id"], names))


@dataclass(frozen=True, kw_only=True)
class DemoSettings(Settings):
    """`fixed` is the version in which the handler's bug is gone."""

    fixed: bool = False


BY_ADMINS = {"admin": "all"}
OWN_METHODS = {"make_thing": BY_ADMINS, "rename_thing": BY_ADMINS}
EVERY_METHOD = {
    name: BY_ADMINS
    for name in dir(Service)
    if hasattr(getattr(Service, name, None), "nameko_entrypoints")
}


class DemoService(Service):
    name = "demo"
    work = DemoWork
    policy = Policy.parse({"demo": OWN_METHODS, "every": EVERY_METHOD})
    settings_type = DemoSettings
    settings: DemoSettings

    make_thing = command(make_thing, MakeThing, ThingView)
    rename_thing = command(rename_thing, RenameThing, ThingView, together="thing_id")

    @on({"yunling.demo.thing.*.v1": RenameThing}, batch=50)
    def on_thing(self, work: Any, events: Any) -> None:
        for event in work.handling(events):
            copy_thing(work, event.data, self.settings.fixed)
