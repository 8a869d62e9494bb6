"""Decision records have one format, and their index names every one of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs/adr"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "Rejected", "Consequences"]
LINES = 25


def _number(record: Path) -> int:
    return int(record.name[:4])


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_has_context_decision_rejected_options_and_consequences(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {_number(record)}. ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == PARTS


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_has_at_most_25_lines(record: Path) -> None:
    _title, *body = record.read_text(encoding="utf-8").splitlines()
    assert len([line for line in body if line]) <= LINES


def test_the_index_gives_number_file_and_title_of_every_decision() -> None:
    rows = re.findall(r"^\| \[(\d+)\]\(([\w.-]+)\) \| ([^|]+) \|", INDEX, re.MULTILINE)
    titles = [record.read_text(encoding="utf-8").partition("\n")[0] for record in RECORDS]
    assert [(name, f"# {number}. {title}") for number, name, title in rows] == [
        (record.name, title) for record, title in zip(RECORDS, titles, strict=True)
    ]


def test_the_index_explains_every_number_without_a_decision() -> None:
    unused = INDEX.partition("## Unused numbers")[2].partition(". ")[0]
    missing = {
        number
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", unused)
        for number in range(int(first), int(last or first) + 1)
    }
    used = [_number(record) for record in RECORDS]
    assert sorted([*used, *missing]) == list(range(1, max(used) + 1))
