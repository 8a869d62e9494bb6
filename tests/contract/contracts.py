"""The folder of contracts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "contracts"
EVENTS = FOLDER / "events"
PUBLISHED = EVENTS / "published.txt"
SUFFIX, EXAMPLE_SUFFIX = ".schema.json", ".example.json"


@dataclass(frozen=True)
class Contract:
    """One version of one event: the schema of its data and an example of the whole event."""

    service: str
    type: str
    schema: dict[str, Any]
    example: dict[str, Any]

    @property
    def path(self) -> str:
        return f"events/{self.service}/{self.type}{SUFFIX}"


@cache
def read() -> dict[str, Contract]:
    """Every contract by type. An example that is missing is an error."""
    found = {}
    for file in sorted(EVENTS.glob(f"*/*{SUFFIX}")):
        type = file.name.removesuffix(SUFFIX)
        example = file.with_name(type + EXAMPLE_SUFFIX)
        found[type] = Contract(file.parent.name, type, _json(file), _json(example))
    return found


def of(service: str) -> dict[str, Contract]:
    """The contracts of one producer."""
    return {type: one for type, one in read().items() if one.service == service}


def published() -> list[str]:
    """Every type that has ever been published; a line is never taken out."""
    return PUBLISHED.read_text(encoding="utf-8").split() if PUBLISHED.exists() else []


def _json(file: Path) -> dict[str, Any]:
    if not file.exists():
        raise FileNotFoundError(f"{file.relative_to(FOLDER.parent)}: write an example of the event")
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded
