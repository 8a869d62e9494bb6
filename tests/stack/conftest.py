"""A stack of the tests' own, beside any that runs on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests import leaks
from tests.ports import free_base
from yunling.stack.place import find_place
from yunling.stack.supervision import connected

ROOT = Path(__file__).parents[2]
INFRA = {"epmd", "rabbitmq", "mongod", "mail"}


class Stack:
    """The `yunling` command for one run folder and port base, and what it started."""

    def __init__(self, run: Path, base: int, **settings: str) -> None:
        self.run, self.base = run, base
        self.given = settings

    def yunling(self, *words: str) -> subprocess.CompletedProcess[str]:
        place = {"YUNLING_RUN_DIR": str(self.run), "YUNLING_PORT_BASE": str(self.base)}
        command = [sys.executable, "-m", "yunling", *words]
        path = f"{ROOT / 'cli'}:{ROOT / 'programme'}"
        return subprocess.run(
            command,
            env={
                **os.environ,
                "PYTHONPATH": path,
                "TERM": "dumb",
                "COLUMNS": "200",
                **place,
                **self.given,
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def up(self) -> subprocess.CompletedProcess[str]:
        return self.yunling("up", "--only", "infra")

    def processes(self) -> list[psutil.Process]:
        """Everything that carries this stack's mark, the supervisor too."""
        return [
            p for p in psutil.process_iter() if _environ(p).get("YUNLING_STACK") == str(self.run)
        ]

    def pids(self) -> dict[str, int]:
        """Of each running process by name, as the supervisor tells."""
        with connected(find_place({"YUNLING_RUN_DIR": str(self.run)}, ROOT)) as supervisor:
            told = supervisor.processes() if supervisor else []
        return {one["name"]: one["pid"] for one in told if one["statename"] == "RUNNING"}

    def settings(self) -> dict[str, str]:
        """`.run/env` as a shell would read it."""
        lines = (self.run / "env").read_text().splitlines()
        pairs = (line.removeprefix("export ").split("=", 1) for line in lines)
        return {name: value.strip("'") for name, value in pairs}


def _environ(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.Error:
        return {}


@pytest.fixture(scope="session")
def make_stack() -> Iterator[Callable[..., Stack]]:
    """New stacks in short paths (sockets need them), each with the settings that it is given;
    whatever they started is stopped."""
    made: list[Stack] = []

    def make(**settings: str) -> Stack:
        folder = Path(tempfile.mkdtemp(prefix="yunling-", dir="/tmp"))
        made.append(Stack(folder / "run", free_base(), **settings))
        return made[-1]

    yield make
    for stack in made:
        stack.yunling("down")
        assert leaks.in_folder(stack.run) == []
        shutil.rmtree(stack.run.parent)


@pytest.fixture(scope="session")
def shared(make_stack: Callable[..., Stack]) -> Stack:
    return make_stack()


@pytest.fixture
def stack(shared: Stack) -> Stack:
    """A stack whose broker, database and mail server run, whatever the test before did to it."""
    if set(shared.pids()) != INFRA:
        started = shared.up()
        assert started.returncode == 0, started.stdout + started.stderr
    return shared
