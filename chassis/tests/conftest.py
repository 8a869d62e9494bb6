import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import thing  # noqa: E402 - found beside this file

from chassis.testing import MemoryStore, memory  # noqa: E402 - as above


@pytest.fixture
def store() -> MemoryStore:
    return memory(thing.ThingWork)
