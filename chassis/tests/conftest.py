import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import thing

from chassis.testing import MemoryStore, memory


@pytest.fixture
def store() -> MemoryStore:
    return memory(thing.ThingWork)
