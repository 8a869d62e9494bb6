"""A store in memory, two keys, and a form that is good as it is."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.sealing.master import MasterKeys
from chassis.testing import MemoryStore, memory
from people.schemas.person import RegisterPerson
from people.store import PeopleWork
from people.vault import Vault

TODAY = date(2025, 6, 2)
NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
MASTER = "2025-01:" + base64.b64encode(b"m" * 32).decode()
ID_NUMBERS = ("530102199003071238", "532901198511204521", "53010219900307018X")


@pytest.fixture
def store() -> MemoryStore:
    return memory(PeopleWork, now=NOON)


@pytest.fixture
def vault() -> Vault:
    return Vault(MasterKeys(MASTER), id_key=b"i" * 32)


@pytest.fixture
def a_form() -> Callable[..., dict[str, Any]]:
    def form(**given: Any) -> dict[str, Any]:
        body = {
            "name": "李明",
            "id_number": ID_NUMBERS[0],
            "phone": "13812348000",
            "region": "530102",
            **given,
        }
        return dict(RegisterPerson().load(body))

    return form
