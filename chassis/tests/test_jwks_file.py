"""Keys of a file: a new one is found without a restart, and a broken file takes none away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chassis.jwks_file import REREAD_AFTER_S, UNREADABLE, JwksFile


def by_id(jwks: Any) -> dict[str, str]:
    return {jwk["kid"]: jwk["x"] for jwk in jwks["keys"]}


def write(path: Path, *kids: str) -> None:
    path.write_text(json.dumps({"keys": [{"kid": kid, "x": f"x-{kid}"} for kid in kids]}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    write(path, "a")
    return path


def find(keys: JwksFile[str], kid: str) -> str | None:
    return keys.find(lambda known: known.get(kid))


def later(keys: JwksFile[str]) -> None:
    keys._read_at -= REREAD_AFTER_S


def test_the_first_look_reads_the_file(path: Path) -> None:
    assert find(JwksFile(path, by_id), "a") == "x-a"


def test_a_key_that_is_new_is_found_after_five_seconds(path: Path) -> None:
    keys = JwksFile(path, by_id)
    find(keys, "a")
    write(path, "a", "b")
    assert find(keys, "b") is None
    later(keys)
    assert find(keys, "b") == "x-b"


def test_a_key_that_is_known_never_has_the_file_read_again(path: Path) -> None:
    keys = JwksFile(path, by_id)
    find(keys, "a")
    path.unlink()
    later(keys)
    assert find(keys, "a") == "x-a"


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"keys": 1}', '{"keys": [{}]}'])
def test_a_file_that_cannot_be_read_leaves_the_keys_as_they_are(
    path: Path, text: str | None
) -> None:
    keys = JwksFile(path, by_id)
    find(keys, "a")
    path.write_text(text) if text is not None else path.unlink()
    later(keys)
    assert find(keys, "b") is None
    assert find(keys, "a") == "x-a"
    with pytest.raises(UNREADABLE):
        keys.read()
