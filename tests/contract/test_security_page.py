"""docs/security.md names places and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
THREATS = [line for line in PAGE.splitlines() if re.match(r"\| [STRIDE] \|", line)]
FOLDERS = (
    "chassis/",
    "cli/",
    "deploy/",
    "docs/",
    "gateway/",
    "requirements/",
    "services/",
    "tests/",
)


def _paths(text: str) -> list[str]:
    return [path for path in re.findall(r"`([\w./-]+)`", text) if path.startswith(FOLDERS)]


def _is_there(path: str) -> bool:
    """A module may have grown into a package."""
    return (ROOT / path).exists() or (ROOT / path.removesuffix(".py")).is_dir()


def test_every_place_that_the_page_names_is_there() -> None:
    assert [path for path in _paths(PAGE) if not _is_there(path)] == []


def test_every_kind_of_threat_is_thought_of() -> None:
    assert {line[2] for line in THREATS} == set("STRIDE")


@pytest.mark.parametrize("threat", THREATS, ids=lambda line: line.split("|")[2].strip()[:60])
def test_a_threat_is_handled_somewhere_and_a_test_shows_it(threat: str) -> None:
    _, _, _, handled, shown, _ = threat.split("|")
    assert _paths(handled) or "requirements/" in handled or "docker-compose.yml" in handled
    assert [path for path in _paths(shown) if "test" in path]
