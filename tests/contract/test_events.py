"""Events: each contract is a schema with an example, and code and contracts know the same ones."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Annotated, Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from marshmallow import EXCLUDE

from chassis import cloudevents
from chassis.codec import payloads
from chassis.consumer.handler import fits
from chassis.domain import DomainEvent
from chassis.payload import text
from tests.contract import code, contracts, event_schemas

CONTRACTS = contracts.read()
CLASSES = [(name, type) for name in code.PRODUCERS for type in sorted(contracts.of(name))]
HANDLED = [
    (queue, type)
    for name in code.SERVICES
    for queue, on in code.handlers(name).items()
    for type in CONTRACTS
    if any(fits(pattern, type) for pattern in on.schemas)
]


@pytest.mark.parametrize("type", sorted(CONTRACTS))
def test_a_contract_is_a_valid_json_schema_that_refuses_what_it_does_not_know(type: str) -> None:
    schema = CONTRACTS[type].schema
    assert validator_for(schema) is Draft202012Validator
    Draft202012Validator.check_schema(schema)
    assert (
        schema["$id"] == f"{cloudevents.SCHEMA_BASE}/{CONTRACTS[type].service}/{type}.schema.json"
    )
    assert schema["additionalProperties"] is False
    assert type.startswith(f"yunling.{CONTRACTS[type].service}.")


@pytest.mark.parametrize("type", sorted(CONTRACTS))
def test_an_example_is_a_whole_event_whose_data_fits_the_schema(type: str) -> None:
    contract = CONTRACTS[type]
    decoded = cloudevents.decode(cloudevents.encode(contract.example))
    event = cloudevents.event(decoded, decoded["data"])
    check = Draft202012Validator(
        contract.schema, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    check.validate(decoded["data"])
    assert event.type == type
    assert event.dataschema == contract.schema["$id"]
    assert event.source.startswith(
        "/partners/" if contract.service == "partners" else f"/yunling/{contract.service}"
    )
    if "x-subject" in contract.schema:
        assert event.subject == decoded["data"][contract.schema["x-subject"]]


@pytest.mark.parametrize("type", sorted(CONTRACTS))
def test_an_example_carries_no_personal_data(type: str) -> None:
    forbidden = {"name", "id_number", "phone", "email", "address"}
    assert not forbidden & set(CONTRACTS[type].schema["properties"])


@pytest.mark.parametrize("name", code.PRODUCERS)
def test_every_event_class_has_a_contract_and_every_contract_a_class(name: str) -> None:
    assert sorted(code.events(name)) == sorted(contracts.of(name))


@pytest.mark.parametrize(
    "hint",
    [str, Annotated[str, text(80)], Annotated[Decimal | None, "CNY"], Annotated[int, "Days"]],
)
def test_a_field_that_says_too_little_is_named(hint: Any) -> None:
    cls = dataclasses.make_dataclass("Told", [("amount", hint)], bases=(DomainEvent,), frozen=True)
    cls.type, cls.__doc__ = "yunling.jobs.told.v1", "It was told."
    with pytest.raises(ValueError, match=r"Told\.amount: "):
        event_schemas.schema("jobs", cls)


def test_a_field_that_may_be_null_is_bounded_as_one_that_may_not() -> None:
    hint = Annotated[str | None, text(80), "Where"]
    cls = dataclasses.make_dataclass(
        "Told", [("place", hint, None)], bases=(DomainEvent,), frozen=True
    )
    cls.type, cls.__doc__ = "yunling.jobs.told.v1", "It was told."
    told = event_schemas.schema("jobs", cls)
    bounds = {"minLength": 1, "maxLength": 80, "type": ["string", "null"]}
    assert told["properties"]["place"] == {"description": "Where", **bounds}
    assert told["required"] == []


def test_an_event_without_a_docstring_is_named() -> None:
    cls = dataclasses.make_dataclass("Told", [], bases=(DomainEvent,), frozen=True)
    cls.type = "yunling.jobs.told.v1"
    with pytest.raises(ValueError, match="Told: an event's docstring says what it is"):
        event_schemas.schema("jobs", cls)


@pytest.mark.parametrize(("name", "type"), CLASSES)
def test_an_example_read_as_its_class_is_written_back_the_same(name: str, type: str) -> None:
    data = contracts.of(name)[type].example["data"]
    event = payloads.structure(data, code.events(name)[type])
    assert payloads.unstructure(event) == data


@pytest.mark.parametrize(("queue", "type"), HANDLED)
def test_every_consumer_reads_the_example(queue: str, type: str) -> None:
    on = code.handlers(queue.partition(".")[0])[queue]
    example = CONTRACTS[type].example
    schema = on.schemas.get(type) or next(s for p, s in on.schemas.items() if fits(p, type))
    schema(unknown=EXCLUDE).load({**example["data"], "a_field_of_a_later_version": 1})


@pytest.mark.parametrize("name", code.SERVICES)
def test_a_handler_waits_only_for_events_that_somebody_promises(name: str) -> None:
    for queue, on in code.handlers(name).items():
        for pattern in on.schemas:
            promised = [type for type in CONTRACTS if fits(pattern, type)]
            assert promised, f"{queue} waits for {pattern}"


def test_a_version_that_was_published_stays() -> None:
    assert set(contracts.published()) == set(CONTRACTS)
