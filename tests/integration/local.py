"""The platform as `make up` runs it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.integration.door import Door
from tests.integration.target import Platform

ROOT = Path(__file__).parents[2]


def local_platform() -> Platform:
    """The stack of this checkout. Fails, never skips, when it does not serve."""
    run = Path(os.environ.get("YUNLING_RUN_DIR") or ROOT / ".run")
    try:
        env = dict(_pairs((run / "env").read_text()))
    except FileNotFoundError:
        pytest.fail(f"no local stack in {run}: start it with `make up`", pytrace=False)
    url = f"http://{env['GATEWAY_HTTP_ADDRESS']}"
    try:
        ready = Door(url).get("/readyz")
    except OSError as error:
        pytest.fail(f"nobody answers at {url} ({error}): `make up`, `make status`", pytrace=False)
    assert ready.status == 200, f"the gateway is not ready: {ready.body}"
    return Platform(
        url=url,
        amqp_uri=env["AMQP_URI"],
        issuer=run / "keys" / "issuer.jwk",
        maildir=run / "mail",
        partners=json.loads((run / "partners.json").read_text()),
        logs=lambda: "\n".join(_text(file) for file in sorted((run / "log").glob("*.log"))),
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    """Lines of `[export ]NAME=value`, quotes taken off."""
    lines = (line.removeprefix("export ") for line in text.splitlines() if "=" in line)
    split = (line.split("=", 1) for line in lines if not line.startswith("#"))
    return [(name.strip(), value.strip().strip("'\"")) for name, value in split]


def _text(file: Path) -> str:
    return file.read_text(errors="replace")
