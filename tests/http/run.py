"""Schemathesis against a platform that runs: `make schemathesis SECONDS=600`.

Every operation of the document is asked with examples, with values at the bounds of its schemas and
beyond them, at random, and along its links; every check of schemathesis looks at every answer.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.integration.local import local_platform
from tests.integration.target import Platform
from tests.integration.tokens import mint

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).parent / "schemathesis.toml"
SECONDS = 600
# The partners of the platform stay as they are: other tests speak for them. Figures are rebuilt by
# tests of their own.
SPARED = r"^/v1/partners/\{partner_id\}/(?!subscriptions|replays|delivery|statements)|/rebuild$"


def run(
    platform: Platform, seconds: int, phases: str, tags: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """The finished run over the operations of some tags, or of all; its code is 1 for failures."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIG, "run"),
        *(f"{platform.url}/openapi.json", "--checks", "all"),
        *("--exclude-checks", "positive_data_acceptance,negative_data_rejection"),
        *("--exclude-path-regex", SPARED),
        *("--phases", phases, "--max-time", str(seconds), "--no-color"),
    ]
    for tag in tags:
        command += ["--include-tag", tag]
    tokens = {
        "ADMIN_TOKEN": mint(platform.issuer, "admin"),
        "PARTNER_TOKEN": mint(platform.issuer, "partner", partner_id="bodies"),
    }
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **tokens},
        capture_output=True,
        text=True,
        timeout=seconds + 120,
        check=False,
    )


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    done = run(local_platform(), seconds, "examples,coverage,fuzzing,stateful")
    sys.stdout.write(done.stdout + done.stderr)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
