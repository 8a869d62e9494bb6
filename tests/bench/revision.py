"""Another revision of the platform: its checkout, its environment, its stack, and that as a system
under test that is spoken to through its public interfaces only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from programme.actors.door import Door
from programme.ledger import Flow, read_flow
from programme.settle import settle
from tests.bench.ours import Ours
from tests.bench.stack import Stack, own_stack
from yunling.stack.place import find_root
from yunling.stack.usage import cpu_of

PATIENCE_S = 300
PLATFORM, GATEWAY = "platform", "gateway"


class Side(Ours):
    """One of two revisions; what is under way on it is read from `GET /v1/ops/flow`, which every
    revision has, and not from stores, which may look different in each.

    `meters` tell the seconds of processor time since the start, of all processes and of the
    gateway alone; `idle` are the seconds a second that each shows while nothing is asked.
    """

    def __init__(self, name: str, stack: Stack) -> None:
        super().__init__(stack)
        self.name = name
        self.meters = {PLATFORM: stack.cpu_seconds, GATEWAY: self._gateway_cpu_seconds}
        self.idle: dict[str, float] = {}
        self._door = Door(stack.url, connections=1)

    def flow(self) -> Flow:
        return read_flow(self._door, self.stack.token("admin"))

    def settle(self) -> None:
        """Wait until every event is handled and every message is final."""
        settle(self.flow, PATIENCE_S)

    def _gateway_cpu_seconds(self) -> float:
        return cpu_of(self.processes()["gateway"].pid)

    def _await_news_of(self, person_ids: list[str]) -> None:
        self.settle()


@contextmanager
def revision_stack(revision: str) -> Iterator[Stack]:
    """A stack of `revision` (anything that git takes for a commit), built from a worktree with a
    virtual environment of its own; all of it goes at the end."""
    root = find_root(Path.cwd()) / ".run-against"
    _remove(root)
    _git("worktree", "add", "--detach", str(root), revision)
    try:
        _make_environment(root)
        with own_stack(root, root / ".venv" / "bin" / "python") as stack:
            yield stack
    finally:
        _remove(root)


def working_tree() -> str:
    """The commit of this checkout, `-dirty` when something is changed."""
    return _git("describe", "--always", "--dirty", "--exclude", "*")


def commit_of(revision: str) -> str:
    """The short hash of the commit. Raises CalledProcessError where there is none."""
    return _git("rev-parse", "--short", "--verify", f"{revision}^{{commit}}")


def _remove(root: Path) -> None:
    """A stack that a broken-off run left behind ends with its checkout."""
    if root.exists():
        python = root / ".venv" / "bin" / "python"
        if (root / ".run-bench").exists() and python.exists():
            subprocess.run(
                [python, "-m", "yunling", "down"],
                cwd=root,
                env={**os.environ, "YUNLING_RUN_DIR": str(root / ".run-bench")},
                stdout=subprocess.DEVNULL,
                check=True,
                timeout=300,
            )
        shutil.rmtree(root)
    _git("worktree", "prune")


def _make_environment(root: Path) -> None:
    # What `make bench ARGS=...` was told must not reach the other revision's make.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")
    }
    done = subprocess.run(
        ["make", "setup"],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1200,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"make setup in {root}: {done.stdout}")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()
