"""What the relay reads of the outbox while others write to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymongo
from pymongo.monitoring import CommandListener

from chassis.storage import outbox
from tests.fault.stage import Infra

MORE_THAN_ONE_BATCH = 120


class BeforeTheSecondBatch(CommandListener):
    """Calls back once, when a scan asks for more."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call: Callable[[], object] | None = call

    def started(self, event: Any) -> None:
        call, self._call = (
            (self._call, None) if event.command_name == "getMore" else (None, self._call)
        )
        if call:
            call()

    def succeeded(self, event: Any) -> None:
        """Nothing to do."""

    def failed(self, event: Any) -> None:
        """Nothing to do."""


def test_the_relay_never_sees_an_event_without_the_one_before_it(infra: Infra):
    infra.clear()
    rows = infra.db.outbox
    rows.insert_many([a_document(f"5-{n:04}") for n in range(MORE_THAN_ONE_BATCH)])

    def commit_two_in_order() -> None:
        rows.insert_one(a_document("1-first"))
        rows.insert_one(a_document("9-second"))

    listener = BeforeTheSecondBatch(commit_two_in_order)
    with pymongo.MongoClient(infra.mongo_uri, event_listeners=[listener]) as client:
        seen = outbox.unsent(client.get_default_database().outbox, 500)

    ids = {document["_id"] for document in seen}
    assert len(ids) >= MORE_THAN_ONE_BATCH
    assert "9-second" not in ids or "1-first" in ids


def a_document(id: str) -> dict[str, Any]:
    return {"_id": id, "unsent": True, "n": 1, "types": "1 made.up", "events": []}
