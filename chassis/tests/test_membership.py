"""Which replica reads which queue."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest

from chassis.consumer.membership import Membership
from chassis.messaging.partitions import Partitioning

HANDLER = "demo.on_thing"


def plan(partitions: int, reads: dict[str, int | None], name: str = HANDLER) -> list[str]:
    """The replica that each queue is for, as all of them see it."""
    handler = SimpleNamespace(name=name, partitioning=Partitioning(name, partitions))
    shown = [
        {"_id": member, "handlers": [{"name": name, "wants": partitions, "reads": queues}]}
        for member, queues in reads.items()
    ]
    owners: list[str] = []
    for place in range(partitions):
        meant = []
        for member in reads:
            membership = Membership()
            membership.member, membership._rows = member, shown
            if not membership.is_for_another(handler, place):
                meant.append(member)
        [owner] = meant
        owners.append(owner)
    return owners


@pytest.mark.parametrize(("partitions", "replicas"), [(4, 2), (4, 3), (16, 5), (2, 4)])
def test_every_queue_is_for_one_replica_and_all_have_their_share(partitions: int, replicas: int):
    share = Counter(plan(partitions, {f"r{n}": partitions for n in range(replicas)}))
    assert max(share.values()) - min(share.get(f"r{n}", 0) for n in range(replicas)) <= 1


def test_a_replica_that_cannot_read_yet_gets_nothing():
    membership = Membership()
    membership.member = "a"
    membership._rows = [
        {"_id": "a", "handlers": [{"name": HANDLER, "wants": 4, "reads": 4}]},
        {"_id": "b", "handlers": [{"name": HANDLER, "wants": 4, "reads": None}]},
        {"_id": "c", "handlers": [{"name": HANDLER, "wants": 8, "reads": 8}]},
    ]
    handler = SimpleNamespace(name=HANDLER, partitioning=Partitioning(HANDLER, 4))
    assert not any(membership.is_for_another(handler, place) for place in range(4))


def test_handlers_of_one_queue_do_not_all_have_the_same_reader():
    both: dict[str, int | None] = {"a": 1, "b": 1}
    assert {plan(1, both, f"demo.on_{n}")[0] for n in range(10)} == {"a", "b"}
