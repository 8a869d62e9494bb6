"""The fault suite in the size that CI can bear."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

ROOT = Path(__file__).parents[2]
EVENTS, FAULTS, SEED = 1200, 30, 7
WITHIN_S = 900
"""Ten times what it takes on a machine that does nothing else."""

ZERO = ("lost", "twice", "out_of_order", "stuck", "parked_good", "unanswered")

pytestmark = pytest.mark.long


def test_under_faults_nothing_is_lost_or_done_twice_or_out_of_order(tmp_path: Path):
    figures = tmp_path / "fault.json"
    sizes = ["--seed", str(SEED), "--events", str(EVENTS), "--faults", str(FAULTS)]
    storm = subprocess.Popen(
        [sys.executable, "-m", "tests.fault.run", *sizes, "--out", str(figures)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        shown, told_of = storm.communicate(timeout=WITHIN_S)
    finally:
        # Asked to end it ends what it started; killed it would leave a platform running.
        storm.terminate()
        storm.wait(timeout=120)
    assert storm.returncode == 0, told_of[-6000:] + shown

    told = orjson.loads(figures.read_bytes())
    assert told["events"] + told["commands"] >= EVENTS
    assert told["faults"] == FAULTS
    assert {name: told[name] for name in ZERO} == dict.fromkeys(ZERO, 0)
    assert all(told["auditor_sees"].values())
