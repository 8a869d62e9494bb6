"""More replicas mean more throughput."""

from __future__ import annotations

from pathlib import Path

from tests.fault.stage import Infra
from tests.scale.throughput import SLOW_S, rate


def test_two_replicas_of_four_partitions_handle_twice_what_one_queue_allows(
    infra: Infra, tmp_path: Path
):
    alone = rate(infra, tmp_path, 1, 1, waits_s=SLOW_S)
    shared = rate(infra, tmp_path, 4, 2, waits_s=SLOW_S)
    assert shared > 2 * alone
