"""What replicas and partitions bring a slow handler: `python -m tests.scale.throughput`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fault.stage import Infra, until
from tests.scale.replicas import Replicas

STEPS = 40
SLOW_S = 0.003
"""What each event takes, waiting for something or computing."""


def rate(infra: Infra, folder: Path, partitions: int, count: int, **slow: float) -> float:
    """Events a second that so many replicas handle of what lies ready for them."""
    infra.clear()
    replicas = Replicas(infra, folder)
    try:
        for _ in range(count):
            replicas.start(partitions, **slow)
        # One after the other: the second one is known to the first when its row is renewed.
        until(lambda: infra.db.members.count_documents({"handlers.reads": partitions}) == count)
        stream = replicas.stream(most=STEPS, pause_s=0)
        began = time.monotonic()
        until(lambda: stream.steps == STEPS)
        expected = stream.finish()
        until(lambda: replicas.trails() == expected, within_s=120)
        return STEPS * len(expected) / (time.monotonic() - began)
    finally:
        replicas.close()


def main() -> None:
    table = Table("handler", "partitions", "replicas", "events/s", box=None)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        infra = Infra(Path(folder))
        try:
            for name, slow in (("waits", "waits_s"), ("computes", "works_s")):
                for partitions, count in ((1, 1), (1, 2), (4, 1), (4, 2)):
                    found = rate(infra, Path(folder), partitions, count, **{slow: SLOW_S})
                    table.add_row(name, str(partitions), str(count), f"{found:,.0f}")
        finally:
            infra.close()
    Console().print(table)


if __name__ == "__main__":
    main()
