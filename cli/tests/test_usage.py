"""Processor time of a stack's processes, found by the mark that they carry."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from yunling.stack.orphan import MARK
from yunling.stack.place import Place
from yunling.stack.usage import cpu_of, cpu_seconds

BUSY = "import time\nwhile time.process_time() < 0.3: pass"
WITH_A_CHILD_THAT_ENDED = (
    f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BUSY!r}], check=True)\n"
    "print(flush=True); sys.stdin.read()"
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(Path(__file__).parents[2], tmp_path, 26800)


def test_children_that_have_ended_count_and_processes_of_others_do_not(place: Place):
    assert cpu_seconds(place) == 0
    with subprocess.Popen(
        [sys.executable, "-c", WITH_A_CHILD_THAT_ENDED],
        env={**os.environ, MARK: str(place.run)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stdin
        process.stdout.readline()
        # The kernel counts in hundredths, of utime and stime each.
        assert 0.28 <= cpu_seconds(place) < 3
        assert cpu_seconds(place) == pytest.approx(cpu_of(process.pid), abs=0.1)
        process.stdin.close()
    assert cpu_seconds(place) == 0


def test_a_process_that_has_ended_is_told(place: Place):
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    with pytest.raises(OSError):
        cpu_of(process.pid)
