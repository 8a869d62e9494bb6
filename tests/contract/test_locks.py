"""What runs is what was locked: pinned, with hashes, from wherever pip is told to look."""

from __future__ import annotations

import json
import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.contract import locks

ROOT = Path(__file__).parents[2]
TOOLS = {"pip"}
"""What an environment begins with; it runs nothing of ours."""

INSTALLERS = ("deploy/images/install", "deploy/local/make-venv", "cli/yunling/stack/binary.py")


@pytest.mark.parametrize("lock", locks.LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_once_and_has_hashes(lock: Path) -> None:
    pinned = locks.read(lock)
    assert pinned
    assert [one.name for one in pinned if not one.hashes] == []
    names = [one.name for one in pinned]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "file", [*locks.LOCKS, *locks.FOLDER.glob("*.in")], ids=lambda file: file.name
)
def test_no_lock_says_from_where(file: Path) -> None:
    lines = [line.partition("#")[0] for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if "://" in line or line.startswith("--")] == []


def test_every_lock_is_made_of_what_we_ask_for() -> None:
    assert {lock.stem for lock in locks.LOCKS} == {file.stem for file in locks.FOLDER.glob("*.in")}


def test_what_images_run_is_what_was_tested() -> None:
    tested = {one.name: one.version for one in locks.read(locks.FOLDER / "dev.txt")}
    for one in locks.read(locks.FOLDER / "runtime.txt"):
        assert tested[one.name] == one.version


def test_what_is_installed_is_what_is_locked() -> None:
    """When it is not: `rm .venv/.ready`, `make setup`; what is in no lock, `pip uninstall`."""
    installed = {locks.normal(one.name): one.version for one in distributions()}
    locked = {one.name: one.version for one in locks.read(locks.FOLDER / "dev.txt")}
    other = {name: found for name, found in installed.items() if locked.get(name, found) != found}
    assert other == {}
    assert locked.keys() - installed.keys() == set()
    every = {one.name for lock in locks.LOCKS for one in locks.read(lock)}
    ours = {name for name in installed if name.startswith("yunling-")}
    assert installed.keys() - every - ours - TOOLS == set()


@pytest.mark.parametrize("script", INSTALLERS)
def test_whoever_installs_from_an_index_asks_for_hashes(script: str) -> None:
    text = (ROOT / script).read_text(encoding="utf-8")
    fetching = [line for line in text.splitlines() if re.search(r"-r [\"$r]|\"-r\"", line)]
    assert fetching
    assert "--require-hashes" in text


def test_node_packages_are_locked_with_their_digests() -> None:
    lock = json.loads((locks.FOLDER / "node" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert [name for name, one in packages.items() if not one.get("integrity")] == []
    assert [name for name, one in packages.items() if "resolved" in one] == []
