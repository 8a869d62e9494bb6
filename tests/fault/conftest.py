"""Fixtures of the fault tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.stage import Demo, Infra


@pytest.fixture(scope="session")
def infra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Infra]:
    made = Infra(tmp_path_factory.mktemp("infra"))
    yield made
    made.close()


@pytest.fixture
def demo(infra: Infra, tmp_path: Path) -> Iterator[Demo]:
    infra.clear()
    demo = Demo(infra, tmp_path)
    yield demo
    demo.close()
