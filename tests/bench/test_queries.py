"""Every query of a service has an index: those that a year and every list ask, explained."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from tests.bench.stack import Stack
from tests.integration.door import Door
from yunling.stack.place import STORES, Place

Command = dict[str, Any]

SERVICES_CALL_THEMSELVES = "yunling"
PROFILE_BYTES = 200_000_000
EXPLAINED = ("find", "aggregate", "count", "distinct", "update", "delete", "findAndModify")
# What belongs to a session, which an explain has none of.
OF_A_SESSION = {
    "lsid",
    "txnNumber",
    "autocommit",
    "startTransaction",
    "readConcern",
    "writeConcern",
}
FILTERS = {"year": 2025, "region": "530102", "limit": 2, "trade": "评茶员"}

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def stack(whole_platform: Place) -> Stack:
    return Stack(whole_platform)


@pytest.fixture(scope="module")
def commands(stack: Stack) -> dict[str, Command]:
    """Each distinct command that a service sent to its store, by its shape."""
    for name in STORES:
        db = stack.admin()[stack.store(name).name]
        db.create_collection("system.profile", capped=True, size=PROFILE_BYTES)
        db.command("profile", 2)
    stack.year("0.001")
    read_everything(stack)
    found: dict[str, Command] = {}
    for name in STORES:
        db = stack.admin()[stack.store(name).name]
        db.command("profile", 0)
        for entry in db["system.profile"].find({"appName": SERVICES_CALL_THEMSELVES}):
            command = command_of(entry)
            if command:
                found.setdefault(f"{name} {shape(command)}", {"$db": db.name, **command})
    return found


def test_no_query_of_a_service_scans_a_collection(commands: dict[str, Command], stack: Stack):
    scans = [told for told, command in commands.items() if "COLLSCAN" in plan_of(stack, command)]
    assert not scans, "\n".join(scans)


def test_every_kind_of_command_and_every_service_was_seen(commands: dict[str, Command]):
    assert {told.split()[0] for told in commands} == set(STORES)
    kinds = {kind for command in commands.values() for kind in EXPLAINED if kind in command}
    assert kinds >= {"find", "aggregate", "update"}


def read_everything(stack: Stack) -> None:
    """Ask every reading route, plain and with each of its filters."""
    door = Door(stack.url, stack.token("admin"))
    known = ids(stack)
    for path, operations in door.read("/openapi.json")["paths"].items():
        # What partners ask of themselves an operator may not: their own tests read it.
        if "get" not in operations or "admin" not in (operations["get"]["x-roles"] or ["admin"]):
            continue
        filled = path.format_map(known)
        queries = [q for q in operations["get"].get("parameters", []) if q["in"] == "query"]
        required = {q["name"]: value(q, known) for q in queries if q.get("required")}
        for asked in ({}, *({q["name"]: value(q, known)} for q in queries)):
            answer = door.get(filled, **required | asked)
            assert answer.status in (200, 404), f"{filled} {asked}: {answer.status} {answer.body}"
        if any(query["name"] == "cursor" for query in queries):
            read_two_pages(door, filled, required)


def read_two_pages(door: Door, path: str, required: dict[str, Any]) -> None:
    first = door.get(path, **required, limit=1)
    if first.status == 200 and first.body["next_cursor"]:
        second = door.get(path, **required, limit=1, cursor=first.body["next_cursor"])
        assert second.status == 200, f"{path}: {second.status} {second.body}"
        assert second.body["rows"] != first.body["rows"], path


def ids(stack: Stack) -> dict[str, str]:
    """An id for each name that a path or a filter may have."""
    told = {"service": "jobs", "partner_id": "bank", "day": "2025-06-02"}
    found = defaultdict(lambda: "none", told)
    for service, collections in {
        "people": {"people": "person_id"},
        "jobs": {
            "employers": "employer_id",
            "fairs": "fair_id",
            "posts": "post_id",
            "registrations": "registration_id",
        },
        "loans": {"loans": "loan_id"},
        "training": {
            "courses": "course_id",
            "classes": "class_id",
            "enrolments": "enrolment_id",
            "certificates": "serial",
        },
    }.items():
        for collection, name in collections.items():
            row = stack.store(service)[collection].find_one()
            assert row, f"the year left no {collection}"
            found[name] = row["_id"]
    return found


def value(parameter: dict[str, Any], known: dict[str, str]) -> Any:
    name, schema = parameter["name"], parameter["schema"]
    if name == "cursor":
        return known["person_id"]
    return schema["enum"][0] if "enum" in schema else known.get(name, FILTERS.get(name))


def command_of(entry: dict[str, Any]) -> Command | None:
    """What `explain` takes, of an entry of the profiler; None for what asks nothing."""
    command = entry["command"]
    collection = entry["ns"].partition(".")[2]
    if entry["op"] == "update":
        one = {name: command[name] for name in ("q", "u", "multi", "upsert") if name in command}
        return {"update": collection, "updates": [one]}
    if entry["op"] == "remove":
        limit = command.get("limit", 0)
        return {"delete": collection, "deletes": [{"q": command["q"], "limit": limit}]}
    if not any(kind in command for kind in EXPLAINED):
        return None
    return {
        name: given
        for name, given in command.items()
        if name not in OF_A_SESSION and not name.startswith("$")
    }


def shape(command: Command) -> str:
    """A command without its values."""
    return json.dumps(_shape(command), sort_keys=True)


def _shape(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _shape(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return (
            [_shape(value[0])] if value and name.startswith("$in") else [_shape(v) for v in value]
        )
    return value if name in EXPLAINED else type(value).__name__


def plan_of(stack: Stack, command: Command) -> str:
    """The winning plan, as text."""
    db = stack.admin()[command["$db"]]
    asked = {name: given for name, given in command.items() if name != "$db"}
    told = db.command({"explain": asked, "verbosity": "queryPlanner"})
    return json.dumps(_winning(told), default=str)


def _winning(told: Any) -> list[Any]:
    """Every winning plan; an aggregation has one inside of its first stage."""
    if isinstance(told, dict):
        own = [told["winningPlan"]] if "winningPlan" in told else []
        return own + [plan for inner in told.values() for plan in _winning(inner)]
    if isinstance(told, list):
        return [plan for inner in told for plan in _winning(inner)]
    return []
