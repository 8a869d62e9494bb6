"""The lock files: what they pin, and with which hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "requirements"
LOCKS = sorted(FOLDER.glob("*.txt"))
_PINNED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9.!+]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Requirement:
    name: str
    version: str
    hashes: int


def read(lock: Path) -> list[Requirement]:
    """What a lock pins. Raises ValueError with the line that is no pinned requirement."""
    text = re.sub(r"\\\n\s*", " ", lock.read_text(encoding="utf-8"))
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [_requirement(line) for line in lines if line]


def normal(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirement(line: str) -> Requirement:
    first, *rest = line.split()
    pinned = _PINNED.fullmatch(first)
    if pinned is None or not all(_HASH.fullmatch(one) for one in rest):
        raise ValueError(f"not pinned with hashes: {line[:80]}")
    return Requirement(normal(pinned["name"]), pinned["version"], len(rest))
