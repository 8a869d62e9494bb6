"""Every service asks the policy again in every call: each method against each role, at its own door
and by its own part of the table. What the whole table says is what must come of it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.domain import ROLES, SERVICE, Actor, Refusal
from gateway.http import policy
from gateway.upstream.operator_fanout import OF_ONE_SERVICE
from tests.contract import code

TABLE = policy.table()
CALLS = [(name, method) for name in code.SERVICES for method in sorted(code.calls(name))]
OWN_IDS = {"person_id": "p-1", "employer_id": "e-1", "partner_id": "b-1", "region": "530102"}
NOT_ADMITTED = {"role_not_allowed", "scope_not_granted"}


class Reached(Refusal):
    """The method's own code ran: the door had let the call in."""

    code = "reached"


class Inside:
    """In place of everything that a method works with."""

    def __getattr__(self, name: str) -> Any:
        raise Reached


def ask(name: str, method: str, actor: Actor | None) -> str:
    """The code with which a service's door answers a call with an empty body."""
    cls = code.service(name)
    service = cls()
    for attribute in ("store", "settings"):
        setattr(service, attribute, Inside())
    context = {"actor": actor} if actor else {}
    answer = getattr(service, method)(None if actor is None else {}, context)
    return str(answer["error"]["exc_args"][0]) if answer["error"] else "done"


def an_actor(role: str, **more: Any) -> Actor:
    return Actor("somebody", role, **{name: OWN_IDS[name] for name in ROLES[role]}, **more)


def row(name: str, method: str) -> Any:
    found = TABLE.row(f"{name}.{method}")
    assert found is not None, f"policy.yaml says nothing of {name}.{method}"
    return found


@pytest.mark.parametrize(("name", "method"), CALLS)
def test_each_role_is_let_in_by_a_service_exactly_where_the_table_says(
    name: str, method: str
) -> None:
    said = row(name, method)
    admitted = {role for role in ROLES if ask(name, method, an_actor(role)) not in NOT_ADMITTED}
    assert admitted == (set(ROLES) if said.public else said.grants.keys())


@pytest.mark.parametrize(("name", "method"), CALLS)
def test_without_a_caller_a_service_answers_only_what_is_public(name: str, method: str) -> None:
    for nobody in (None, Actor("anonymous", "anonymous")):
        assert (ask(name, method, nobody) not in NOT_ADMITTED) == row(name, method).public


@pytest.mark.parametrize(("name", "method"), CALLS)
def test_a_service_asks_another_only_for_what_names_it(name: str, method: str) -> None:
    for other in code.SERVICES:
        admitted = ask(name, method, Actor(other, SERVICE)) not in NOT_ADMITTED
        assert admitted == (other in row(name, method).services)


@pytest.mark.parametrize(("name", "method"), CALLS)
def test_a_key_for_something_else_opens_no_door_of_a_service(name: str, method: str) -> None:
    roles = [role for role in ROLES if role in row(name, method).grants]
    for role in roles:
        key = an_actor(role, scopes=("another.action",))
        assert ask(name, method, key) == "scope_not_granted"


@pytest.mark.parametrize("method", OF_ONE_SERVICE)
def test_who_may_ask_the_gateway_for_one_service_is_let_in_there(method: str) -> None:
    assert TABLE.rows[f"ops.{method}"].grants == TABLE.rows[f"every.{method}"].grants


@pytest.mark.parametrize("name", code.SERVICES)
def test_the_part_of_a_service_says_what_the_whole_table_says(name: str) -> None:
    own = code.service(name).policy
    for method in code.calls(name):
        action = f"{name}.{method}"
        assert own.row(action) == TABLE.row(action)
