"""The script of conformance sends what the platform would send, and asks for what may be sent."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.bodies import Body
from conformance.bodies.table import BODIES
from conformance.case import Case
from gateway.http import policy
from partners.outbound import visibility
from simulators.bodies.table import BODIES as SIMULATED
from tests.contract import contracts

PAID = {"amount": "150000.00", "value_date": "2025-03-12", "bank_serial": "S-1"}
CASES = [pytest.param(body, id=name) for name, body in BODIES.items()]


def samples(body: Body) -> list[dict[str, Any]]:
    """Every sample that a partner is to act on, or that takes one back."""
    case = Case(facts={"amount": "150000.00", "paid": PAID})
    opening = body.opening(case)
    return [*opening, body.trigger(case), body.retreat(case), *body.sequel(case)]


def as_shown(type: str) -> Draft202012Validator:
    """The contract of a type without the fields that no partner is shown."""
    schema = dict(contracts.read()[type].schema)
    hidden = visibility.WITHHELD_FIELDS
    schema["required"] = [name for name in schema["required"] if name not in hidden]
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("body", CASES)
def test_a_sample_fits_the_contract_of_its_type(body: Body) -> None:
    for sample in samples(body):
        as_shown(sample["type"]).validate(sample["data"])
        assert not visibility.WITHHELD_FIELDS & sample["data"].keys()


@pytest.mark.parametrize("body", CASES)
def test_a_sample_is_of_a_type_that_the_body_may_be_sent(body: Body) -> None:
    assert {sample["type"] for sample in samples(body)} <= set(visibility.types_for(body.role))


@pytest.mark.parametrize("body", CASES)
def test_what_is_asked_of_a_body_it_may_send(body: Body) -> None:
    assert set(body.reports) <= set(policy.table().types_of(body.role))


@pytest.mark.parametrize("body", CASES)
def test_a_broken_sample_breaks_its_contract(body: Body) -> None:
    case = Case(facts={"amount": "150000.00"})
    body.opening(case)
    broken = body.broken(case)
    assert not as_shown(broken["type"]).is_valid(broken["data"])


def test_every_body_has_a_simulator() -> None:
    assert SIMULATED.keys() == BODIES.keys()
