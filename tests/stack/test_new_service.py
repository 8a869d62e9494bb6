"""A service that `yunling new-service` makes passes the checks, in a copy of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = str(Path(sys.executable).with_name("lint-imports"))
LIMIT_S = 300
NAME, NOUN = "housing", "grant"

pytestmark = pytest.mark.long


class Copy:
    """The files of a checkout, those not yet committed too, and commands in it.

    What is imported is the copy's own: its folders stand before the installed ones.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True)
        for name in listed.stdout.split("\0"):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)

    def run(self, module: str, *words: str) -> str:
        """The output of `python -m MODULE WORDS`, which must succeed."""
        return self.succeed(sys.executable, "-W", "ignore", "-m", module, *words)

    def succeed(self, *command: str) -> str:
        """The output of a command; fails when the command does."""
        projects = [path.parent for path in self.folder.glob("**/pyproject.toml")]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": ":".join(str(path) for path in projects)},
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-8000:]}{done.stderr[-2000:]}"
        return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """With the new service, as `make new-service` leaves it."""
    made = Copy(tmp_path_factory.mktemp("checkout"))
    made.run("yunling", "new-service", NAME, "--noun", NOUN, "--about", "Grants for a first flat.")
    made.run("ruff", "check", "--fix", ".")
    made.run("ruff", "format", ".")
    made.run("tests.contract.regions")
    made.run("tests.contract.documents")
    yield made
    shutil.rmtree(made.folder)


def test_a_new_service_passes_lint_types_and_imports(copy: Copy) -> None:
    copy.run("ruff", "check", ".")
    package = f"services/{NAME}/{NAME}"
    copy.run("mypy", f"{package}/domain.py", f"{package}/usecases.py")
    assert "0 broken" in copy.succeed(LINT_IMPORTS, "--no-cache")


def test_a_new_service_passes_its_own_tests_and_the_contract_tests(copy: Copy) -> None:
    tests = (f"services/{NAME}", "tests/contract", "cli/tests/test_place.py")
    assert " passed" in copy.run("pytest", "-q", "-p", "no:cacheprovider", *tests)


def test_a_new_service_has_a_route_an_event_and_a_handler(copy: Copy) -> None:
    openapi = (copy.folder / "contracts/http/gateway.openapi.yaml").read_text(encoding="utf-8")
    events = (copy.folder / "contracts/asyncapi.yaml").read_text(encoding="utf-8")
    assert f"/v1/{NOUN}s/{{{NOUN}_id}}" in openapi
    assert f"publish.yunling.{NAME}.{NOUN}.opened.v1" in events
    assert f"handle.{NAME}.on_person" in events
