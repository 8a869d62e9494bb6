"""Which queue an event lies in."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from chassis.messaging.partitions import SLOTS, Partitioning, slot

HANDLER = "demo.on_thing"


class Broker:
    """What is bound where; declarations are taken and forgotten."""

    def __init__(self) -> None:
        self.bound: dict[tuple[str, str], str] = {}

    def queue_bind(self, queue: str, exchange: str, routing_key: str = "") -> None:
        self.bound[exchange, routing_key] = queue

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **options: None


@pytest.mark.parametrize(
    ("subject", "expected"), [("fair-1", "slot.59"), ("", "slot.00"), ("招聘会", "slot.17")]
)
def test_a_slot_is_the_same_in_every_language_and_for_ever(subject: str, expected: str):
    assert slot(subject) == expected


def test_one_partition_is_the_queue_that_bears_the_name_of_the_handler():
    assert Partitioning(HANDLER, 1).queues == [HANDLER]


@pytest.mark.parametrize("partitions", [2, 3, 16, 64])
def test_the_slots_are_shared_evenly_by_the_queues(partitions: int):
    partitioning, broker = Partitioning(HANDLER, partitions), Broker()
    partitioning.declare(broker)
    slots = Counter(q for (_, key), q in broker.bound.items() if key.startswith("slot."))
    assert slots.keys() == set(partitioning.queues)
    assert slots.total() == SLOTS
    assert max(slots.values()) - min(slots.values()) <= 1


def test_what_has_no_slot_goes_to_one_queue():
    partitioning, broker = Partitioning(HANDLER, 4), Broker()
    partitioning.declare(broker)
    assert broker.bound[f"{HANDLER}.of4.rest", ""] == partitioning.queues[0]
