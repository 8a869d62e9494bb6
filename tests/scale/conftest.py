"""Fixtures of the tests with several replicas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.conftest import infra
from tests.fault.stage import Infra
from tests.scale.replicas import Replicas
from tests.stack.conftest import make_stack

__all__ = ["infra", "make_stack"]


@pytest.fixture
def replicas(infra: Infra, tmp_path: Path) -> Iterator[Replicas]:
    infra.clear()
    replicas = Replicas(infra, tmp_path)
    yield replicas
    replicas.close()
