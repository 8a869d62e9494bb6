"""The documents that are checked in are the ones that the code gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import validate

from chassis.messaging.partitions import SLOTS
from tests.contract import code, contracts, documents

GENERATED = documents.all_documents()


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_a_checked_in_document_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path], "run: make openapi"


def test_the_openapi_document_is_valid() -> None:
    validate(_read("http/gateway.openapi.yaml"))


def test_asyncapi_names_every_queue_and_every_type() -> None:
    document = _read("asyncapi.yaml")
    queues = {queue for name in code.SERVICES for queue in code.handlers(name)}
    assert document["channels"].keys() == queues | contracts.read().keys()
    assert document["asyncapi"] == "3.0.0"


@pytest.mark.parametrize("name", code.SERVICES)
def test_a_partitioned_handler_can_have_no_more_queues_than_there_are_slots(name: str) -> None:
    assert all(1 <= on.partitions <= SLOTS for on in code.handlers(name).values())


def test_every_reference_in_asyncapi_leads_somewhere() -> None:
    document = _read("asyncapi.yaml")
    for ref in _references(document):
        if ref.startswith("#/"):
            place: Any = document
            for step in ref[2:].split("/"):
                place = place[step]
        else:
            assert (contracts.FOLDER / ref).is_file()


def _read(name: str) -> Any:
    return yaml.load((contracts.FOLDER / name).read_bytes(), yaml.CSafeLoader)


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [ref for inner in part.values() for ref in _references(inner)]
    if isinstance(part, list):
        return [ref for inner in part for ref in _references(inner)]
    return []
