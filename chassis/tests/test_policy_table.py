"""The table of who may do what: reading it, and asking it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.domain import ROLES, SERVICE, Actor, Scope
from chassis.domain.errors import RoleNotAllowed, ScopeNotGranted
from chassis.rpc.policy import Policy

TABLE = {
    "loans": {
        "get_loan": {"record": "loan", "worker": "own", "officer": "region", "admin": "all"},
        "get_rates": {"public": "all"},
        "read_secrets": {"service": ["notify"]},
    },
    "every": {"flow": {"admin": "all"}},
    "events": {"yunling.partners.repayment.reported.v1": ["bank"]},
}
POLICY = Policy.parse(TABLE)


def an_actor(role: str, **more: Any) -> Actor:
    return Actor("somebody", role, **more)


@pytest.mark.parametrize(
    ("role", "scope"), [("worker", Scope.OWN), ("officer", Scope.REGION), ("admin", Scope.ALL)]
)
def test_a_role_is_admitted_in_its_scope(role: str, scope: Scope) -> None:
    assert POLICY.admit("loans.get_loan", an_actor(role)) is scope


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"worker", "officer", "admin"}))
def test_a_role_that_the_row_does_not_name_is_refused(role: str) -> None:
    with pytest.raises(RoleNotAllowed):
        POLICY.admit("loans.get_loan", an_actor(role))


@pytest.mark.parametrize("role", [*ROLES, None])
def test_what_the_table_does_not_name_nobody_may_do(role: str | None) -> None:
    with pytest.raises(RoleNotAllowed):
        POLICY.admit("loans.forgive_loan", an_actor(role) if role else None)


@pytest.mark.parametrize("role", [*ROLES, None])
def test_what_is_public_needs_no_caller(role: str | None) -> None:
    assert POLICY.admit("loans.get_rates", an_actor(role) if role else None) is Scope.ALL


def test_a_call_without_a_caller_is_refused_where_one_is_needed() -> None:
    with pytest.raises(RoleNotAllowed):
        POLICY.admit("loans.get_loan", None)


def test_a_service_may_ask_only_what_names_it() -> None:
    assert POLICY.admit("loans.read_secrets", Actor("notify", SERVICE)) is Scope.ALL
    for action, who in (("read_secrets", "jobs"), ("get_loan", "notify"), ("flow", "notify")):
        with pytest.raises(RoleNotAllowed):
            POLICY.admit(f"loans.{action}", Actor(who, SERVICE))


def test_nobody_from_outside_is_a_service_by_his_name() -> None:
    with pytest.raises(RoleNotAllowed):
        POLICY.admit("loans.read_secrets", Actor("notify", "admin"))


def test_a_method_of_every_service_is_that_of_each() -> None:
    assert POLICY.admit("jobs.flow", an_actor("admin")) is Scope.ALL
    with pytest.raises(RoleNotAllowed):
        POLICY.admit("jobs.flow", an_actor("worker"))


def test_a_key_opens_only_what_it_was_made_for() -> None:
    for scopes in (("loans.get_loan",), ("jobs.*", "loans.*")):
        assert POLICY.admit("loans.get_loan", an_actor("officer", scopes=scopes)) is Scope.REGION
    for scopes in (("loans.get",), ("loans",), ("*",), ("jobs.*",)):
        with pytest.raises(ScopeNotGranted):
            POLICY.admit("loans.get_loan", an_actor("officer", scopes=scopes))


def test_a_key_gives_no_more_than_its_role_has() -> None:
    with pytest.raises(RoleNotAllowed):
        POLICY.admit("loans.get_loan", an_actor("bank", scopes=("loans.get_loan",)))


def test_a_role_sends_its_own_types_of_event() -> None:
    type = "yunling.partners.repayment.reported.v1"
    assert POLICY.may_send("bank", type)
    assert not POLICY.may_send("guarantor", type)
    assert not POLICY.may_send("bank", "yunling.partners.checkin.reported.v1")
    assert POLICY.types_of("bank") == {type}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"loans": {"get": {"emperor": "all"}}}, "loans.get: no such role: emperor"),
        ({"loans": {"get": {"worker": "some"}}}, "loans.get: worker has no such scope: some"),
        ({"loans": {"get": {"worker": "region"}}}, "worker has nothing to hold region against"),
        ({"loans": {"get": {"officer": "own"}}}, "officer has nothing to hold own against"),
        ({"loans": {"get": {"public": "own"}}}, "public has nothing to hold own against"),
        ({"events": {"some.v1": ["worker"]}}, "events.some.v1: no such partner: worker"),
    ],
)
def test_a_row_that_means_nothing_stops_the_start(table: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Policy.parse(table)
