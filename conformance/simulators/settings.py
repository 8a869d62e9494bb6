"""A simulator's settings: a JSON file, because keys and passwords belong on no command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from simulators.faults import Fault


@dataclass(frozen=True)
class Settings:
    """`via` is "http" or "amqp": how the simulator's own events go out. `data` is its database."""

    body: str
    url: str
    key: str
    partner_id: str
    amqp_uri: str
    data: Path
    via: str = "http"
    faults: frozenset[Fault] = frozenset()

    @property
    def source(self) -> str:
        return f"/partners/{self.partner_id}"

    @property
    def queue(self) -> str:
        return f"yunling.partner.{self.partner_id}"


def read(file: Path) -> Settings:
    """The settings in a file. Raises ValueError for one that says something else."""
    given = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(given, dict):
        raise ValueError(f"{file} holds no JSON object")
    try:
        settings = Settings(
            **{
                **given,
                "data": Path(given.get("data") or file.with_suffix(".sqlite")),
                "faults": frozenset(map(Fault, given.get("faults", ()))),
            }
        )
    except TypeError as wrong:
        raise ValueError(f"{file}: {wrong}") from wrong
    if settings.via not in ("http", "amqp"):
        raise ValueError(f"{file}: via is http or amqp, not {settings.via}")
    return settings
