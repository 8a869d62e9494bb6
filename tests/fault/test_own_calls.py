"""What the gateway asks of itself, with its store and without a broker."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import requests

from tests.fault.gateway import Gateway
from tests.fault.stage import Infra, until

PARTNER = {
    "partner_id": "own-calls",
    "name": "Labour bureau of the province",
    "role": "labour_bureau",
    "types": ["yunling.partners.eligibility.reported.v1"],
    "region": "530000",
    "reason": "agreed in writing",
}


def test_partners_are_registered_while_the_broker_is_away(infra: Infra, tmp_path: Path) -> None:
    store = infra.settings["GATEWAY_MONGO_URI"]
    with Gateway(tmp_path, GATEWAY_MONGO_URI=store) as gateway, requests.Session() as door:
        door.trust_env = False
        door.headers["Authorization"] = f"Bearer {gateway.token('admin')}"
        until(lambda: "database" not in door.get(f"{gateway.url}/readyz").text)

        def register(key: str) -> requests.Response:
            headers = {"Idempotency-Key": key}
            return door.post(f"{gateway.url}/v1/partners", json=PARTNER, headers=headers)

        key = uuid.uuid4().hex
        first, again, another = register(key), register(key), register(uuid.uuid4().hex)
        shown: Any = door.get(f"{gateway.url}/v1/partners/own-calls").json()

    assert (first.status_code, first.json()["partner_id"]) == (201, "own-calls")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (another.status_code, another.json()["code"]) == (409, "partner_exists")
    assert shown["role"] == "labour_bureau"
