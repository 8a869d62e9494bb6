"""What `yunling new-service` refuses, and that it then writes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yunling import skeleton
from yunling.advice import Advice

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that a new service has lines in, and the routes."""
    for path in [edit.path for edit in skeleton.SHARED]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    shutil.copytree(ROOT / "gateway/gateway/routes", tmp_path / "gateway/gateway/routes")
    return tmp_path


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "noun", "why"),
    [
        ("Housing", "grant", "Housing is no name"),
        ("my-service", "grant", "my-service is no name"),
        ("import", "grant", "import is no name"),
        ("housing", "class", "class is no name"),
        ("loans", "grant", "there is a package loans"),
        ("json", "grant", "there is a package json"),
        ("housing", "fair", "there are routes below /v1/fairs"),
    ],
)
def test_a_name_that_is_taken_or_cannot_be_is_refused(
    checkout: Path, name: str, noun: str, why: str
) -> None:
    before = files(checkout)
    with pytest.raises(Advice, match=why):
        skeleton.make(checkout, name, noun, "Grants.")
    assert files(checkout) == before


def test_no_placeholder_is_left_and_a_port_is_found(checkout: Path) -> None:
    written = skeleton.make(checkout, "housing", "grant", "Grants for a first flat.")
    placeholders = ("<name>", "<Name>", "<NAME>", "<noun>", "<Noun>", "<about>", "<port>", "_name_")
    for path, text in {path: path.read_text(encoding="utf-8") for path in written}.items():
        assert not [one for one in placeholders if one in text or one in str(path)], path
    row = 'housing: {port: 7, does: [publishes, keeps_people], about: "Grants for a first flat."}\n'
    assert row + "gateway:" in (checkout / "contracts/services.yaml").read_text(encoding="utf-8")


def test_a_stack_has_room_for_ten_services(checkout: Path) -> None:
    for name in ("housing", "pensions", "childcare"):
        skeleton.make(checkout, name, f"{name}case", "More.")
    with pytest.raises(Advice, match="no port of a stack is free"):
        skeleton.make(checkout, "leisure", "trip", "More.")
