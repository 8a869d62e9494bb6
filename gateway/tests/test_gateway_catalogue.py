"""The catalogue page, made of AsyncAPI."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from gateway.documents.catalogue import groups, render
from partners import catalogue
from partners.outbound import visibility

SIGNED = "yunling.loans.loan.contract_signed.v1"


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(catalogue.read())


def test_the_page_shows_every_event_with_version_example_and_who(document: Any) -> None:
    page = render(document)
    sent, received = groups(document)
    assert [one["type"] for one in received["events"]] == list(visibility.read())
    for one in [*sent["events"], *received["events"]]:
        assert f'id="{one["type"]}"' in page
        assert one["version"] == "v1" and one["example"]["type"] == one["type"]
    assert page.count("no date of end") == len(sent["events"]) + len(received["events"])
    assert "named as <code>bank_id</code>" in page
    assert "<script" not in page


def test_a_deprecated_version_says_since_when_and_until_when(document: Any) -> None:
    message = document["components"]["messages"][SIGNED]
    message |= {"x-deprecated-on": "2026-01-01", "x-ends-on": "2026-12-31"}
    assert "deprecated since 2026-01-01, ends on 2026-12-31" in render(document)


def test_what_a_description_says_is_text(document: Any) -> None:
    document["components"]["messages"][SIGNED]["summary"] = "<img src=x onerror=alert(1)>"
    assert "<img" not in render(document)


def test_no_event_that_leaves_can_hold_key_groups_or_lists_of_people(document: Any) -> None:
    for type in visibility.read():
        data = document["components"]["messages"][type]["payload"]["allOf"][1]["properties"]["data"]
        assert not data["properties"].keys() & {"key_groups", "present", "participants"}
        assert data["additionalProperties"] is False


@pytest.mark.parametrize("type", sorted(visibility.read()))
def test_an_example_of_what_leaves_fits_its_schema(document: Any, type: str) -> None:
    message = document["components"]["messages"][type]
    example = message["examples"][0]["payload"]
    data = message["payload"]["allOf"][1]["properties"]["data"]
    assert list(OAS31Validator(data).iter_errors(example["data"])) == []
    assert example["dataschema"] == data["$id"]


@pytest.mark.parametrize("type", sorted(visibility.read()))
def test_what_binds_an_event_to_a_partner_is_in_it_or_learned(document: Any, type: str) -> None:
    message = document["components"]["messages"][type]
    data = message["payload"]["allOf"][1]["properties"]["data"]["properties"]
    for bound in visibility.read()[type].values():
        learned = {"course_id", "class_id"} if bound == "provider_id" else set()
        assert data.keys() & {bound, *learned}
