"""What tests with servers share: one whole platform, and how they spread over workers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import leaks
from tests.observability.collector import Collector, collecting
from tests.ports import free_base
from yunling.stack.place import Place

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The groups of `--dist loadgroup`: a worker takes a file at a time, because the tests of a
    file share what it starts, and one worker takes all that need the whole platform. What takes
    long begins first, so that nobody waits for it in the end."""
    for item in items:
        whole = "whole_platform" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("platform" if whole else item.path.stem))
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="session")
def whole_platform(collector: Collector) -> Iterator[Place]:
    """Every process of the local stack, with data of its own. It sends its traces to the
    collector; no log of it holds what it may not."""
    # Sockets need a short path.
    with tempfile.TemporaryDirectory(prefix="yunling-", dir="/tmp") as folder:
        place = Place(ROOT, Path(folder) / "run", free_base())
        env = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'cli'}:{ROOT / 'programme'}",
            "YUNLING_RUN_DIR": str(place.run),
            "YUNLING_PORT_BASE": str(place.port_base),
            "OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        try:
            _yunling(env, "up")
            yield place
        finally:
            _yunling(env, "down")
        assert leaks.in_folder(place.run) == []


def _yunling(env: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "yunling", *words],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
