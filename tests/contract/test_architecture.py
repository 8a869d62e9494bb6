"""The map of docs/architecture.md has every package; test_documents.py compares the text."""

from __future__ import annotations

import pytest

from tests.contract import architecture


@pytest.mark.parametrize("package", architecture.LAYERS)
def test_every_part_of_a_package_is_in_a_layer(package: str) -> None:
    without = [name for name, number in architecture.in_order(package).items() if not number]
    assert without == []


@pytest.mark.parametrize("package", architecture.LAYERS)
def test_a_layer_names_only_what_is_there(package: str) -> None:
    assert architecture.in_order(package).keys() == architecture.members(package).keys()
