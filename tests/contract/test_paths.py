"""What a document names is there: files and folders, linked or in backticks."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# `make env` writes them; they are never checked in.
MADE = {"deploy/compose/secrets"}
SOURCES = (".py", ".md", ".toml", ".yaml", ".sh", ".conf", ".svg")
LINK = re.compile(r"\]\(([^()#\s:]+)(?:#[^()\s]*)?\)")
QUOTED = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"[\w-][\w./-]*")


def _tree() -> set[str]:
    """Every file and folder but hidden ones, as a path from the root."""
    found: set[str] = set()
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [one for one in folders if one[0] not in "._" and one != "node_modules"]
        found |= {str((Path(folder) / one).relative_to(ROOT)) for one in (*folders, *files)}
    return found


TREE = _tree()
FOLDERS = {path for path in TREE if "/" not in path and (ROOT / path).is_dir()}
DOCUMENTS = sorted(path for path in TREE if path.endswith(".md"))


def _named(text: str) -> set[str]:
    """Words in backticks that are paths from the root, or names of source files; NAME stands for
    any."""
    words = {word for quoted in QUOTED.findall(text) for word in quoted.split()}
    paths = {word for word in words if NAME.fullmatch(word) and "NAME" not in word}
    return {
        path
        for path in paths
        if path.endswith(SOURCES) or ("/" in path and path.split("/")[0] in FOLDERS)
    }


def _is_there(path: str) -> bool:
    """From the root, or with the folders that the text leaves out: `chassis/telemetry/otlp.py`."""
    path = path.rstrip("/")
    return path in TREE | MADE or any(one.endswith(f"/{path}") for one in TREE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert sorted(path for path in _named(text) if not _is_there(path)) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    base = (ROOT / document).parent
    assert [link for link in LINK.findall(text) if not (base / link).exists()] == []
