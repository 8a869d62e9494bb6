"""The year refuses before it starts what it could not play."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from programme.acts.table import NAMES
from yunling.advice import Advice
from yunling.app import app
from yunling.commands import year
from yunling.keys import ensure_keys


@pytest.fixture
def run_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YUNLING_RUN_DIR", str(tmp_path))
    ensure_keys(tmp_path)
    (tmp_path / "partners.json").write_text("{}")
    return tmp_path


def advice(*arguments: str) -> str:
    outcome = CliRunner().invoke(app, ["year", *arguments])
    assert isinstance(outcome.exception, Advice)
    return str(outcome.exception)


@pytest.mark.parametrize("scale", ["0", "-1", "much", "11", "NaN"])
def test_a_scale_that_is_none_is_refused_with_an_example(run_dir: Path, scale: str):
    assert advice("--secrets", str(run_dir), f"--scale={scale}").startswith(
        f"--scale {scale} is no scale"
    )


def test_a_stack_that_was_never_up_is_told_to_start(run_dir: Path):
    (run_dir / "partners.json").unlink()
    assert "start the stack with `make up`" in advice("--secrets", str(run_dir))


def test_a_year_outside_the_programme_is_refused(run_dir: Path):
    outcome = CliRunner().invoke(app, ["year", "--year", "2026"])
    assert outcome.exit_code == 2


def test_an_act_that_does_not_exist_is_refused_with_those_that_do(run_dir: Path):
    told = advice("--secrets", str(run_dir), "--acts", "fairs,weddings")
    assert told == (
        "--acts fairs,weddings: there is no act 'weddings': choose among " + ", ".join(NAMES)
    )


def test_the_help_names_every_act_in_its_order():
    assert tuple(year.NAMES.split(",")) == NAMES
