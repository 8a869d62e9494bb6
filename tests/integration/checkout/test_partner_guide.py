"""docs/partners.md leads from nothing to a green report, with the commands that stand there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.integration.containers import ROOT
from tests.integration.making import unique
from tests.integration.target import Platform

GUIDE = ROOT / "docs" / "partners.md"
WITHIN_S = 180


def commands() -> str:
    """The shell blocks of the guide, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(), flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == 6
    return "\n".join(blocks)


def test_the_commands_of_the_guide_lead_to_a_green_report_and_to_a_red_one(platform: Platform):
    tools = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PARTNER": unique("guide").lower(),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ready for production: yes" in done.stdout
    green, red = (report(name) for name in ("bank", "unready"))
    assert (green["ready"], green["why_not"]) == (True, [])
    failed = {step["id"] for step in red["steps"] if step["outcome"] == "failed"}
    assert failed == {"wrong_amount", "bad_signature"}


def report(name: str) -> dict:
    return json.loads((ROOT / "build" / name / "conformance.json").read_text())
