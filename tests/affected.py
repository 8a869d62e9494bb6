"""The tests without servers that a change may break: those of the changed packages and of the
packages that import them, and the contract tests, which read every package and document.

    python -m tests.affected main

Compares the files of this checkout, those not committed too, with where its branch left `main`.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRACT, FUZZ = "tests/contract", "tests/fuzz"
ALL_DEPEND_ON = ("requirements/", "pyproject.toml")
READ_BY = {"deploy/": "cli", "programme/": "cli"}
"""Folders that a package reads as files."""


@dataclass(frozen=True)
class Package:
    """A folder with tests: the top-level modules in it, and those that its files import."""

    folder: str
    modules: frozenset[str]
    imports: frozenset[str]


def packages(root: Path = ROOT) -> dict[str, Package]:
    """Every package of a checkout that has tests without servers, by its folder."""
    projects = {path.parent for path in root.glob("*/pyproject.toml")}
    projects |= {path.parent for path in root.glob("services/*/pyproject.toml")}
    folders = sorted([*projects, root / FUZZ])
    return {one.folder: one for one in (_package(root, folder) for folder in folders)}


def affected(changed: Iterable[str], known: Mapping[str, Package]) -> list[str]:
    """The folders of the tests to run, for changed files as paths from the root."""
    changed = list(changed)
    if any(path.startswith(ALL_DEPEND_ON) for path in changed):
        return [*known, CONTRACT]
    found = {folder for folder in known for path in changed if path.startswith(f"{folder}/")}
    found |= {reader for folder, reader in READ_BY.items() for p in changed if p.startswith(folder)}
    while more := {one for one in known if one not in found and _imports(known, one, found)}:
        found |= more
    return [*sorted(found), CONTRACT] if changed else []


def changed_since(revision: str) -> list[str]:
    """Files that differ from where this branch left `revision`, as paths from the root."""
    left_at = _git("merge-base", revision, "HEAD").strip()
    listed = _git("diff", "--name-only", "-z", left_at)
    listed += _git("ls-files", "--others", "--exclude-standard", "-z")
    return sorted({path for path in listed.split("\0") if path})


def _imports(known: Mapping[str, Package], folder: str, found: Iterable[str]) -> bool:
    return any(known[folder].imports & known[one].modules for one in found)


def _package(root: Path, folder: Path) -> Package:
    modules = {path.parent.name for path in folder.glob("*/__init__.py")}
    imports: set[str] = set()
    for path in folder.rglob("*.py"):
        imports |= _imported(path.read_text(encoding="utf-8"))
    return Package(str(folder.relative_to(root)), frozenset(modules), frozenset(imports))


def _imported(text: str) -> set[str]:
    """The top-level names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"git {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def main() -> None:
    changed = changed_since(sys.argv[1])
    folders = affected(changed, packages())
    if not folders:
        sys.stdout.write(f"nothing changed since {sys.argv[1]}\n")
        return
    sys.stdout.write(f"tests of {', '.join(folders)}\n")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", "-q", *folders])  # noqa: S606


if __name__ == "__main__":
    main()
